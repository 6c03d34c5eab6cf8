import * as tf from '@tensorflow/tfjs';
import type { EventSet } from '../../physics/columns.ts';
import { seedOf } from '../../physics/random/stream.ts';
import { eventIndex } from '../networks/event-mean.ts';
import { scale } from '../networks/mlp.ts';
import type { Parameter } from '../networks/parameters.ts';
import { HADRON_SCALING } from '../networks/scaling.ts';
import { initialScorer, type Scorer, scoreHadrons, scoreScaled } from '../networks/scorer.ts';
import { adamStep, initialAdam } from '../train/adam.ts';
import { batchReader } from '../train/batches.ts';
import { lossGradients } from '../train/gradients.ts';

/** How the classifier that judges a generator is made: small, the same for every generator, recorded beside its AUC. */
export interface ClassifierSettings {
  /** Steps of the training, and events of each class a step. */
  steps: number;
  batch: number;
  /** Adam's first learning rate, which falls linearly to 0. */
  rate: number;
  /** Width of its layers: two in Phi, one in F before the logit. */
  width: number;
}

const ADAM = { beta1: 0.9, beta2: 0.999 };
const SCORED = 2048;

/** Hadrons (E, px, py, pz) of chosen events, row by row in float32, with their offsets. */
function gather(events: EventSet, chosen: ArrayLike<number>): { hadrons: Float32Array; offsets: Uint32Array } {
  const offsets = new Uint32Array(chosen.length + 1);
  for (let i = 0; i < chosen.length; i++) {
    const e = chosen[i]!;
    offsets[i + 1] = offsets[i]! + events.offsets[e + 1]! - events.offsets[e]!;
  }
  const hadrons = new Float32Array(4 * offsets[chosen.length]!);
  for (let i = 0; i < chosen.length; i++) {
    const start = events.offsets[chosen[i]!]!;
    for (let k = offsets[i]!; k < offsets[i + 1]!; k++) {
      const p = start + k - offsets[i]!;
      hadrons[4 * k] = events.E[p]!;
      hadrons[4 * k + 1] = events.px[p]!;
      hadrons[4 * k + 2] = events.py[p]!;
      hadrons[4 * k + 3] = events.pz[p]!;
    }
  }
  return { hadrons, offsets };
}

/** Mean binary cross-entropy of logits [B, 1]: max(z, 0) - z y + log(1 + e^-|z|), which never overflows. */
function crossEntropy(logits: tf.Tensor2D, labels: tf.Tensor2D): tf.Scalar {
  const large = tf.sub(tf.relu(logits), tf.mul(logits, labels));
  return tf.mean(tf.add(large, tf.log(tf.add(tf.exp(tf.neg(tf.abs(logits))), 1))));
}

async function trainStep(
  batches: readonly { hadrons: Float32Array; offsets: Uint32Array }[],
  parameters: Parameter[],
  phiSize: number,
): Promise<Float32Array[]> {
  const [zero, one] = batches as [(typeof batches)[0], (typeof batches)[0]];
  const hadrons = new Float32Array(zero.hadrons.length + one.hadrons.length);
  hadrons.set(zero.hadrons);
  hadrons.set(one.hadrons, zero.hadrons.length);
  const particles = zero.hadrons.length / 4;
  const offsets = [...zero.offsets, ...one.offsets.subarray(1).map((offset) => offset + particles)];
  const labels = Float32Array.from({ length: offsets.length - 1 }, (_, e) => (e < zero.offsets.length - 1 ? 0 : 1));
  // made here, not inside the loss: its gradient needs the index after the loss' own tensors are gone
  const index = eventIndex(offsets);
  const { gradients } = await lossGradients(parameters, (tensors) => {
    const scaled = scale(tf.tensor2d(hadrons, [hadrons.length / 4, 4]), HADRON_SCALING);
    const logits = scoreScaled(scaled, index, tensors.slice(0, phiSize), tensors.slice(phiSize));
    return crossEntropy(logits, tf.tensor2d(labels, [labels.length, 1]));
  });
  tf.dispose([index.event, index.row, index.inverseCount]);
  return gradients;
}

/**
 * Trains Deep Sets to tell the first `events` events of two samples apart; a pure function of its arguments and the
 * backend. `onStep` hears of each step.
 */
export async function trainClassifier(
  class0: EventSet,
  class1: EventSet,
  events: number,
  settings: ClassifierSettings,
  onStep: (step: number) => void = () => {},
): Promise<Scorer> {
  const { steps, batch, rate, width } = settings;
  const scorer = initialScorer([width, width], [width], seedOf(1));
  const parameters = [...scorer.phi, ...scorer.rho];
  const adam = initialAdam(parameters);
  const readers = [0, 1].map((k) => batchReader(events, Math.min(batch, events), seedOf(k)));
  for (let step = 0; step < steps; step++) {
    const batches = [class0, class1].map((sample, k) => gather(sample, readers[k]!(step)));
    const gradients = await trainStep(batches, parameters, scorer.phi.length);
    adamStep(parameters, gradients, adam, step + 1, rate * (1 - step / steps), ADAM);
    onStep(step + 1);
  }
  return scorer;
}

/** Logits of events first up to last (excluded). */
export async function classifierLogits(
  scorer: Scorer,
  events: EventSet,
  first: number,
  last: number,
): Promise<Float64Array> {
  const logits = new Float64Array(last - first);
  for (let begin = first; begin < last; begin += SCORED) {
    const chosen = Array.from({ length: Math.min(SCORED, last - begin) }, (_, i) => begin + i);
    const { hadrons, offsets } = gather(events, chosen);
    logits.set(await scoreHadrons(scorer, hadrons, offsets), begin - first);
  }
  return logits;
}
