import * as tf from '@tensorflow/tfjs';
import { fillNoise } from '../../physics/random/noise.ts';
import type { Seed } from '../../physics/random/stream.ts';
import { discriminate, discriminateWithPenalty, initialDiscriminator } from '../networks/discriminator.ts';
import { generateUnitAngles, initialGenerator, NOISE_DIMENSION } from '../networks/generator.ts';
import { layerTensors } from '../networks/mlp.ts';
import { copyParameters, type Parameter } from '../networks/parameters.ts';
import { type Adam, adamStep, initialAdam, updateAverage } from './adam.ts';
import { angleDistances } from './angle-distance.ts';
import type { AngleSample } from './angle-sample.ts';
import { batchReader } from './batches.ts';
import { energyScore } from './energy-score.ts';
import { lossGradients } from './gradients.ts';
import { cosineRate } from './schedule.ts';
import type { Figures } from './trainable.ts';

/** Settings of a conditional GAN; the presets give them with their reasons. */
export interface GanSettings {
  hidden: number[];
  discriminator_hidden: number[];
  schedule_steps: number;
  batch: number;
  generator_rate: number;
  discriminator_rate: number;
  final_rate: number;
  beta1: number;
  beta2: number;
  /** gamma of the R1 penalty; 0 leaves it out. */
  r1: number;
  /** Weight of the energy score beside the adversarial loss; 0 leaves it out. */
  energy_weight: number;
  average_decay: number;
}

/** Generator and discriminator with all that a step changes. `average` is the running mean of the generator. */
export interface Gan {
  generator: Parameter[];
  discriminator: Parameter[];
  average: Parameter[];
  generatorAdam: Adam;
  discriminatorAdam: Adam;
}

export function initialGan(settings: GanSettings, seed: Seed): Gan {
  const generator = initialGenerator(settings.hidden, seed).layers;
  const discriminator = initialDiscriminator(settings.discriminator_hidden, seed);
  const average = copyParameters(generator).map((parameter) => ({ ...parameter, name: `average.${parameter.name}` }));
  const generatorAdam = initialAdam(generator);
  const discriminatorAdam = initialAdam(discriminator);
  return { generator, discriminator, average, generatorAdam, discriminatorAdam };
}

/** Every array that a step changes. */
export function ganState(gan: Gan): Parameter[] {
  const { generatorAdam: g, discriminatorAdam: d } = gan;
  return [...gan.generator, ...gan.discriminator, ...gan.average, ...g.first, ...g.second, ...d.first, ...d.second];
}

/** One batch: scaled conditions, true angles in the unit square, and noise for each pass of the generator. */
interface Batch {
  size: number;
  scaled: Float32Array;
  unit: Float32Array;
  discriminatorNoise: Float32Array;
  generatorNoise: Float32Array;
  /** A second, independent decay of each cluster, for the energy score. */
  secondNoise: Float32Array;
}

/** Noise of training is indexed from 0: three times the batch a step. */
function noiseOf(seed: Seed, turn: number, size: number): Float32Array {
  const noise = new Float32Array(size * NOISE_DIMENSION);
  fillNoise(noise, seed, turn * size, size, NOISE_DIMENSION);
  return noise;
}

function batchOf(sample: AngleSample, rows: Uint32Array, seed: Seed, step: number): Batch {
  const size = rows.length;
  const scaled = new Float32Array(4 * size);
  const unit = new Float32Array(2 * size);
  for (const [k, i] of rows.entries()) {
    scaled.set(sample.scaled.subarray(4 * i, 4 * i + 4), 4 * k);
    unit.set(sample.unit.subarray(2 * i, 2 * i + 2), 2 * k);
  }
  const turn = 3 * (step - 1);
  return {
    size,
    scaled,
    unit,
    discriminatorNoise: noiseOf(seed, turn, size),
    generatorNoise: noiseOf(seed, turn + 1, size),
    secondNoise: noiseOf(seed, turn + 2, size),
  };
}

const columns = (data: Float32Array, width: number): tf.Tensor2D => tf.tensor2d(data, [data.length / width, width]);

/**
 * The discriminator's turn: binary cross-entropy of real (1) and generated (0), plus gamma / 2 of the R1 penalty on the
 * real ones.
 */
