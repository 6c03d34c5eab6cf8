import type { EventSet } from '../../physics/columns.ts';
import type { Annotated } from '../table/written.ts';
import type { Writer } from '../writer.ts';
import { FINAL_STATUS } from './particle-line.ts';
import { particleText } from './particle-text.ts';
import type { Tool } from './run-info.ts';
import {
  annotatedLayout,
  annotatedOptions,
  type EventBody,
  HepmcWriter,
  type HepmcWriterOptions,
  type SetLayout,
} from './writer.ts';

/**
 * Writes events as HepMC3 (Asciiv3): particles of status 1 without a production vertex. Throws RangeError for an event
 * without particles, which pyhepmc takes for the end of the file.
 */
export function hepmcEventWriter(options: HepmcWriterOptions<EventSet> = {}): Writer<EventSet> {
  return new HepmcWriter(LAYOUT, options);
}

const LAYOUT: SetLayout<EventSet> = {
  count: eventCount,
  weight: ({ weight }) => weight,
  body: (set) => (event) => eventBody(set, event),
};

/** Writes events as `hepmcEventWriter` does, with further weights: the columns of these names, which every set must have. */
export const hepmcAnnotatedEventWriter = (
  names: readonly string[],
  tools: readonly Tool[],
): Writer<Annotated<EventSet>> => new HepmcWriter(annotatedLayout(LAYOUT), annotatedOptions(names, tools));

/** Number of events, each of which has something in it. */
export function eventCount({ offsets }: { offsets: Uint32Array }): number {
  const empty = offsets.findIndex((offset, e) => offset === offsets[e + 1]);
  if (empty >= 0) throw new RangeError(`event ${empty} is empty: readers take that for the end of a HepMC3 file`);
  return offsets.length - 1;
}

function eventBody(set: EventSet, event: number): EventBody {
  const first = set.offsets[event]!;
  const end = set.offsets[event + 1]!;
  let text = '';
  for (let i = first; i < end; i++) text += particleText(i - first + 1, 0, set.pdg_id[i]!, set, i, FINAL_STATUS);
  return { vertices: 0, particles: end - first, text };
}
