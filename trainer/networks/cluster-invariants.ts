import * as tf from '@tensorflow/tfjs';
import { FLIGHT_EPSILON } from './flight.ts';

/**
 * What a decay's alignment can depend on, made from the condition inside the graph. Rotations of the whole event leave
 * these numbers alone, and the truth does not know the lab's axes, so the network need not learn that.
 */

/** Bounds that keep logarithms finite for input that is no cluster: below every cluster's energy and mass. */
export const LEAST_ENERGY = 0.1;
export const LEAST_MASS_SQUARED = 0.05;

/**
 * Energy, GeV, beyond which the network is told no more: just above the beam's at the Z, where trainings end. How a cluster
 * decays hardly depends on its energy, and a network beyond its training range is anybody's guess.
 */
export const LARGEST_ENERGY = 46;

/** value * factor + shift of E (GeV), ln E, ln M^2: to about (-1, 1) over the clusters of an event at LEP. */
export const INVARIANT_SCALING = { E: [0.04, -1], logE: [0.5, -0.75], logM2: [0.8, -0.9] } as const;

/** Columns of the condition, after E, px, py, pz, of a generator whose axis is constituent 1's. */
export const CONSTITUENT_COLUMNS = 5;

/** Momentum [n, 3], its size [n, 1] and unit vector [n, 3] of a condition [n, 4 or more] in GeV. */
export function flightOf(condition: tf.Tensor2D): { size: tf.Tensor2D; flight: tf.Tensor2D } {
  const momentum = tf.slice(condition, [0, 1], [-1, 3]);
  const size = tf.sqrt<tf.Tensor2D>(sumOfThree(tf.square<tf.Tensor2D>(momentum)));
  return { size, flight: tf.div(momentum, tf.add(size, FLIGHT_EPSILON)) };
}

/** Sum over three columns, term by term, in the order in which the exported graph adds them too. */
export function sumOfThree(x: tf.Tensor2D): tf.Tensor2D {
  const column = (k: number): tf.Tensor2D => tf.slice(x, [0, k], [-1, 1]);
  return tf.add(tf.add(column(0), column(1)), column(2));
}

const scaled = (x: tf.Tensor2D, [factor, shift]: readonly [number, number]): tf.Tensor2D =>
  tf.add(tf.mul(x, factor), shift);

/** [n, 3]: E, ln E, ln M^2, each scaled. */
export function clusterInvariants(condition: tf.Tensor2D, size: tf.Tensor2D): tf.Tensor2D {
  const E: tf.Tensor2D = tf.slice(condition, [0, 0], [-1, 1]);
  const massSquared = tf.sub<tf.Tensor2D>(tf.mul(E, E), tf.mul(size, size));
  const known = tf.minimum<tf.Tensor2D>(E, LARGEST_ENERGY);
  return tf.concat(
    [
      scaled(known, INVARIANT_SCALING.E),
      scaled(tf.log(tf.maximum(known, LEAST_ENERGY)), INVARIANT_SCALING.logE),
      scaled(tf.log(tf.maximum(massSquared, LEAST_MASS_SQUARED)), INVARIANT_SCALING.logM2),
    ],
    1,
  );
}
