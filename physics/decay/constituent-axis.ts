import type { ClusterSet } from '../columns.ts';
import { boostToRest } from '../vector/boost.ts';
import { momentum } from '../vector/momentum.ts';

const boosted = new Float64Array(4);

/**
 * Direction of cluster i's constituent 1 in the rest frame of a system with four-momentum (Px, Py, Pz, PE) and mass M:
 * a unit vector into out[0..2]. False, with out untouched, where constituent 1 is not known or has no direction.
 */
export function constituentAxis(
  out: Float64Array,
  clusters: ClusterSet,
  i: number,
  Px: number,
  Py: number,
  Pz: number,
  PE: number,
  M: number,
): boolean {
  const { q1_px, q1_py, q1_pz, q1_E } = clusters;
  if (!q1_px || !q1_py || !q1_pz || !q1_E || clusters.q1_pdg_id?.[i] === 0) return false;
  boostToRest(boosted, q1_px[i]!, q1_py[i]!, q1_pz[i]!, q1_E[i]!, Px, Py, Pz, PE, M);
  const p = momentum(boosted[0]!, boosted[1]!, boosted[2]!);
  if (!(p > 0 && p < Number.POSITIVE_INFINITY)) return false;
  for (let c = 0; c < 3; c++) out[c] = boosted[c]! / p;
  return true;
}
