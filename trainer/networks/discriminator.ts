import * as tf from '@tensorflow/tfjs';
import type { Seed } from '../../physics/random/stream.ts';
import { flightDirections } from './flight.ts';
import { CONDITION_DIMENSION } from './generator.ts';
import { throughLeaky } from './leaky.ts';
import { type LayerTensors, mlp, mlpLayers } from './mlp.ts';
import { initialLayers, type Parameter } from './parameters.ts';
import { product } from './product.ts';

const DISCRIMINATOR_STREAMS = 200;

/** What it sees of the angles: the two angles, the direction they stand for, the alignment with the flight direction. */
const ANGLE_FEATURES = 6;

/**
 * The generator's adversary: cluster and angles in, one logit out (real > 0). HadML v1's saw the two angles only, so
 * that its generator could learn no more than their distribution averaged over all clusters; seeing the cluster too, it
 * notices where the dependence on the cluster is wrong. Beside the angles it is told the hadron's direction and how far
 * that is aligned with the cluster's flight direction, which is where ClSmr shows: from angles and momenta alone it takes
 * ten times the steps to find. It is not part of the exported model.
 */
export function initialDiscriminator(hidden: readonly number[], seed: Seed): Parameter[] {
  const widths = [CONDITION_DIMENSION + ANGLE_FEATURES, ...hidden, 1];
  return initialLayers('discriminator', widths, seed, DISCRIMINATOR_STREAMS);
}

/** Unit vectors [n, 3] of angles in the unit square [n, 2]. */
export function directions(unit: tf.Tensor2D): tf.Tensor2D {
  const phi = tf.mul(tf.slice(unit, [0, 0], [-1, 1]), Math.PI / 2);
  const theta = tf.mul(tf.add(tf.slice(unit, [0, 1], [-1, 1]), 1), Math.PI / 2);
  const sine = tf.sin(theta);
  return tf.concat([tf.mul(sine, tf.cos(phi)), tf.mul(sine, tf.sin(phi)), tf.cos(theta)], 1) as tf.Tensor2D;
}

/**
 * Squared cosine [n, 1] between hadron directions [n, 3] and the flight directions of scaled conditions [n, 4]; squared
 * because which of the two hadrons is the first says nothing about how their axis lies.
 */
export function alignments(hadron: tf.Tensor2D, scaled: tf.Tensor2D): tf.Tensor2D {
  return tf.square(tf.sum(tf.mul(hadron, flightDirections(scaled)), 1, true));
}

/** The discriminator's input [n, 10] of scaled conditions [n, 4] and angles in the unit square [n, 2]. */
function inputOf(scaled: tf.Tensor2D, unit: tf.Tensor2D): tf.Tensor2D {
  const hadron = directions(unit);
  return tf.concat([scaled, unit, hadron, alignments(hadron, scaled)], 1);
}

/** Logits [n, 1] of pairs of scaled condition [n, 4] and angles in the unit square [n, 2]. */
export function discriminate(scaled: tf.Tensor2D, unit: tf.Tensor2D, layers: LayerTensors): tf.Tensor2D {
  return mlp(inputOf(scaled, unit), layers);
}

/**
 * Logits [n, 1], and the mean over rows of their squared gradient with respect to what the discriminator sees of the
 * angles: the R1 penalty of Mescheder et al., arXiv:1801.04406, eq. 9 (without its gamma / 2). For layers with LeakyReLU
 * that gradient is itself a product of the kernels with the slopes (0.2 or 1) that the activations have at this input,
 * so it is written as one, and its own gradient with respect to the kernels takes only first-order differentiation.
 */
export function discriminateWithPenalty(
  scaled: tf.Tensor2D,
  unit: tf.Tensor2D,
  layers: LayerTensors,
): { logits: tf.Tensor2D; penalty: tf.Scalar } {
  const activations = mlpLayers(inputOf(scaled, unit), layers, false);
  const kernel = (layer: number): tf.Tensor2D => layers[2 * layer] as tf.Tensor2D;
  const last = activations.length - 1;
  let gradient = product(tf.ones([unit.shape[0], 1]), tf.transpose(kernel(last)));
  for (let layer = last - 1; layer >= 0; layer--) {
    const inputs = layer === 0 ? tf.slice(kernel(0), [CONDITION_DIMENSION, 0], [ANGLE_FEATURES, -1]) : kernel(layer);
    gradient = product(throughLeaky(gradient, activations[layer]!), tf.transpose(inputs));
  }
  return { logits: activations[last]!, penalty: tf.mul(tf.mean(tf.square(gradient)), ANGLE_FEATURES) };
}
