import * as tf from '@tensorflow/tfjs';
import type { Seed } from '../../physics/random/stream.ts';
import { type EventIndex, eventIndex, eventMean } from './event-mean.ts';
import { type LayerTensors, layerTensors, mlp, scale } from './mlp.ts';
import { initialLayers, type LayerParameters, type Parameter } from './parameters.ts';
import { HADRON_SCALING } from './scaling.ts';

/**
 * The scorer, Deep Sets (Zaheer et al., arXiv:1703.06114; Komiske et al., arXiv:1810.05165):
 * logit = F(mean over the event's hadrons of Phi(hadron)). Each is a stack of dense layers with LeakyReLU between them;
 * Phi ends in LeakyReLU, F in a bare number. The mean makes it independent of the order of hadrons.
 */
export interface Scorer {
  phi: LayerParameters;
  rho: LayerParameters;
}

const RHO_STREAMS = 100;

/** A scorer with the weights that the seed fixes; `phi` and `rho` are widths of layers (the logit's is added). */
export function initialScorer(
  phi: readonly number[],
  rho: readonly number[],
  seed: Seed,
): { phi: Parameter[]; rho: Parameter[] } {
  return {
    phi: initialLayers('phi', [4, ...phi], seed, 0),
    rho: initialLayers('rho', [phi.at(-1) ?? 4, ...rho, 1], seed, RHO_STREAMS),
  };
}

/** Logits [B, 1] of scaled hadrons [N, 4]. */
export function scoreScaled(scaled: tf.Tensor2D, index: EventIndex, phi: LayerTensors, rho: LayerTensors): tf.Tensor2D {
  return mlp(eventMean(mlp(scaled, phi, true), index), rho);
}

/**
 * Logits [B] of events of hadrons [N, 4] (E, px, py, pz; GeV; row-major), the whole scorer on the current backend, as
 * the exported graph computes it. `offsets` are events + 1 numbers; no event may be empty.
 */
export async function scoreHadrons(
  { phi, rho }: Scorer,
  hadrons: Float32Array,
  offsets: ArrayLike<number>,
): Promise<Float32Array> {
  const logits = tf.tidy(() => {
    const scaled = scale(tf.tensor2d(hadrons, [hadrons.length / 4, 4]), HADRON_SCALING);
    return scoreScaled(scaled, eventIndex(offsets), layerTensors(phi), layerTensors(rho));
  });
  const data = await logits.data();
  logits.dispose();
  return Float32Array.from(data);
}
