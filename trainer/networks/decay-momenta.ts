import * as tf from '@tensorflow/tfjs';
import { sumOfThree } from './cluster-invariants.ts';

/**
 * Two-body decays whose direction is yet to come. With hadron 1's rest-frame direction n, momentum k and energy e1, and
 * the cluster's four-momentum (E, P) and mass M, the boost (physics/vector/boost.ts) gives in the lab
 *
 *     E1 = (E e1 + k n P) / M,   p1 = k n + P (k n P / (E + M) + e1) / M,
 *
 * both linear in n; hadron 2 has the rest of the cluster's four-momentum. All [rows, columns], float32.
 */
export interface DecayKinematics {
  /** E, px, py, pz of the cluster. */
  cluster: tf.Tensor2D;
  /** k, [n, 1]. */
  momentum: tf.Tensor2D;
  /** 1 / M and 1 / (E + M), [n, 1] each. */
  inverseMass: tf.Tensor2D;
  inverseSum: tf.Tensor2D;
  /** E e1 / M [n, 1] and P e1 / M [n, 3]: hadron 1 of a decay with k = 0. */
  restEnergy: tf.Tensor2D;
  restMomentum: tf.Tensor2D;
}

/** Keeps the gradient of the direction finite where v vanishes. */
const LENGTH_EPSILON = 1e-12;

/** Unit vectors along rows [n, 3]. */
export function normalised(v: tf.Tensor2D): tf.Tensor2D {
  return tf.div(v, tf.sqrt(tf.add(sumOfThree(tf.mul(v, v)), LENGTH_EPSILON)));
}

/**
 * Hadrons [2 n, 4] (E, px, py, pz; GeV) in the lab of clusters that decay along unit vectors [n, 3] given in the lab's
 * axes: hadron 1 of cluster i in row 2 i, hadron 2 in row 2 i + 1. Differentiable in the directions.
 */
export function decayMomenta(direction: tf.Tensor2D, kinematics: DecayKinematics): tf.Tensor2D {
  const { cluster, momentum, inverseMass, inverseSum, restEnergy, restMomentum } = kinematics;
  const P = tf.slice(cluster, [0, 1], [-1, 3]);
  const k = tf.mul<tf.Tensor2D>(direction, momentum);
  const along = tf.mul(sumOfThree(tf.mul(k, P)), inverseMass);
  const E1 = tf.add<tf.Tensor2D>(restEnergy, along);
  const p1 = tf.add<tf.Tensor2D>(tf.add(k, restMomentum), tf.mul(P, tf.mul(along, inverseSum)));
  const first = tf.concat<tf.Tensor2D>([E1, p1], 1);
  const pairs = tf.concat([first, tf.sub(cluster, first)], 1);
  return tf.reshape(pairs, [2 * direction.shape[0], 4]);
}
