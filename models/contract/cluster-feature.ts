import type { ClusterSet } from '../../physics/columns.ts';
import { constituentAxis } from '../../physics/decay/constituent-axis.ts';
import { decayMass } from '../../physics/decay/threshold.ts';
import { PION_NEUTRAL } from '../../physics/particles/mass.ts';
import { CONDITION_FEATURES } from './tensors.ts';

type ClusterFeature = (typeof CONDITION_FEATURES)[number];

const isClusterFeature = (name: string): name is ClusterFeature => CONDITION_FEATURES.some((known) => known === name);

/**
 * One column of a generator's condition, by the name its manifest gives (models/contract/tensors.ts).
 * Throws a RangeError for an unknown name and where the clusters lack a column that it is made from.
 */
export function clusterFeature(clusters: ClusterSet, name: string): ArrayLike<number> {
  if (!isClusterFeature(name)) throw new RangeError(`no cluster feature is named '${name}'`);
  switch (name) {
    case 'q1_x':
      return constituentDirection(clusters, 0);
    case 'q1_y':
      return constituentDirection(clusters, 1);
    case 'q1_z':
      return constituentDirection(clusters, 2);
    default:
      return needed(clusters, name);
  }
}

function needed(clusters: ClusterSet, column: keyof ClusterSet): ArrayLike<number> {
  const values = clusters[column];
  if (!values) throw new RangeError(`the clusters have no column '${column}'`);
  return values;
}

/** One component of the unit vector along constituent 1 in each cluster's rest frame; 0 where there is no direction. */
function constituentDirection(clusters: ClusterSet, component: 0 | 1 | 2): Float64Array {
  for (const column of ['q1_px', 'q1_py', 'q1_pz', 'q1_E'] as const) needed(clusters, column);
  const axis = new Float64Array(3);
  return clusters.E.map((_, i) => {
    const { M, E } = decayMass(clusters, i, 2 * PION_NEUTRAL);
    const [px, py, pz] = [clusters.px[i]!, clusters.py[i]!, clusters.pz[i]!];
    return constituentAxis(axis, clusters, i, px, py, pz, E, M) ? axis[component]! : 0;
  });
}

/** The condition of clusters, clusters x features row by row, in float32 as the network takes it. */
export function conditionRows(clusters: ClusterSet, features: readonly { name: string }[]): Float32Array<ArrayBuffer> {
  const rows = clusters.E.length;
  const values = new Float32Array(rows * features.length);
  for (const [f, { name }] of features.entries()) {
    const column = clusterFeature(clusters, name);
    for (let i = 0; i < rows; i++) values[i * features.length + f] = column[i]!;
  }
  return values;
}
