import * as tf from '@tensorflow/tfjs';
import { type EventIndex, eventMean, eventRows } from './event-mean.ts';
import { type HarmonicTable, harmonicTable } from './harmonics.ts';
import { product } from './product.ts';

/** Highest degree of the moments: they resolve angles of about pi / 6; neighbours in an event lie 0.3 apart (median). */
export const MOMENT_HARMONICS: HarmonicTable = harmonicTable(6);

/** Moments of each weight: one a degree. */
export const MOMENTS = MOMENT_HARMONICS.degree + 1;

/** Sums over an event are divided by this, about its number of hadrons, to be of order 1. */
export const MOMENT_SCALE = 16;

/** Which harmonics make up each degree: 0 or 1, [columns, degrees]. */
export function degreeSelection({ columns, degreeOf, degree }: HarmonicTable): Float32Array {
  const selection = new Float32Array(columns * (degree + 1));
  for (const [column, l] of degreeOf.entries()) selection[column * (degree + 1) + l] = 1;
  return selection;
}

/**
 * Angular moments of the event around each of its hadrons, for K weights w_k of a hadron's energy:
 * s_{i,k,l} = 1/16 sum over hadrons j of the event of w_k(E_j) P_l(cos of the angle between i and j), [N, 7 K], k by k.
 * By the addition theorem the sum over pairs is one over hadrons of w_k Y_lm, then one over m, so that no pairs are made
 * and the work grows with N alone. The moments say what flies beside a hadron and what opposite: that the four-momenta
 * of two hadrons make a cluster cannot be seen in a mean over single hadrons. They do not change when the event is
 * rotated.
 * @param weights [N, K]
 * @param harmonics [N, 49] of the hadrons' directions
 */
export function angularMoments(weights: tf.Tensor2D, harmonics: tf.Tensor2D, index: EventIndex): tf.Tensor2D {
  const [rows, k] = weights.shape;
  const { columns } = MOMENT_HARMONICS;
  const ofHadron = tf.expandDims(harmonics, 1);
  const flow = tf.reshape<tf.Rank.R2>(tf.mul(tf.expandDims(weights, 2), ofHadron), [rows, k * columns]);
  const count = tf.mul(index.inverseCount, MOMENT_SCALE);
  const ofEvent = tf.div<tf.Tensor2D>(eventMean(flow, index), count);
  const around = tf.mul(tf.reshape(eventRows(ofEvent, index), [rows, k, columns]), ofHadron);
  const selection = tf.tensor2d(degreeSelection(MOMENT_HARMONICS), [columns, MOMENTS]);
  return tf.reshape(product(tf.reshape(around, [rows * k, columns]), selection), [rows, k * MOMENTS]);
}
