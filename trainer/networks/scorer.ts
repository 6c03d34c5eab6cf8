import * as tf from '@tensorflow/tfjs';
import type { Seed } from '../../physics/random/stream.ts';
import { angularMoments, MOMENT_HARMONICS, MOMENTS } from './angular-moments.ts';
import { type EventIndex, eventIndex, eventMean } from './event-mean.ts';
import { HADRON_COLUMNS, hadronFeatures } from './hadron-features.ts';
import { harmonics } from './harmonics.ts';
import { type LayerTensors, layerTensors, mlp, scale } from './mlp.ts';
import { initialLayers, type LayerParameters, type Parameter } from './parameters.ts';
import { HADRON_SCALING } from './scaling.ts';

/**
 * The scorer, Deep Sets (Zaheer et al., arXiv:1703.06114; Komiske et al., arXiv:1810.05165):
 * logit = F(mean over the event's hadrons of Phi(hadron)). Each is a stack of dense layers with LeakyReLU between them;
 * Phi ends in LeakyReLU, F in a bare number. The mean makes it independent of the order of hadrons.
 *
 * Without `moments` Phi sees the scaled four-momentum alone. With them it sees more (hadron-features.ts), and what is
 * around the hadron (angular-moments.ts); `moments` are the layers that give their weights of the energy. F is then also
 * told how many hadrons there are, which a mean does not say and the moments, being sums, depend on.
 */
export interface Scorer {
  moments?: LayerParameters;
  phi: LayerParameters;
  rho: LayerParameters;
}

const RHO_STREAMS = 100;
const MOMENT_STREAMS = 150;

/** Of log E and E. */
const WEIGHT_INPUTS = 2;

/**
 * A scorer with the weights that the seed fixes; `phi` and `rho` are widths of layers (the logit's is added), and so are
 * `moments`, the last of which is the number of weights; none makes a scorer without moments.
 */
export function initialScorer(
  phi: readonly number[],
  rho: readonly number[],
  seed: Seed,
  moments: readonly number[] = [],
): { moments?: Parameter[]; phi: Parameter[]; rho: Parameter[] } {
  const weights = moments.at(-1);
  const inputs = weights === undefined ? 4 : HADRON_COLUMNS + weights * MOMENTS;
  return {
    ...(weights === undefined
      ? {}
      : { moments: initialLayers('moments', [WEIGHT_INPUTS, ...moments], seed, MOMENT_STREAMS) }),
    phi: initialLayers('phi', [inputs, ...phi], seed, 0),
    rho: initialLayers('rho', [(phi.at(-1) ?? inputs) + (weights === undefined ? 0 : 1), ...rho, 1], seed, RHO_STREAMS),
  };
}

/** All parameters of a scorer, in the order of `scorerOf`. */
export function scorerParameters<T>({
  moments = [],
  phi,
  rho,
}: {
  moments?: readonly T[];
  phi: readonly T[];
  rho: readonly T[];
}): T[] {
  return [...moments, ...phi, ...rho];
}

/** The scorer that a list of parameters (or of their tensors) makes, cut as `like` is. */
export function scorerOf<T>(list: readonly T[], { moments = [], phi }: Scorer): { moments?: T[]; phi: T[]; rho: T[] } {
  const [first, second] = [moments.length, moments.length + phi.length];
  return {
    ...(first === 0 ? {} : { moments: list.slice(0, first) }),
    phi: list.slice(first, second),
    rho: list.slice(second),
  };
}

/** Events on the current backend: what is computed of them without any parameter. */
export interface ScorerInput {
  index: EventIndex;
  /** What Phi sees of each hadron by itself, [N, 4] or [N, 8]. */
  columns: tf.Tensor2D;
  /** For the moments: log E and E, [N, 2], and the harmonics of the directions, [N, 49]. */
  around: { energy: tf.Tensor2D; harmonics: tf.Tensor2D } | null;
}

function columnsAlone(hadrons: Float32Array): tf.Tensor2D {
  return tf.tidy(() => scale(tf.tensor2d(hadrons, [hadrons.length / 4, 4]), HADRON_SCALING));
}

function columnsAndAround(hadrons: Float32Array): [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D] {
  return tf.tidy(() => {
    const { columns, energy, direction } = hadronFeatures(tf.tensor2d(hadrons, [hadrons.length / 4, 4]));
    return [columns, energy, harmonics(direction, MOMENT_HARMONICS)];
  });
}

/**
 * Hadrons [N, 4] (E, px, py, pz; GeV; row-major) as a scorer with or without moments reads them. The caller gives it to
 * `disposeInput` (or works within `tf.tidy`).
 */
export function scorerInput(hadrons: Float32Array, offsets: ArrayLike<number>, withMoments: boolean): ScorerInput {
  const index = eventIndex(offsets);
  if (!withMoments) return { index, columns: columnsAlone(hadrons), around: null };
  const [columns, energy, directions] = columnsAndAround(hadrons);
  return { index, columns, around: { energy, harmonics: directions } };
}

/** Frees what `scorerInput` made. */
export function disposeInput({ index, columns, around }: ScorerInput): void {
  tf.dispose([index.event, index.row, index.inverseCount, columns]);
  if (around) tf.dispose([around.energy, around.harmonics]);
}

/** About the mean of ln of the number of pions at LEP. */
export const MEAN_LOG_COUNT = 2.5;

/** ln of the number of hadrons, centred, [B, 1]. */
function logCounts({ inverseCount }: EventIndex): tf.Tensor2D {
  return tf.sub(tf.neg<tf.Tensor2D>(tf.log(inverseCount)), MEAN_LOG_COUNT);
}

/** Logits [B, 1] of scaled hadrons [N, 4], without moments. */
export function scoreScaled(scaled: tf.Tensor2D, index: EventIndex, phi: LayerTensors, rho: LayerTensors): tf.Tensor2D {
  return mlp(eventMean(mlp(scaled, phi, true), index), rho);
}

/** Logits [B, 1] of events by the tensors of a scorer, which has moments where the events were made ready for them. */
export function scoreInput(
  { index, columns, around }: ScorerInput,
  { moments = [], phi, rho }: { moments?: LayerTensors; phi: LayerTensors; rho: LayerTensors },
): tf.Tensor2D {
  if (!around) return scoreScaled(columns, index, phi, rho);
  const seen = angularMoments(mlp(around.energy, moments), around.harmonics, index);
  const latent = mlp(tf.concat<tf.Tensor2D>([columns, seen], 1), phi, true);
  return mlp(tf.concat<tf.Tensor2D>([eventMean(latent, index), logCounts(index)], 1), rho);
}

/**
 * Logits [B] of events of hadrons [N, 4] (E, px, py, pz; GeV; row-major), the whole scorer on the current backend, as
 * the exported graph computes it. `offsets` are events + 1 numbers; no event may be empty.
 */
export async function scoreHadrons(
  scorer: Scorer,
  hadrons: Float32Array,
  offsets: ArrayLike<number>,
): Promise<Float32Array> {
  const logits = tf.tidy(() => {
    const input = scorerInput(hadrons, offsets, scorer.moments !== undefined);
    return scoreInput(input, scorerOf(layerTensors(scorerParameters(scorer)), scorer));
  });
  const data = await logits.data();
  logits.dispose();
  return Float32Array.from(data);
}
