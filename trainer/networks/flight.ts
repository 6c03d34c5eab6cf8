import * as tf from '@tensorflow/tfjs';

/** Keeps the direction of a cluster at rest finite: it is zero then. */
export const FLIGHT_EPSILON = 1e-6;

/**
 * Unit vectors [n, 3] along the clusters' momenta, of scaled conditions [n, 4]: momenta are scaled alike on all axes, so
 * the direction is that of the scaled ones.
 */
export function flightDirections(scaled: tf.Tensor2D): tf.Tensor2D {
  const momentum = tf.slice(scaled, [0, 1], [-1, 3]);
  const norm = tf.sqrt(tf.sum(tf.square(momentum), 1, true));
  return tf.div(momentum, tf.add(norm, FLIGHT_EPSILON));
}
