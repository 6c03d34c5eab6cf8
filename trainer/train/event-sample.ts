import type { EventSet } from '../../physics/columns.ts';
import type { DataSource, SourceOptions, Wanted } from '../data/source.ts';

/** Events as a scorer reads them: hadrons [N, 4] (E, px, py, pz; GeV; row-major, float32) and offsets. */
export interface EventSample {
  hadrons: Float32Array;
  /** Hadrons of event e stand at offsets[e] up to offsets[e + 1] (excluded); events + 1 entries. */
  offsets: Uint32Array;
}

/** Number of events of a sample. */
export function eventCount({ offsets }: EventSample): number {
  return offsets.length - 1;
}

/** The float32 rows of an event set. */
export function eventSample({ E, px, py, pz, offsets }: EventSet): EventSample {
  const hadrons = new Float32Array(4 * E.length);
  for (const [column, values] of [E, px, py, pz].entries())
    for (let i = 0; i < values.length; i++) hadrons[4 * i + column] = values[i]!;
  return { hadrons, offsets };
}

/** Several samples, one after the other. */
export function joinSamples(parts: readonly EventSample[]): EventSample {
  const hadrons = new Float32Array(parts.reduce((sum, part) => sum + part.hadrons.length, 0));
  const offsets = new Uint32Array(parts.reduce((sum, part) => sum + eventCount(part), 0) + 1);
  let event = 0;
  let row = 0;
  for (const part of parts) {
    hadrons.set(part.hadrons, 4 * row);
    for (const end of part.offsets.subarray(1)) offsets[++event] = row + end;
    row += part.hadrons.length / 4;
  }
  return { hadrons, offsets };
}

/** Some events of a sample, in the order asked for. */
export function selectEvents(sample: EventSample, chosen: Uint32Array): EventSample {
  const { hadrons, offsets } = sample;
  const parts = Array.from(chosen, (e) => ({
    hadrons: hadrons.subarray(4 * offsets[e]!, 4 * offsets[e + 1]!),
    offsets: Uint32Array.of(0, offsets[e + 1]! - offsets[e]!),
  }));
  return joinSamples(parts);
}

/** The events that a source has for a request, as a sample. */
export async function readSample(
  source: DataSource,
  wanted: Wanted,
  options: SourceOptions = {},
): Promise<EventSample> {
  const parts: EventSample[] = [];
  for await (const set of source.events(wanted, options)) parts.push(eventSample(set));
  return joinSamples(parts);
}
