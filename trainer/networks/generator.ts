import * as tf from '@tensorflow/tfjs';
import type { Seed } from '../../physics/random/stream.ts';
import { flightDirections } from './flight.ts';
import { type LayerTensors, layerTensors, mlp, scale } from './mlp.ts';
import { initialLayers, type LayerParameters, type Parameter } from './parameters.ts';
import { ANGLE_SCALING, CLUSTER_SCALING } from './scaling.ts';

/** Gaussian noise components a cluster, as in HadML v1 (arXiv:2203.12660, section III). */
export const NOISE_DIMENSION = 10;

/** Condition of the `cluster-rest/lab-axes` generator: the cluster's E, px, py, pz in the lab. */
export const CONDITION_DIMENSION = 4;

/** Condition, flight direction and noise. */
const GENERATOR_INPUTS = CONDITION_DIMENSION + 3 + NOISE_DIMENSION;

/**
 * The generator: dense layers with LeakyReLU, the last one with tanh; scaled condition, flight direction and noise in,
 * angles in the unit square out. The flight direction is a function of the condition, spelled out because the angles
 * depend on it most, and soft clusters would need large weights to tell theirs. Scaling of inputs and angles is fixed (scaling.ts) and part of the exported graph.
 */
export interface Generator {
  layers: LayerParameters;
}

/** A generator with the weights that the seed fixes. `hidden` are the widths of its hidden layers. */
export function initialGenerator(hidden: readonly number[], seed: Seed): { layers: Parameter[] } {
  return { layers: initialLayers('generator', [GENERATOR_INPUTS, ...hidden, 2], seed, 0) };
}

/** Angles in the unit square [n, 2] from scaled conditions [n, 4] and noise [n, 10]. */
export function generateUnitAngles(scaled: tf.Tensor2D, noise: tf.Tensor2D, layers: LayerTensors): tf.Tensor2D {
  return tf.tanh(mlp(tf.concat([scaled, flightDirections(scaled), noise], 1), layers));
}

/**
 * Angles [n, 2] (phi, theta; radians, float32, row-major) of conditions [n, 4] (GeV) and noise [n, 10]: the whole
 * generator on the current backend, as the exported graph computes it.
 */
export async function generateAngles(
  { layers }: Generator,
  condition: Float32Array,
  noise: Float32Array,
): Promise<Float32Array> {
  const rows = condition.length / CONDITION_DIMENSION;
  const angles = tf.tidy(() => {
    const scaled = scale(tf.tensor2d(condition, [rows, CONDITION_DIMENSION]), CLUSTER_SCALING);
    const unit = generateUnitAngles(scaled, tf.tensor2d(noise, [rows, NOISE_DIMENSION]), layerTensors(layers));
    return scale(unit, ANGLE_SCALING);
  });
  const data = await angles.data();
  angles.dispose();
  return Float32Array.from(data);
}
