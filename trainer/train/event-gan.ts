import * as tf from '@tensorflow/tfjs';
import type { Frame } from '../../physics/decay/frame.ts';
import { fillNoise } from '../../physics/random/noise.ts';
import type { Seed } from '../../physics/random/stream.ts';
import { type DecayKinematics, decayMomenta, normalised } from '../networks/decay-momenta.ts';
import { CONDITION_COLUMNS, generateVectors, initialDirectionGenerator } from '../networks/direction-generator.ts';
import {
  discriminateEvents,
  discriminateEventsWithPenalty,
  type EventDiscriminator,
  hadronFeatures,
  initialEventDiscriminator,
} from '../networks/event-discriminator.ts';
import { type EventIndex, eventIndex } from '../networks/event-mean.ts';
import { NOISE_DIMENSION } from '../networks/generator.ts';
import { type LayerTensors, layerTensors } from '../networks/mlp.ts';
import { copyParameters, type LayerParameters, type Parameter } from '../networks/parameters.ts';
import { type Adam, adamStep, initialAdam, updateAverage } from './adam.ts';
import { batchReader } from './batches.ts';
import { type ClusterSample, clusterCount, selectClusterEvents } from './cluster-sample.ts';
import { eventDistances } from './event-distance.ts';
import { type EventSample, eventCount, joinSamples, selectEvents } from './event-sample.ts';
import { lossGradients } from './gradients.ts';
import { hadronAxes } from './hadron-axes.ts';
import { cosineRate } from './schedule.ts';
import type { Figures } from './trainable.ts';

/** Settings of a two-level GAN; the presets give them with their reasons. */
export interface EventGanSettings {
  hidden: number[];
  phi: number[];
  rho: number[];
  /** Whether the discriminator is told what flies along the event's axis (networks/event-discriminator.ts). */
  event_axis: boolean;
  schedule_steps: number;
  /** Events of either kind a step. */
  batch: number;
  generator_rate: number;
  discriminator_rate: number;
  final_rate: number;
  beta1: number;
  beta2: number;
  /** gamma of the R1 penalty; 0 leaves it out. */
  r1: number;
  /** Weight of the mean pull away from isotropy in the generator's loss; 0 leaves it out. */
  pull_weight: number;
  average_decay: number;
}

/** Generator and discriminator with all that a step changes. `average` is the running mean of the generator. */
export interface EventGan {
  frame: Frame;
  generator: Parameter[];
  discriminator: EventDiscriminator;
  average: Parameter[];
  generatorAdam: Adam;
  discriminatorAdam: Adam;
}

const discriminatorParameters = ({ phi, rho }: EventDiscriminator): Parameter[] => [...phi, ...rho];

export function initialEventGan(frame: Frame, settings: EventGanSettings, seed: Seed): EventGan {
  const generator = initialDirectionGenerator(frame, settings.hidden, seed);
  const discriminator = initialEventDiscriminator(settings.phi, settings.rho, settings.event_axis, seed);
  const average = copyParameters(generator).map((parameter) => ({ ...parameter, name: `average.${parameter.name}` }));
  return {
    frame,
    generator,
    discriminator,
    average,
    generatorAdam: initialAdam(generator),
    discriminatorAdam: initialAdam(discriminatorParameters(discriminator)),
  };
}

/** Every array that a step changes. */
export function eventGanState(gan: EventGan): Parameter[] {
  const { generatorAdam: g, discriminatorAdam: d } = gan;
  const discriminator = discriminatorParameters(gan.discriminator);
  return [...gan.generator, ...discriminator, ...gan.average, ...g.first, ...g.second, ...d.first, ...d.second];
}

const rows = (data: Float32Array, width: number): tf.Tensor2D => tf.tensor2d(data, [data.length / width, width]);

export function kinematicsOf({ columns }: ClusterSample, condition: tf.Tensor2D): DecayKinematics {
  return {
    cluster: tf.slice(condition, [0, 0], [-1, 4]),
    momentum: rows(columns.momentum, 1),
    inverseMass: rows(columns.inverseMass, 1),
    inverseSum: rows(columns.inverseSum, 1),
    restEnergy: rows(columns.restEnergy, 1),
    restMomentum: rows(columns.restMomentum, 3),
  };
}

/** Vectors [n, 3] given in axes whose unit vectors [n, 9] are given in the lab's. */
function toLab(v: tf.Tensor2D, axes: Float32Array): tf.Tensor2D {
  const units = rows(axes, 9);
  const term = (k: number): tf.Tensor2D => tf.mul(tf.slice(v, [0, k], [-1, 1]), tf.slice(units, [0, 3 * k], [-1, 3]));
  return tf.add(tf.add(term(0), term(1)), term(2));
}

