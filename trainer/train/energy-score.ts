import * as tf from '@tensorflow/tfjs';
import { alignments, directions } from '../networks/discriminator.ts';

const EPSILON = 1e-6; // keeps the gradient of the square root finite where two directions coincide

function meanDistance(a: tf.Tensor2D, b: tf.Tensor2D): tf.Scalar {
  return tf.mean(tf.sqrt(tf.add(tf.sum(tf.square(tf.sub(a, b)), 1), EPSILON)));
}

/** (|g - y| + |g' - y| - |g - g'|) / 2, averaged over rows. */
function score(g: tf.Tensor2D, other: tf.Tensor2D, y: tf.Tensor2D): tf.Scalar {
  const toTruth = tf.add(meanDistance(g, y), meanDistance(other, y));
  return tf.mul(0.5, tf.sub(toTruth, meanDistance(g, other)));
}

/**
 * The energy score of two independently generated decays g, g' of each cluster against the true one y:
 * (|g - y| + |g' - y| - |g - g'|) / 2, averaged over clusters. It is a strictly proper scoring rule (Gneiting and Raftery,
 * JASA 102 (2007) 359, eq. 21): its expectation is least where the generated distribution given the cluster is the true
 * one. Summed are the scores of the directions, as unit vectors, and of their alignment with the flight direction, which
 * is the small part of the former that depends on the cluster. Angles are in the unit square, [n, 2].
 */
export function energyScore(
  first: tf.Tensor2D,
  second: tf.Tensor2D,
  truth: tf.Tensor2D,
  scaled: tf.Tensor2D,
): tf.Scalar {
  const [g, other, y] = [directions(first), directions(second), directions(truth)];
  const aligned = score(alignments(g, scaled), alignments(other, scaled), alignments(y, scaled));
  return tf.add(score(g, other, y), aligned);
}
