import * as tf from '@tensorflow/tfjs';
import { exp } from '../../physics/elementary/exp.ts';
import { log } from '../../physics/elementary/log.ts';
import { areaUnderRoc } from '../../physics/observables/auc.ts';
import type { Seed } from '../../physics/random/stream.ts';
import { copyParameters, type Parameter } from '../networks/parameters.ts';
import {
  disposeInput,
  initialScorer,
  type Scorer,
  scoreHadrons,
  scoreInput,
  scorerInput,
  scorerOf,
  scorerParameters,
} from '../networks/scorer.ts';
import { type Adam, adamStep, initialAdam, updateAverage } from './adam.ts';
import { batchReader } from './batches.ts';
import { type EventSample, eventCount, joinSamples, selectEvents } from './event-sample.ts';
import { lossGradients } from './gradients.ts';
import { cosineRate } from './schedule.ts';
import type { Figures } from './trainable.ts';

/** Settings of a Deep Sets classifier; the presets give them with their reasons. */
export interface ClassifierSettings {
  /** Widths of the layers that weigh energies for the moments; without them the network has none. */
  moments?: number[];
  phi: number[];
  rho: number[];
  schedule_steps: number;
  /** Events of each class a step. */
  batch: number;
  rate: number;
  final_rate: number;
  beta1: number;
  beta2: number;
  /** Of the average of weights that is the result; without it the result is the weights themselves. */
  average_decay?: number;
}

/** A scorer in training, with all that a step changes. `average` is the scorer itself where no average is kept. */
export interface Classifier {
  scorer: Scorer;
  average: Scorer;
  adam: Adam;
}

/** Two samples to tell apart: class 0 and class 1. */
export type ClassSamples = readonly [EventSample, EventSample];

export function initialClassifier(
  { phi, rho, moments, average_decay }: Pick<ClassifierSettings, 'phi' | 'rho' | 'moments' | 'average_decay'>,
  seed: Seed,
): Classifier {
  const scorer = initialScorer(phi, rho, seed, moments);
  const parameters = scorerParameters(scorer);
  return {
    scorer,
    average: average_decay === undefined ? scorer : scorerOf(copyParameters(parameters), scorer),
    adam: initialAdam(parameters),
  };
}

/** The parameters that training gives. */
export function classifierResult({ average }: Classifier): Parameter[] {
  return scorerParameters(average);
}

/** Every array that a step changes. */
export function classifierState({ scorer, average, adam }: Classifier): Parameter[] {
  const averaged = scorerParameters(average).map((parameter) => ({ ...parameter, name: `average.${parameter.name}` }));
  const averages = average === scorer ? [] : averaged;
  return [...scorerParameters(scorer), ...averages, ...adam.first, ...adam.second];
}

/** Mean binary cross-entropy of logits [B, 1] of which the first `zeros` rows are class 0 and the others class 1. */
function crossEntropy(logits: tf.Tensor2D, zeros: number): tf.Scalar {
  const signs = Float32Array.from({ length: logits.shape[0] }, (_, row) => (row < zeros ? 1 : -1));
  return tf.mean(tf.softplus(tf.mul(logits, tf.tensor2d(signs, [signs.length, 1]))));
}

/** The decay of step number `step`: less at first, so that the average does not remember the untrained network. */
const decayAt = (step: number, decay: number): number => Math.min(decay, step / (step + 9));

/** Steps of training by Adam, as many events of either class in each; the function changes `classifier` in place. */
export function classifierSteps(
  { scorer, average, adam }: Classifier,
  samples: ClassSamples,
  settings: ClassifierSettings,
  seed: Seed,
): (step: number) => Promise<Figures> {
  const { batch, rate, final_rate, schedule_steps, average_decay } = settings;
  const readers = samples.map((sample) => batchReader(eventCount(sample), batch, seed));
  const parameters = scorerParameters(scorer);
  const averages = scorerParameters(average);
  return async (step) => {
    const { hadrons, offsets } = joinSamples(samples.map((s, k) => selectEvents(s, readers[k]!(step - 1))));
    // made outside the loss: the gradient needs the index after the loss' own tensors are gone
    const input = scorerInput(hadrons, offsets, scorer.moments !== undefined);
    const { loss, gradients } = await lossGradients(parameters, (tensors) =>
      crossEntropy(scoreInput(input, scorerOf(tensors, scorer)), batch),
    );
    disposeInput(input);
    adamStep(parameters, gradients, adam, step, cosineRate(rate, final_rate, step - 1, schedule_steps), settings);
    if (average_decay !== undefined) updateAverage(averages, parameters, decayAt(step, average_decay));
    return { loss };
  };
}

const SCORED_AT_ONCE = 2048;

/** Logits of all events of a sample. */
export async function scoreSample(scorer: Scorer, sample: EventSample): Promise<Float64Array> {
  const events = eventCount(sample);
  const logits = new Float64Array(events);
  for (let first = 0; first < events; first += SCORED_AT_ONCE) {
    const last = Math.min(events, first + SCORED_AT_ONCE);
    const [begin, end] = [sample.offsets[first]!, sample.offsets[last]!];
    const offsets = sample.offsets.subarray(first, last + 1).map((offset) => offset - begin);
    logits.set(await scoreHadrons(scorer, sample.hadrons.subarray(4 * begin, 4 * end), offsets), first);
  }
  return logits;
}

const softplus = (x: number): number => Math.max(x, 0) + log(1 + exp(-Math.abs(x)));

/** Mean cross-entropy and area under the ROC curve of the logits of both classes. */
export function classificationFigures(class0: Float64Array, class1: Float64Array): Figures {
  const loss0 = class0.reduce((sum, logit) => sum + softplus(logit), 0) / class0.length;
  const loss1 = class1.reduce((sum, logit) => sum + softplus(-logit), 0) / class1.length;
  return { validation_loss: (loss0 + loss1) / 2, validation_auc: areaUnderRoc(class0, class1).auc };
}
