import type { ClusterSet } from '../columns.ts';
import type { MassTable } from '../particles/mass.ts';
import { constituentAxis } from './constituent-axis.ts';
import type { Frame } from './frame.ts';
import type { HadronPairs } from './hadron-pair.ts';
import { decayMass } from './threshold.ts';
import { type ClusterFault, reasonInvalid } from './validity.ts';

const axis = new Float64Array(3);

/** Why cluster i of a set cannot be decayed into its hadrons with angles of this frame, or null where it can. */
export function clusterFault(
  clusters: ClusterSet,
  i: number,
  frame: Frame,
  pairs: HadronPairs,
  masses: MassTable,
): ClusterFault | null {
  const [h1, h2] = [pairs.h1_pdg_id[i]!, pairs.h2_pdg_id[i]!];
  const m1 = masses.get(h1);
  if (m1 === undefined) return { reason: 'unknown-hadron', pdg_id: h1 };
  const m2 = masses.get(h2);
  if (m2 === undefined) return { reason: 'unknown-hadron', pdg_id: h2 };
  const [px, py, pz] = [clusters.px[i]!, clusters.py[i]!, clusters.pz[i]!];
  const fault = reasonInvalid(clusters.E[i]!, px, py, pz, m1, m2);
  if (fault || frame !== 'cluster-rest/constituent-axis') return fault;
  const { M, E } = decayMass(clusters, i, m1 + m2);
  return constituentAxis(axis, clusters, i, px, py, pz, E, M) ? null : { reason: 'no-constituent-axis' };
}