/** Hadrons [2 n, 4] of a sample's clusters, by event, from noise [n, 10], and the pull [n, 1] of each decay. */
export function decaySample(
  sample: ClusterSample,
  noise: Float32Array,
  layers: LayerTensors,
): { hadrons: tf.Tensor2D; pull: tf.Tensor2D } {
  const condition = rows(sample.condition, CONDITION_COLUMNS[sample.frame]);
  const { v, pull } = generateVectors(sample.frame, condition, rows(noise, NOISE_DIMENSION), layers);
  const direction = normalised(sample.axes ? toLab(v, sample.axes) : v);
  return { hadrons: decayMomenta(direction, kinematicsOf(sample, condition)), pull };
}

/** Two hadrons a cluster. */
const hadronOffsets = ({ offsets }: ClusterSample): Uint32Array => offsets.map((offset) => 2 * offset);

/** Noise of training is indexed from 0: room for the clusters of the largest batch a step. */
function noiseOf(seed: Seed, turn: number, clusters: number, room: number): Float32Array {
  const noise = new Float32Array(clusters * NOISE_DIMENSION);
  fillNoise(noise, seed, turn * room, clusters, NOISE_DIMENSION);
  return noise;
}

/** More clusters than an event has. */
export const CLUSTER_ROOM = 64;

/** Events as the discriminator reads them: hadrons [N, 4], with the axes [N, 3] of their events where it is told. */
interface Seen {
  hadrons: Float32Array;
  axes: Float32Array | null;
  index: EventIndex;
}

const seen = (sample: EventSample, eventAxis: boolean): Seen => ({
  hadrons: sample.hadrons,
  axes: eventAxis ? hadronAxes(sample) : null,
  index: eventIndex(sample.offsets),
});

const axesOf = ({ axes }: Seen): tf.Tensor2D | null => axes && rows(axes, 3);
const featuresOf = (events: Seen): tf.Tensor2D => hadronFeatures(rows(events.hadrons, 4), axesOf(events));

/** One step's events: clusters with noise and what the generator makes of them now, and hadrons of other events. */
interface Batch {
  clusters: ClusterSample;
  noise: Float32Array;
  generated: Seen;
  real: Seen;
}

function disposeBatch({ generated, real }: Batch): void {
  for (const { index } of [generated, real]) tf.dispose([index.event, index.row, index.inverseCount]);
}

/** Cross-entropy of real events, with the R1 penalty where it is asked for. */
function realLoss({ real }: Batch, r1: number, phi: LayerTensors, rho: LayerTensors): tf.Scalar {
  const features = featuresOf(real);
  if (r1 === 0) return tf.mean(tf.softplus(tf.neg(discriminateEvents(features, real.index, phi, rho))));
  const { logits, penalty } = discriminateEventsWithPenalty(features, real.index, phi, rho);
  return tf.add(tf.mean(tf.softplus(tf.neg(logits))), tf.mul(r1 / 2, penalty));
}

/** Binary cross-entropy of real (1) and generated (0) events, plus gamma / 2 of the R1 penalty on the real ones. */
function discriminatorLoss(gan: EventGan, batch: Batch, r1: number, layers: tf.Tensor[]): tf.Scalar {
  const [phi, rho] = splitDiscriminator(gan, layers);
  const logits = discriminateEvents(featuresOf(batch.generated), batch.generated.index, phi, rho);
  return tf.add(realLoss(batch, r1, phi, rho), tf.mean(tf.softplus(logits)));
}

function splitDiscriminator({ discriminator }: EventGan, layers: tf.Tensor[]): [LayerTensors, LayerTensors] {
  return [layers.slice(0, discriminator.phi.length), layers.slice(discriminator.phi.length)];
}

/**
 * Non-saturating: -log D of generated events (Goodfellow et al., arXiv:1406.2661, section 3), and the mean pull times its
 * weight: of all generators with the same events the one is wanted that leaves isotropy least.
 */
function generatorLoss(
  gan: EventGan,
  { clusters, noise, generated }: Batch,
  pullWeight: number,
  layers: tf.Tensor[],
): tf.Scalar {
  const { hadrons, pull } = decaySample(clusters, noise, layers);
  const [phi, rho] = [layerTensors(gan.discriminator.phi), layerTensors(gan.discriminator.rho)];
  const features = hadronFeatures(hadrons, axesOf(generated));
  const logits = discriminateEvents(features, generated.index, phi, rho);
  const adversarial = tf.mean<tf.Scalar>(tf.softplus(tf.neg(logits)));
  return pullWeight === 0 ? adversarial : tf.add(adversarial, tf.mul(pullWeight, tf.mean(pull)));
}

