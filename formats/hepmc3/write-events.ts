import type { EventSet } from '../../physics/columns.ts';
import type { Annotated } from '../table/written.ts';
import type { Writer } from '../writer.ts';
import { FINAL_STATUS } from './particle-line.ts';
import { particleText } from './particle-text.ts';
import type { Tool } from './run-info.ts';
import { type EventBody, HepmcWriter, type HepmcWriterOptions } from './writer.ts';

/**
 * Writes events as HepMC3 (Asciiv3): particles of status 1 without a production vertex. Throws RangeError for an event
 * without particles, which pyhepmc takes for the end of the file.
 */
export function hepmcEventWriter(options: HepmcWriterOptions<EventSet> = {}): Writer<EventSet> {
  return new HepmcWriter(
    { count: eventCount, weight: ({ weight }) => weight, body: (set) => (event) => eventBody(set, event) },
    options,
  );
}

function weightsOf(columns: Annotated<EventSet>['columns'], name: string): Float64Array {
  const column = columns[name];
  if (column instanceof Float64Array) return column;
  throw new RangeError(`there are no weights '${name}'`);
}

/**
 * Writes events as `hepmcEventWriter` does, with further weights: the columns of these names, which every set must have.
 */
export function hepmcAnnotatedEventWriter(
  names: readonly string[],
  tools: readonly Tool[],
): Writer<Annotated<EventSet>> {
  const namedWeights = names.map((name) => ({
    name,
    values: ({ columns }: Annotated<EventSet>) => weightsOf(columns, name),
  }));
  return new HepmcWriter(
    {
      count: ({ set }) => eventCount(set),
      weight: ({ set }) => set.weight,
      body:
        ({ set }) =>
        (event) =>
          eventBody(set, event),
    },
    { namedWeights, tools },
  );
}

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
