import * as tf from '@tensorflow/tfjs';
import type { Seed } from '../../physics/random/stream.ts';
import { sumOfThree } from './cluster-invariants.ts';
import { type EventIndex, eventMean, eventRows } from './event-mean.ts';
import { throughLeaky } from './leaky.ts';
import { type LayerTensors, mlpLayers } from './mlp.ts';
import { initialLayers, type Parameter } from './parameters.ts';
import { product } from './product.ts';

const DISCRIMINATOR_STREAMS = 200;
const RHO_STREAMS = 300;

/** What is told of each hadron: E, px, py, pz scaled, its direction, ln E; rapidity and ln pT about the event's axis. */
const HADRON_FEATURES = 10;

/** To about (-1, 1): momenta by the beam energy, logarithms over the range of pions at LEP. */
const MOMENTUM_FACTOR = 1 / 23;
const LOG_FACTOR = 0.5;
const LOG_SHIFT = -0.75;
const RAPIDITY_FACTOR = 0.4;
const KICK_FACTOR = 0.25;
/** The pion's mass squared, for the transverse mass, and the least pT^2 under a logarithm; GeV^2. */
const PION_MASS_SQUARED = 0.0195;
const LEAST_KICK_SQUARED = 1e-5;

/**
 * The event's discriminator of HadML v2 (arXiv:2305.17169, section 3): Deep Sets, F(mean over hadrons of Phi(hadron)),
 * one logit an event, real > 0. It sees unordered hadrons in the lab and nothing of the clusters. Beside E, px, py, pz it
 * is told functions of them: ln E and the direction of each hadron (most pions are soft, and on a linear scale to 46 GeV the
 * network hardly tells them apart), rapidity along the event's axis and ln pT about it (a hadron that follows a quark
 * lies near the axis, which no single hadron shows). It is not part of the exported model.
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

/**
 * Features [N, 10] of hadrons [N, 4] (E, px, py, pz; GeV) and the unit vectors [N, 3] of their events' axes, which are
 * taken as given: gradients do not go through them.
 */
export function hadronFeatures(hadrons: tf.Tensor2D, axes: tf.Tensor2D): tf.Tensor2D {
  const E: tf.Tensor2D = tf.slice(hadrons, [0, 0], [-1, 1]);
  const p: tf.Tensor2D = tf.slice(hadrons, [0, 1], [-1, 3]);
  const size = tf.sqrt(tf.add(sumOfThree(tf.mul(p, p)), 1e-6));
  const log = tf.add<tf.Tensor2D>(tf.mul(tf.log(tf.maximum(E, 0.1)), LOG_FACTOR), LOG_SHIFT);
  const along = sumOfThree(tf.mul(p, axes));
  const across = tf.sub<tf.Tensor2D>(p, tf.mul(axes, along));
  const kick2 = sumOfThree(tf.mul(across, across));
  const rapidity = tf.sub(tf.log(tf.add(E, tf.abs(along))), tf.mul(tf.log(tf.add(kick2, PION_MASS_SQUARED)), 0.5));
  const kick = tf.mul<tf.Tensor2D>(tf.log(tf.add(kick2, LEAST_KICK_SQUARED)), KICK_FACTOR);
  return tf.concat<tf.Tensor2D>(
    [
      tf.mul(hadrons, MOMENTUM_FACTOR),
      tf.div<tf.Tensor2D>(p, size),
      log,
      tf.add<tf.Tensor2D>(tf.mul(rapidity, RAPIDITY_FACTOR), -1),
      kick,
    ],
    1,
  );
}

/** Logits [B, 1] of hadron features [N, 10]. */
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
    if (activated || layer + 1 < activations.length) value = throughLeaky(value, activations[layer]!);
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
