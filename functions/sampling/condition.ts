import { clusterFeature } from '../../models/contract/cluster-feature.ts';
import type { GeneratorManifest } from '../../models/contract/manifest.ts';
import type { ClusterSet } from '../../physics/columns.ts';
import { problemAt } from '../problems.ts';

/** The network's condition, clusters x features row by row, and how many clusters lie outside the training range. */
export interface Condition {
  values: Float32Array<ArrayBuffer>;
  outOfRange: number;
}

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
    const column = clusterFeature(clusters, name);
    for (let i = 0; i < n; i++) {
      const value = column[i]!;
      values[i * width + f] = value;
      if (value < range.min || value > range.max) outside[i] = 1;
    }
  }
  return { values, outOfRange: outside.reduce((sum, flag) => sum + flag, 0) };
}
