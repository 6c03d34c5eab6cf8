import type { EventSet } from '../../columns.ts';
import { anglesOf } from '../../decay/angles.ts';
import { boostToRest } from '../../vector/boost.ts';
import { massSquared } from '../../vector/mass.ts';
import type { Neighbours } from './neighbour.ts';

/** Azimuth and polar angle of each particle's pair, radians. */
export interface PairAngles {
  phi: Float64Array;
  theta: Float64Array;
}

const boosted = new Float64Array(4);
const angles = new Float64Array(2);

/**
 * Each particle and its nearest neighbour taken for the two hadrons of a cluster: the angles of their decay in the
 * pair's rest frame, axes parallel to the lab's, phi in (-pi/2, pi/2] (2305.17169, figure 4; the frame
 * `cluster-rest/lab-axes`). NaN for a particle without neighbour or a pair without rest frame.
 */
export function pairAngles(events: EventSet, neighbours: Neighbours): PairAngles {
  const n = events.E.length;
  const result = { phi: new Float64Array(n), theta: new Float64Array(n) };
  for (let i = 0; i < n; i++) {
    setAngles(events, i, neighbours.index[i]!);
    result.phi[i] = angles[0]!;
    result.theta[i] = angles[1]!;
  }
  return result;
}

function setAngles({ px, py, pz, E }: EventSet, i: number, j: number): void {
  angles.fill(Number.NaN);
  if (j < 0) return;
  const [Px, Py, Pz, PE] = [px[i]! + px[j]!, py[i]! + py[j]!, pz[i]! + pz[j]!, E[i]! + E[j]!];
  const M = Math.sqrt(massSquared(Px, Py, Pz, PE));
  if (!(M > 0)) return;
  boostToRest(boosted, px[i]!, py[i]!, pz[i]!, E[i]!, Px, Py, Pz, PE, M);
  anglesOf(angles, 'cluster-rest/lab-axes', boosted[0]!, boosted[1]!, boosted[2]!);
}