function discriminatorLoss(gan: Gan, batch: Batch, r1: number, layers: tf.Tensor[]): tf.Scalar {
  const scaled = columns(batch.scaled, 4);
  const unit = columns(batch.unit, 2);
  const noise = columns(batch.discriminatorNoise, NOISE_DIMENSION);
  const generated = generateUnitAngles(scaled, noise, layerTensors(gan.generator));
  const fake = tf.mean<tf.Scalar>(tf.softplus(discriminate(scaled, generated, layers)));
  if (r1 === 0) return tf.add(fake, tf.mean(tf.softplus(tf.neg(discriminate(scaled, unit, layers)))));
  const { logits, penalty } = discriminateWithPenalty(scaled, unit, layers);
  const real = tf.mean<tf.Scalar>(tf.softplus(tf.neg(logits)));
  return tf.add(tf.add(real, fake), tf.mul(r1 / 2, penalty));
}

/**
 * The generator's turn: non-saturating, -log D of generated angles (Goodfellow et al., arXiv:1406.2661, section 3), and
 * the energy score of a pair of generated decays of each cluster.
 */
function generatorLoss(gan: Gan, batch: Batch, energyWeight: number, layers: tf.Tensor[]): tf.Scalar {
  const scaled = columns(batch.scaled, 4);
  const generated = generateUnitAngles(scaled, columns(batch.generatorNoise, NOISE_DIMENSION), layers);
  const logits = discriminate(scaled, generated, layerTensors(gan.discriminator));
  const adversarial = tf.mean<tf.Scalar>(tf.softplus(tf.neg(logits)));
  if (energyWeight === 0) return adversarial;
  const second = generateUnitAngles(scaled, columns(batch.secondNoise, NOISE_DIMENSION), layers);
  return tf.add(adversarial, tf.mul(energyWeight, energyScore(generated, second, columns(batch.unit, 2), scaled)));
}

/**
 * The steps of a conditional GAN (Mirza and Osindero, arXiv:1411.1784) on a sample: each is one of the discriminator,
 * then one of the generator, both by Adam, then the average. The function changes `gan` in place.
 */
export function ganSteps(
  gan: Gan,
  sample: AngleSample,
  settings: GanSettings,
  seed: Seed,
): (step: number) => Promise<Figures> {
  const read = batchReader(sample.count, settings.batch, seed);
  const rate = (top: number, step: number): number =>
    cosineRate(top, settings.final_rate, step - 1, settings.schedule_steps);
  return async (step) => {
    const batch = batchOf(sample, read(step - 1), seed, step);
    const d = await lossGradients(gan.discriminator, (layers) => discriminatorLoss(gan, batch, settings.r1, layers));
    const discriminatorRate = rate(settings.discriminator_rate, step);
    adamStep(gan.discriminator, d.gradients, gan.discriminatorAdam, step, discriminatorRate, settings);
    const g = await lossGradients(gan.generator, (layers) => generatorLoss(gan, batch, settings.energy_weight, layers));
    adamStep(gan.generator, g.gradients, gan.generatorAdam, step, rate(settings.generator_rate, step), settings);
    updateAverage(gan.average, gan.generator, settings.average_decay);
    return { discriminator_loss: d.loss, generator_loss: g.loss };
  };
}

/** Noise of validation: an index range that training never reaches, the same at every validation. */
const VALIDATION_NOISE = 2 ** 40;
const VALIDATED_AT_ONCE = 16_384;

/** Angles in the unit square of every cluster of a sample, by the averaged generator and fixed noise. */
async function averageAngles(gan: Gan, sample: AngleSample, seed: Seed): Promise<Float32Array> {
  const unit = new Float32Array(2 * sample.count);
  for (let begin = 0; begin < sample.count; begin += VALIDATED_AT_ONCE) {
    const end = Math.min(sample.count, begin + VALIDATED_AT_ONCE);
    const noise = new Float32Array((end - begin) * NOISE_DIMENSION);
    fillNoise(noise, seed, VALIDATION_NOISE + begin, end - begin, NOISE_DIMENSION);
    const angles = tf.tidy(() =>
      generateUnitAngles(
        columns(sample.scaled.subarray(4 * begin, 4 * end), 4),
        columns(noise, NOISE_DIMENSION),
        layerTensors(gan.average),
      ),
    );
    unit.set((await angles.data()) as Float32Array, 2 * begin);
    angles.dispose();
  }
  return unit;
}

/** Distances of the averaged generator's angles from those of a validation sample (angle-distance.ts). */
export async function ganFigures(gan: Gan, sample: AngleSample, seed: Seed): Promise<Figures> {
  return { ...angleDistances(await averageAngles(gan, sample, seed), sample) };
}
