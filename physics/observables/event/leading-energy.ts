import type { EventSet } from '../../columns.ts';

/** The largest particle energy of each event, GeV; 0 for an event without particles. */
export function leadingEnergy(events: EventSet): Float64Array {
  return Float64Array.from({ length: events.offsets.length - 1 }, (_, e) => {
    let largest = 0;
    for (let i = events.offsets[e]!; i < events.offsets[e + 1]!; i++) largest = Math.max(largest, events.E[i]!);
    return largest;
  });
}
