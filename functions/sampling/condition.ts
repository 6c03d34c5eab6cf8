import type { GeneratorManifest } from '../../models/contract/manifest.ts';
import { CONDITION_FEATURES } from '../../models/contract/tensors.ts';
import type { ClusterSet } from '../../physics/columns.ts';
import { constituentAxis } from '../../physics/decay/constituent-axis.ts';
import { decayMass } from '../../physics/decay/threshold.ts';
import { PION_NEUTRAL } from '../../physics/particles/mass.ts';
import { problemAt } from '../problems.ts';

type Feature = (typeof CONDITION_FEATURES)[number];

/** The network's condition, clusters x features row by row, and how many clusters lie outside the training range. */
export interface Condition {
  values: Float32Array<ArrayBuffer>;
  outOfRange: number;
}

const isFeature = (name: string): name is Feature => CONDITION_FEATURES.some((feature) => feature === name);

/** Whether a model reads the direction of constituent 1 in the cluster's rest frame. */
export const readsAxis = ({ features, generator }: GeneratorManifest): boolean =>
  generator.frame === 'cluster-rest/constituent-axis' || features.some(({ name }) => /^q1_[xyz]$/.test(name));

/** The cluster columns that a model reads beyond the four-momentum. */
function neededColumns(manifest: GeneratorManifest): (keyof ClusterSet)[] {
  const names = new Set(manifest.features.map(({ name }) => name));
  const needed: (keyof ClusterSet)[] = readsAxis(manifest) ? ['q1_px', 'q1_py', 'q1_pz', 'q1_E'] : [];
  if (names.has('q1_perturbative')) needed.push('q1_perturbative');
  if (names.has('q2_perturbative')) needed.push('q2_perturbative');
  return needed;
}

/** Throws a problem where the request lacks a column that the model reads. */
export function requireColumns(manifest: GeneratorManifest, clusters: ClusterSet): void {
  for (const name of neededColumns(manifest)) {
    if (!clusters[name]) throw problemAt('invalid-data', `/clusters/${name}`, `${manifest.name} needs this column`);
  }
}

/** The condition of valid clusters, whose columns were checked by `requireColumns`. */
export function conditionOf(manifest: GeneratorManifest, clusters: ClusterSet): Condition {
  const n = clusters.E.length;
  const width = manifest.features.length;
  const values = new Float32Array(n * width);
  const outside = new Uint8Array(n);
  for (const [f, { name, range }] of manifest.features.entries()) {
    if (!isFeature(name)) throw new Error(`no cluster feature is named ${name}`);
    const column = featureColumn(clusters, name);
    for (let i = 0; i < n; i++) {
      const value = column[i]!;
      values[i * width + f] = value;
      if (value < range.min || value > range.max) outside[i] = 1;
    }
  }
  return { values, outOfRange: outside.reduce((sum, flag) => sum + flag, 0) };
}

function featureColumn(clusters: ClusterSet, name: Feature): ArrayLike<number> {
  switch (name) {
    case 'q1_x':
      return restDirection(clusters, 0);
    case 'q1_y':
      return restDirection(clusters, 1);
    case 'q1_z':
      return restDirection(clusters, 2);
    case 'q1_perturbative':
    case 'q2_perturbative':
      return clusters[name]!;
    default:
      return clusters[name];
  }
}

/** One component of the unit vector along constituent 1 in each cluster's rest frame; 0 where there is no direction. */
function restDirection(clusters: ClusterSet, component: 0 | 1 | 2): Float64Array {
  const axis = new Float64Array(3);
  return Float64Array.from(clusters.E, (_, i) => {
    const { M, E } = decayMass(clusters, i, 2 * PION_NEUTRAL);
    const [px, py, pz] = [clusters.px[i]!, clusters.py[i]!, clusters.pz[i]!];
    return constituentAxis(axis, clusters, i, px, py, pz, E, M) ? axis[component]! : 0;
  });
}
