import type { EventSet } from '../../physics/columns.ts';

/**
 * Values of one observable, by event: those of event e stand at offsets[e] up to offsets[e + 1] (excluded). An event
 * has any number of them: one multiplicity, as many energies as hadrons. Events are independent, entries are not.
 */
export interface Entries {
  values: Float64Array;
  offsets: Uint32Array;
}

/** Number of events. */
export function eventCount(entries: Entries): number {
  return entries.offsets.length - 1;
}

/** One entry an event. */
export function perEvent(values: Float64Array): Entries {
  return { values, offsets: Uint32Array.from({ length: values.length + 1 }, (_, i) => i) };
}

/** One entry a particle: a column of an event set, or anything of its length. */
export function perParticle(events: Pick<EventSet, 'offsets'>, values: Float64Array): Entries {
  return { values, offsets: events.offsets };
}

/** The entries of events first up to last (excluded), sharing memory with the whole. */
export function sliceEvents(entries: Entries, first: number, last: number): Entries {
  const start = entries.offsets[first]!;
  return {
    values: entries.values.subarray(start, entries.offsets[last]),
    offsets: entries.offsets.slice(first, last + 1).map((offset) => offset - start),
  };
}
