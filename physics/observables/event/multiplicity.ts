import type { EventSet } from '../../columns.ts';

/** Particles in each event. */
export function multiplicity(events: EventSet): Float64Array {
  return Float64Array.from(
    { length: events.offsets.length - 1 },
    (_, e) => events.offsets[e + 1]! - events.offsets[e]!,
  );
}
