import * as tf from '@tensorflow/tfjs';
import type { Seed } from '../../physics/random/stream.ts';
import { sumOfThree } from './cluster-invariants.ts';
import { type EventIndex, eventMean, eventRows } from './event-mean.ts';
import { leakySlope } from './leaky.ts';
import { type LayerTensors, mlpLayers } from './mlp.ts';
import { initialLayers, type Parameter } from './parameters.ts';
import { product } from './product.ts';

const DISCRIMINATOR_STREAMS = 200;
const RHO_STREAMS = 300;

/** What is told of each hadron: E, px, py, pz scaled, its direction, ln E. */
const HADRON_FEATURES = 8;

/** To about (-1, 1): momenta by the beam energy, ln E over 0.2 to 46 GeV. */
const MOMENTUM_FACTOR = 1 / 23;
const LOG_FACTOR = 0.5;
const LOG_SHIFT = -0.75;

/**
 * The event's discriminator of HadML v2 (arXiv:2305.17169, section 3): Deep Sets, F(mean over hadrons of Phi(hadron)),
 * one logit an event, real > 0. It sees unordered hadrons in the lab and nothing of the clusters. Beside E, px, py, pz it
 * is told the direction and ln E of each hadron, functions of the same numbers: most pions are soft, and on a linear
 * scale to 46 GeV the network hardly tells them apart. It is not part of the exported model.
 */
export interface EventDiscriminator {
  phi: Parameter[];
  rho: Parameter[];
}

/** A discriminator with the weights that the seed fixes; widths of Phi's layers and of F's (the logit's is added). */
export function initialEventDiscriminator(
  phi: readonly number[],
  rho: readonly number[],
  seed: Seed,
): EventDiscriminator {
  return {
    phi: initialLayers('discriminator.phi', [HADRON_FEATURES, ...phi], seed, DISCRIMINATOR_STREAMS),
    rho: initialLayers('discriminator.rho', [phi.at(-1) ?? HADRON_FEATURES, ...rho, 1], seed, RHO_STREAMS),
  };
}

/** Features [N, 8] of hadrons [N, 4] (E, px, py, pz; GeV). */
export function hadronFeatures(hadrons: tf.Tensor2D): tf.Tensor2D {
  const E: tf.Tensor2D = tf.slice(hadrons, [0, 0], [-1, 1]);
  const p: tf.Tensor2D = tf.slice(hadrons, [0, 1], [-1, 3]);
  const size = tf.sqrt(tf.add(sumOfThree(tf.mul(p, p)), 1e-6));
  const log = tf.add<tf.Tensor2D>(tf.mul(tf.log(tf.maximum(E, 0.1)), LOG_FACTOR), LOG_SHIFT);
  return tf.concat<tf.Tensor2D>([tf.mul(hadrons, MOMENTUM_FACTOR), tf.div<tf.Tensor2D>(p, size), log], 1);
}

/** Logits [B, 1] of hadron features [N, 8]. */
export function discriminateEvents(
  features: tf.Tensor2D,
  index: EventIndex,
  phi: LayerTensors,
  rho: LayerTensors,
): tf.Tensor2D {
  const latent = mlpLayers(features, phi, true).at(-1)!;
  return mlpLayers(eventMean(latent, index), rho, false).at(-1)!;
}

/** Gradient with respect to a stack's input [n, inputs] from that with respect to its output, first-order in kernels. */
function backThrough(gradient: tf.Tensor2D, activations: tf.Tensor2D[], layers: LayerTensors, activated: boolean) {
  let value = gradient;
  for (let layer = activations.length - 1; layer >= 0; layer--) {
    if (activated || layer + 1 < activations.length) value = tf.mul(value, leakySlope(activations[layer]!));
    value = product(value, tf.transpose(layers[2 * layer] as tf.Tensor2D));
  }
  return value;
}

/**
 * Logits [B, 1] and the R1 penalty (Mescheder et al., arXiv:1801.04406, eq. 9, without gamma / 2): the mean over events
 * of the squared gradient with respect to the features, summed over an event's hadrons and multiplied by their number,
 * so that it does not fall with multiplicity. Written as products of kernels and slopes, as discriminator.ts explains.
 */
export function discriminateEventsWithPenalty(
  features: tf.Tensor2D,
  index: EventIndex,
  phi: LayerTensors,
  rho: LayerTensors,
): { logits: tf.Tensor2D; penalty: tf.Scalar } {
  const latent = mlpLayers(features, phi, true);
  const outputs = mlpLayers(eventMean(latent.at(-1)!, index), rho, false);
  const events = outputs[0]!.shape[0];
  const pooled = backThrough(tf.ones([events, 1]), outputs, rho, false);
  // of the mean each hadron has 1 / count; the penalty's factor takes one of the two back
  const weighted = tf.mul<tf.Tensor2D>(pooled, tf.sqrt(index.inverseCount));
  const gradient = backThrough(eventRows(weighted, index), latent, phi, true);
  return { logits: outputs.at(-1)!, penalty: tf.div(tf.sum(tf.square(gradient)), events) };
}