/** What a two-level training learns from: clusters of some events, and hadrons of others. Nothing says which made which. */
export interface UnlabelledSamples {
  clusters: ClusterSample;
  hadrons: EventSample;
}

/** The events that a network makes of clusters, out of the backend. */
async function generatedEvents(
  clusters: ClusterSample,
  noise: Float32Array,
  layers: LayerParameters,
): Promise<EventSample> {
  const tensor = tf.tidy(() => decaySample(clusters, noise, layerTensors(layers)).hadrons);
  const hadrons = Float32Array.from(await tensor.data());
  tensor.dispose();
  return { hadrons, offsets: hadronOffsets(clusters) };
}

async function batchOf(
  gan: EventGan,
  samples: UnlabelledSamples,
  chosen: readonly [Uint32Array, Uint32Array],
  { seed, step, eventAxis }: { seed: Seed; step: number; eventAxis: boolean },
): Promise<Batch> {
  const clusters = selectClusterEvents(samples.clusters, chosen[0]);
  const noise = noiseOf(seed, step - 1, clusterCount(clusters), CLUSTER_ROOM * chosen[0].length);
  const generated = seen(await generatedEvents(clusters, noise, gan.generator), eventAxis);
  return { clusters, noise, generated, real: seen(selectEvents(samples.hadrons, chosen[1]), eventAxis) };
}

/**
 * The steps of the two-level GAN of arXiv:2305.17169, section 3: clusters of one sample are decayed by the generator and
 * boosted to the lab inside the step, and the discriminator compares the events' hadrons with those of an independent
 * sample. Each step is one of the discriminator, then one of the generator, both by Adam, then the average. The
 * function changes `gan` in place.
 */
export function eventGanSteps(
  gan: EventGan,
  samples: UnlabelledSamples,
  settings: EventGanSettings,
  seed: Seed,
): (step: number) => Promise<Figures> {
  const clusterReader = batchReader(samples.clusters.offsets.length - 1, settings.batch, seed);
  const hadronReader = batchReader(eventCount(samples.hadrons), settings.batch, seed);
  const rate = (top: number, step: number): number =>
    cosineRate(top, settings.final_rate, step - 1, settings.schedule_steps);
  const discriminator = discriminatorParameters(gan.discriminator);
  return async (step) => {
    const chosen = [clusterReader(step - 1), hadronReader(step - 1)] as const;
    const batch = await batchOf(gan, samples, chosen, { seed, step, eventAxis: settings.event_axis });
    const d = await lossGradients(discriminator, (layers) => discriminatorLoss(gan, batch, settings.r1, layers));
    const discriminatorRate = rate(settings.discriminator_rate, step);
    adamStep(discriminator, d.gradients, gan.discriminatorAdam, step, discriminatorRate, settings);
    const g = await lossGradients(gan.generator, (layers) => generatorLoss(gan, batch, settings.pull_weight, layers));
    adamStep(gan.generator, g.gradients, gan.generatorAdam, step, rate(settings.generator_rate, step), settings);
    updateAverage(gan.average, gan.generator, settings.average_decay);
    disposeBatch(batch);
    return { discriminator_loss: d.loss, generator_loss: g.loss };
  };
}

/** Noise of validation: an index range that training never reaches, the same at every validation. */
const VALIDATION_NOISE = 2 ** 40;
const VALIDATED_AT_ONCE = 2000;

/** The events of a sample's clusters, by the averaged generator and fixed noise. */
async function averageEvents(gan: EventGan, sample: ClusterSample, seed: Seed): Promise<EventSample> {
  const parts: EventSample[] = [];
  const events = sample.offsets.length - 1;
  for (let begin = 0; begin < events; begin += VALIDATED_AT_ONCE) {
    const chosen = Uint32Array.from({ length: Math.min(VALIDATED_AT_ONCE, events - begin) }, (_, k) => begin + k);
    const clusters = selectClusterEvents(sample, chosen);
    const noise = new Float32Array(clusterCount(clusters) * NOISE_DIMENSION);
    fillNoise(noise, seed, VALIDATION_NOISE + sample.offsets[begin]!, clusterCount(clusters), NOISE_DIMENSION);
    parts.push(await generatedEvents(clusters, noise, gan.average));
  }
  return joinSamples(parts);
}

/** Distances of the averaged generator's events from those of an independent sample (event-distance.ts). */
export async function eventGanFigures(gan: EventGan, samples: UnlabelledSamples, seed: Seed): Promise<Figures> {
  return { ...eventDistances(await averageEvents(gan, samples.clusters, seed), samples.hadrons) };
}
