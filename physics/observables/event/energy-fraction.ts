import type { EventSet } from '../../columns.ts';
import type { Neighbours } from './neighbour.ts';

/**
 * How each particle and its nearest neighbour share their energy: min(E, E') / (E + E'), 0 to 1/2. NaN for a particle
 * without neighbour.
 */
export function energyFraction(events: EventSet, neighbours: Neighbours): Float64Array {
  return Float64Array.from(events.E, (E, i) => {
    const j = neighbours.index[i]!;
    if (j < 0) return Number.NaN;
    return Math.min(E, events.E[j]!) / (E + events.E[j]!);
  });
}
