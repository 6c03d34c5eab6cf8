import { TRUTHS } from '../../physics/hadronization/parameters.ts';
import { eventSetOf, simulateDecays } from '../../physics/hadronization/simulate.ts';
import { fillNoise } from '../../physics/random/noise.ts';
import { seedOf } from '../../physics/random/stream.ts';
import { NOISE_DIMENSION } from '../../trainer/networks/generator.ts';
import type { LayerParameters } from '../../trainer/networks/parameters.ts';
import { HADML_V1 } from '../../trainer/presets/hadml-v1.ts';
import type { GeneratorSettings } from '../../trainer/presets/settings.ts';
import { angleSample } from '../../trainer/train/angle-sample.ts';
import { batchReader } from '../../trainer/train/batches.ts';
import { clusterCount, clusterSample, selectClusterEvents } from '../../trainer/train/cluster-sample.ts';
import { CLUSTER_ROOM, type EventGanSettings, eventGanSteps, initialEventGan } from '../../trainer/train/event-gan.ts';
import { eventSample, selectEvents } from '../../trainer/train/event-sample.ts';
import { ganSteps, initialGan } from '../../trainer/train/gan.ts';
import type { Figures } from '../../trainer/train/trainable.ts';
import { eventGanProducts, ganProducts, type Product } from './dense-products.ts';

/** What another program needs for the first step: networks as they begin, and the batch. Row-major, with their shapes. */
export type Arrays = Record<string, { data: Float32Array; shape: readonly number[] }>;

/** A training whose steps are timed. */
export interface TrainCase {
  name: string;
  settings: object;
  /** Clusters that one step decays (of one pass of the generator). */
  clusters: number;
  products: Product[];
  /** Begins anew. */
  start(): (step: number) => Promise<Figures>;
  arrays: Arrays;
}

const SEED = seedOf(1);
const nominal = simulateDecays(TRUTHS.nominal, seedOf(601), 0, 1000);
const kinmin = simulateDecays(TRUTHS.kinmin, seedOf(602), 0, 1000);

const array = (data: Float32Array, columns: number) => ({ data, shape: [data.length / columns, columns] });

function noise(turn: number, rows: number, room: number): Arrays[string] {
  const data = new Float32Array(rows * NOISE_DIMENSION);
  fillNoise(data, SEED, turn * room, rows, NOISE_DIMENSION);
  return array(data, NOISE_DIMENSION);
}

/** Copies: the steps change their networks in place. */
const networkArrays = (prefix: string, layers: LayerParameters): Arrays =>
  Object.fromEntries(layers.map(({ data, shape }, i) => [`${prefix}.${i}`, { data: data.slice(), shape }]));

const widthsOf = (layers: LayerParameters): number[] => [
  layers[0]!.shape[0]!,
  ...layers.filter((_, i) => i % 2 === 0).map(({ shape }) => shape[1]!),
];

function picked(data: Float32Array, columns: number, rows: Uint32Array): Arrays[string] {
  const out = new Float32Array(columns * rows.length);
  for (const [k, i] of rows.entries()) out.set(data.subarray(columns * i, columns * (i + 1)), columns * k);
  return array(out, columns);
}

/** One discriminator's and one generator's turn of `hadml-v1`, with the preset's settings. */
function ganCase(): TrainCase {
  const settings = HADML_V1.settings as GeneratorSettings;
  const sample = angleSample(nominal);
  const { generator, discriminator } = initialGan(settings, SEED);
  const rows = batchReader(sample.count, settings.batch, SEED)(0);
  const shape = {
    batch: settings.batch,
    generator: widthsOf(generator),
    discriminator: widthsOf(discriminator),
    penalised: settings.r1 > 0 ? 6 : 0,
    passes: settings.energy_weight > 0 ? 2 : 1,
  };
  return {
    name: 'hadml-v1',
    settings,
    clusters: settings.batch,
    products: ganProducts(shape),
    start: () => ganSteps(initialGan(settings, SEED), sample, settings, SEED),
    arrays: {
      ...networkArrays('generator', generator),
      ...networkArrays('discriminator', discriminator),
      scaled: picked(sample.scaled, 4, rows),
      unit: picked(sample.unit, 2, rows),
      ...Object.fromEntries([0, 1, 2].map((turn) => [`noise.${turn}`, noise(turn, rows.length, rows.length)])),
    },
  };
}

/** Event of each row, with `factor` rows for each of the offsets' entries. */
function eventOf(offsets: ArrayLike<number>, factor: number): Arrays[string] {
  const events = offsets.length - 1;
  const event = new Float32Array(factor * offsets[events]!);
  for (let e = 0; e < events; e++) event.fill(e, factor * offsets[e]!, factor * offsets[e + 1]!);
  return array(event, 1);
}

/** The same of the two-level GAN, with the settings of a preset. */
function eventGanCase(name: string, settings: EventGanSettings): TrainCase {
  const frame = 'cluster-rest/lab-axes';
  const samples = { clusters: clusterSample(nominal, frame), hadrons: eventSample(eventSetOf(kinmin)) };
  const { generator, discriminator } = initialEventGan(frame, settings, SEED);
  const chosen = batchReader(1000, settings.batch, SEED)(0);
  const clusters = selectClusterEvents(samples.clusters, chosen);
  const real = selectEvents(samples.hadrons, chosen);
  const count = clusterCount(clusters);
  const shape = {
    events: settings.batch,
    clusters: count,
    hadrons: real.hadrons.length / 4,
    generator: widthsOf(generator),
    phi: widthsOf(discriminator.phi),
    rho: widthsOf(discriminator.rho),
  };
  const columns = Object.entries(clusters.columns).map(
    ([key, data]) => [key, array(data, data.length / count)] as const,
  );
  return {
    name,
    settings,
    clusters: count,
    products: eventGanProducts(shape),
    start: () => eventGanSteps(initialEventGan(frame, settings, SEED), samples, settings, SEED),
    arrays: {
      ...networkArrays('generator', generator),
      ...networkArrays('phi', discriminator.phi),
      ...networkArrays('rho', discriminator.rho),
      condition: array(clusters.condition, 4),
      ...Object.fromEntries(columns),
      'generated.event': eventOf(clusters.offsets, 2),
      hadrons: array(real.hadrons, 4),
      'real.event': eventOf(real.offsets, 1),
      ...Object.fromEntries([0, 1].map((turn) => [`noise.${turn}`, noise(turn, count, CLUSTER_ROOM * settings.batch)])),
    },
  };
}

/** As in trainer/presets/hadml-v2.ts. */
const HADML_V2: EventGanSettings = {
  hidden: [256, 256],
  phi: [64, 64, 64],
  rho: [64, 64],
  schedule_steps: 8000,
  batch: 200,
  generator_rate: 5e-4,
  discriminator_rate: 1e-3,
  final_rate: 0.02,
  beta1: 0.5,
  beta2: 0.99,
  event_axis: false,
  pull_weight: 0,
  r1: 0,
  average_decay: 0.998,
};

export const TRAIN_CASES: readonly TrainCase[] = [ganCase(), eventGanCase('hadml-v2', HADML_V2)];
