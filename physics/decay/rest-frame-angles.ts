import type { ClusterSet, Momenta } from '../columns.ts';
import { boostToRest } from '../vector/boost.ts';
import { massSquared } from '../vector/mass.ts';
import { rotateToAxis } from '../vector/rotation.ts';
import { anglesOf } from './angles.ts';
import { constituentAxis } from './constituent-axis.ts';
import type { Frame } from './frame.ts';

/** Angles of n decays (phi, theta in turn, radians), and the hadron (1 or 2) that each pair of angles belongs to. */
export interface DecayAngles {
  angles: Float64Array;
  first: Uint8Array;
}

const axis = new Float64Array(3);
const boosted = new Float64Array(4);
const pairAngles = new Float64Array(2);

/**
 * The angles at which clusters decayed: the inverse of `decayClusters`, which gives back the same hadrons from them.
 *
 * The rest frame is that of the two hadrons together (hadron 1 of cluster i at 2i, hadron 2 at 2i + 1), so that they are
 * back to back also where the cluster's own momentum was rounded otherwise. The clusters give the constituents, which
 * only `cluster-rest/constituent-axis` needs. Throws a RangeError that names the cluster where its hadrons have no rest
 * frame or its constituent 1 no direction.
 */
export function restFrameAngles(clusters: ClusterSet, hadrons: Momenta, frame: Frame): DecayAngles {
  const n = clusters.E.length;
  if (hadrons.E.length !== 2 * n) throw new RangeError(`${n} clusters need ${2 * n} hadrons, not ${hadrons.E.length}`);
  const result = { angles: new Float64Array(2 * n), first: new Uint8Array(n) };
  for (let i = 0; i < n; i++) {
    result.first[i] = setAngles(clusters, hadrons, i, frame);
    result.angles.set(pairAngles, 2 * i);
  }
  return result;
}

/** Sets `pairAngles` for one cluster; gives the hadron that they belong to. */
function setAngles(clusters: ClusterSet, hadrons: Momenta, i: number, frame: Frame): 1 | 2 {
  const { px, py, pz, E } = hadrons;
  const [a, b] = [2 * i, 2 * i + 1];
  const [Px, Py, Pz, PE] = [px[a]! + px[b]!, py[a]! + py[b]!, pz[a]! + pz[b]!, E[a]! + E[b]!];
  const M = Math.sqrt(massSquared(Px, Py, Pz, PE));
  if (!(M > 0)) throw new RangeError(`cluster ${i}: its hadrons have no rest frame`);
  boostToRest(boosted, px[a]!, py[a]!, pz[a]!, E[a]!, Px, Py, Pz, PE, M);
  if (frame === 'cluster-rest/constituent-axis') {
    if (!constituentAxis(axis, clusters, i, Px, Py, Pz, PE, M))
      throw new RangeError(`cluster ${i}: constituent 1 has no direction in the rest frame`);
    rotateToAxis(boosted, boosted[0]!, boosted[1]!, boosted[2]!, axis[0]!, axis[1]!, axis[2]!);
  }
  return anglesOf(pairAngles, frame, boosted[0]!, boosted[1]!, boosted[2]!);
}
