import type { GeneratorManifest } from '../../models/contract/manifest.ts';
import type { ClusterSet } from '../../physics/columns.ts';
import { clusterFault } from '../../physics/decay/fault.ts';
import type { HadronPairs } from '../../physics/decay/hadron-pair.ts';
import { describeFault } from '../../physics/decay/validity.ts';
import type { MassTable } from '../../physics/particles/mass.ts';
import { ProblemError } from '../problems.ts';
import { readsAxis } from './condition.ts';

/** A cluster that cannot decay, and why. */
export interface InvalidCluster {
  index: number;
  reason: string;
}

export interface Validated {
  /** Places of the valid clusters, rising. */
  valid: Uint32Array;
  invalid: InvalidCluster[];
}

/** Sorts clusters into those that can decay into their two hadrons and those that cannot. */
export function validateClusters(
  manifest: GeneratorManifest,
  clusters: ClusterSet,
  pairs: HadronPairs,
  masses: MassTable,
): Validated {
  // A model that reads the axis needs it in whichever frame it answers.
  const frame = readsAxis(manifest) ? 'cluster-rest/constituent-axis' : manifest.generator.frame;
  const places = new Uint32Array(clusters.E.length);
  const invalid: InvalidCluster[] = [];
  let count = 0;
  for (let index = 0; index < clusters.E.length; index++) {
    const fault = clusterFault(clusters, index, frame, pairs, masses);
    if (fault) invalid.push({ index, reason: describeFault(fault) });
    else places[count++] = index;
  }
  return { valid: places.slice(0, count), invalid };
}

/** Faults named in one problem; the rest are counted. */
const NAMED = 100;

/** The problem that refuses a request because of its invalid clusters. */
export function invalidClusters(invalid: readonly InvalidCluster[], total: number): ProblemError {
  const errors = invalid.slice(0, NAMED).map(({ index, reason }) => ({
    pointer: `/clusters/${index}`,
    index,
    detail: reason,
  }));
  const detail = `${invalid.length} of ${total} clusters cannot decay; on_invalid=skip leaves them out`;
  return new ProblemError('invalid-cluster', detail, { errors, omitted: Math.max(0, invalid.length - NAMED) });
}
