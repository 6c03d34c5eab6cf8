import { conditionRows } from '../../models/contract/cluster-feature.ts';
import type { GeneratorManifest } from '../../models/contract/manifest.ts';
import type { DecaySet } from '../../physics/columns.ts';
import { decayClusters } from '../../physics/decay/decay.ts';
import { chooseHadrons } from '../../physics/decay/hadron-pair.ts';
import { acos } from '../../physics/elementary/trig.ts';
import type { MassTable } from '../../physics/particles/mass.ts';
import { fillNoise } from '../../physics/random/noise.ts';
import { DOMAIN, randomStream, type Seed } from '../../physics/random/stream.ts';
import { generateAngles, type Network } from './onnx-session.ts';

/** What a generator's decays depend on besides its network. */
export type GeneratorDescription = Pick<GeneratorManifest, 'features' | 'generator'>;

/** The hadron masses that a generator's manifest gives. */
export function massTable({ generator }: GeneratorDescription): MassTable {
  return new Map(Object.entries(generator.hadrons.masses).map(([id, mass]) => [Number(id), mass]));
}

/** The same clusters with hadrons in other directions. */
function withAngles(
  truth: DecaySet,
  angles: ArrayLike<number>,
  description: GeneratorDescription,
  seed: Seed,
  firstIndex: number,
): DecaySet {
  const { frame, hadrons } = description.generator;
  const pairs = chooseHadrons(truth.clusters, hadrons.default_pair, seed, firstIndex, frame);
  return { ...truth, hadrons: decayClusters(truth.clusters, angles, frame, pairs, massTable(description)) };
}

/**
 * Decays clusters by the generator, in the very steps of the service: noise, hadrons, network, kinematics. Cluster i
 * counts as number firstIndex + i of the seed.
 */
export async function decayByNetwork(
  network: Network,
  description: GeneratorDescription,
  truth: DecaySet,
  seed: Seed,
  firstIndex = 0,
): Promise<DecaySet> {
  const rows = truth.clusters.E.length;
  const dimension = description.generator.noise_dimension;
  const noise = new Float32Array(rows * dimension);
  fillNoise(noise, seed, firstIndex, rows, dimension);
  const angles = await generateAngles(network, conditionRows(truth.clusters, description.features), noise, rows);
  return withAngles(truth, angles, description, seed, firstIndex);
}

/**
 * Decays clusters isotropically in their rest frames: phi uniform in the frame's range, cos(theta) uniform; cluster i
 * reads the stream of number firstIndex + i where a generator reads its noise.
 */
export function decayIsotropically(
  description: GeneratorDescription,
  truth: DecaySet,
  seed: Seed,
  firstIndex = 0,
): DecaySet {
  const width = description.generator.frame === 'cluster-rest/lab-axes' ? Math.PI : 2 * Math.PI;
  const angles = new Float64Array(2 * truth.clusters.E.length);
  for (let i = 0; i < truth.clusters.E.length; i++) {
    const stream = randomStream(seed, DOMAIN.noise, firstIndex + i);
    angles[2 * i] = width * (stream.uniform() - 0.5);
    angles[2 * i + 1] = acos(1 - 2 * stream.uniform());
  }
  return withAngles(truth, angles, description, seed, firstIndex);
}
