import type { EventSet } from '../../columns.ts';
import { azimuth, deltaPhi } from '../../vector/azimuth.ts';
import { pseudorapidity } from '../../vector/rapidity.ts';

/** For each particle, the one of its event nearest to it in Delta R = sqrt(Delta eta^2 + Delta phi^2). */
export interface Neighbours {
  /** Index of the neighbour in the event set's columns; -1 where the event has no other particle. */
  index: Int32Array;
  /** Delta R to it; Infinity where there is none. */
  deltaR: Float64Array;
}

/**
 * Nearest neighbours by Delta R in pseudorapidity and azimuth (2305.17169, section on observables). Of equally near
 * ones the first is taken. Two particles along the beam on one side are at distance 0 in eta.
 */
export function nearestNeighbours(events: EventSet): Neighbours {
  const { px, py, pz, offsets } = events;
  const n = px.length;
  const eta = Float64Array.from(px, (_, i) => pseudorapidity(px[i]!, py[i]!, pz[i]!));
  const phi = Float64Array.from(px, (_, i) => azimuth(px[i]!, py[i]!));
  const squared = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
  const index = new Int32Array(n).fill(-1);
  const consider = (i: number, j: number, d2: number): void => {
    if (d2 >= squared[i]! && index[i] !== -1) return;
    squared[i] = d2;
    index[i] = j;
  };
  for (let e = 0; e + 1 < offsets.length; e++) {
    const end = offsets[e + 1]!;
    for (let i = offsets[e]!; i < end; i++) {
      for (let j = i + 1; j < end; j++) {
        const deta = eta[i] === eta[j] ? 0 : eta[i]! - eta[j]!;
        const dphi = deltaPhi(phi[i]!, phi[j]!);
        const d2 = deta * deta + dphi * dphi;
        consider(i, j, d2);
        consider(j, i, d2);
      }
    }
  }
  return { index, deltaR: squared.map((d2) => Math.sqrt(d2)) };
}
