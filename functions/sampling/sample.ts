import type { GeneratorManifest } from '../../models/contract/manifest.ts';
import type { ClusterSet, ParticleColumns } from '../../physics/columns.ts';
import { decayClusters } from '../../physics/decay/decay.ts';
import { chooseHadrons, type HadronPairs } from '../../physics/decay/hadron-pair.ts';
import { HADRON_MASSES, type MassTable } from '../../physics/particles/mass.ts';
import { fillNoise } from '../../physics/random/noise.ts';
import type { Seed } from '../../physics/random/stream.ts';
import { runGenerator } from '../inference/generator.ts';
import type { LoadedModel } from '../inference/load-model.ts';
import type { Timings } from '../timings.ts';
import { conditionOf, requireColumns } from './condition.ts';
import { selectClusters, selectColumn } from './select.ts';
import { type InvalidCluster, invalidClusters, validateClusters } from './validate.ts';

export interface SampleRun {
  seed: Seed;
  firstIndex: number;
  onInvalid: 'refuse' | 'skip';
}

/** Hadrons 2i and 2i + 1 come from `clusters` i, which is the cluster `index[i]` of the request. */
export interface Sampled {
  index: Uint32Array;
  clusters: ClusterSet;
  hadrons: ParticleColumns;
  invalid: InvalidCluster[];
  /** Clusters outside the training range of a feature. */
  outOfRange: number;
}

/**
 * Two hadrons for each cluster. Cluster i of the request takes its random numbers from (seed, firstIndex + i), also
 * where others are left out, so its hadrons do not depend on what else the request holds.
 *
 * Throws a problem for clusters that cannot decay (unless they are skipped), for columns that the model lacks, and
 * where the model fails.
 */
export async function sampleClusters(
  model: LoadedModel & { manifest: GeneratorManifest },
  clusters: ClusterSet,
  run: SampleRun,
  timings: Timings,
): Promise<Sampled> {
  const { manifest } = model;
  requireColumns(manifest, clusters);
  const masses = massTable(manifest);
  const prepared = await timings.measure('physics', () => prepare(manifest, clusters, run, masses));
  const { valid, chosen, pairs, condition, noise, invalid } = prepared;
  const angles = await timings.measure('model', () => runGenerator(model, condition.values, noise, valid.length));
  const hadrons = await timings.measure('physics', () =>
    decayClusters(chosen, angles, manifest.generator.frame, pairs, masses),
  );
  return { index: valid, clusters: chosen, hadrons, invalid, outOfRange: condition.outOfRange };
}

/** Everything that comes before the network, for the valid clusters. */
function prepare(manifest: GeneratorManifest, clusters: ClusterSet, run: SampleRun, masses: MassTable) {
  const { noise_dimension: dimension, hadrons, frame } = manifest.generator;
  const n = clusters.E.length;
  const allPairs = chooseHadrons(clusters, hadrons.default_pair, run.seed, run.firstIndex, frame);
  const { valid, invalid } = validateClusters(manifest, clusters, allPairs, masses);
  if (invalid.length > 0 && run.onInvalid === 'refuse') throw invalidClusters(invalid, n);
  const allNoise = new Float32Array(n * dimension);
  fillNoise(allNoise, run.seed, run.firstIndex, n, dimension);
  const whole = invalid.length === 0;
  const chosen = whole ? clusters : selectClusters(clusters, valid);
  const noise = whole ? allNoise : selectColumn(allNoise, valid, dimension);
  const pairs = whole ? allPairs : selectPairs(allPairs, valid);
  return { valid, invalid, chosen, pairs, noise, condition: conditionOf(manifest, chosen) };
}

function selectPairs(pairs: HadronPairs, places: Uint32Array): HadronPairs {
  return {
    h1_pdg_id: selectColumn(pairs.h1_pdg_id, places),
    h2_pdg_id: selectColumn(pairs.h2_pdg_id, places),
    first: selectColumn(pairs.first, places),
  };
}

/** The manifest's masses; for hadrons that it does not list (a kaon asked of a pion model) those of the PDG. */
function massTable(manifest: GeneratorManifest): MassTable {
  const own = Object.entries(manifest.generator.hadrons.masses).map(([id, mass]): [number, number] => [
    Number(id),
    mass,
  ]);
  return new Map([...HADRON_MASSES, ...own]);
}
