import * as tf from '@tensorflow/tfjs';
import { scale } from './mlp.ts';
import { HADRON_SCALING } from './scaling.ts';

/** Energies below it (GeV) count as this in the logarithm; no hadron is lighter than 135 MeV. */
export const LEAST_ENERGY = 1e-3;
/** Keeps the direction of a hadron at rest finite: it is zero then. GeV. */
export const MOMENTUM_EPSILON = 1e-6;
/** log E runs from -2 to 4. */
export const LOG_FACTOR = 0.5;

/** Columns of `hadronFeatures`: scaled E, px, py, pz, log E, direction. */
export const HADRON_COLUMNS = 8;

/** What a scorer makes of hadrons E, px, py, pz before anything is learned. */
export interface HadronFeatures {
  /** Scaled four-momentum, log E / 2 and the direction, [N, 8]. */
  columns: tf.Tensor2D;
  /** log E / 2 and scaled E, [N, 2]. */
  energy: tf.Tensor2D;
  /** Unit vectors along the momenta, [N, 3]. */
  direction: tf.Tensor2D;
}

/**
 * Features of hadrons [N, 4] (E, px, py, pz; GeV). Energies run over two orders of magnitude and half the pions lie below
 * 3 GeV, where linear scaling leaves them within a tenth of the range: the logarithm and the direction spell out what
 * the first layers would otherwise spend themselves on.
 */
export function hadronFeatures(hadrons: tf.Tensor2D): HadronFeatures {
  const scaled = scale(hadrons, HADRON_SCALING);
  const energy = tf.slice(hadrons, [0, 0], [-1, 1]);
  const momentum = tf.slice(hadrons, [0, 1], [-1, 3]);
  const logarithm = tf.mul<tf.Tensor2D>(tf.log(tf.maximum(energy, LEAST_ENERGY)), LOG_FACTOR);
  const norm = tf.sqrt(tf.sum(tf.square(momentum), 1, true));
  const direction = tf.div<tf.Tensor2D>(momentum, tf.add(norm, MOMENTUM_EPSILON));
  return {
    columns: tf.concat<tf.Tensor2D>([scaled, logarithm, direction], 1),
    energy: tf.concat<tf.Tensor2D>([logarithm, tf.slice(scaled, [0, 0], [-1, 1])], 1),
    direction,
  };
}
