import * as tf from '@tensorflow/tfjs';
import type { EventSet } from '../../../physics/columns.ts';
import { exp } from '../../../physics/elementary/exp.ts';
import { log } from '../../../physics/elementary/log.ts';
import { seedOf } from '../../../physics/random/stream.ts';
import { eventIndex } from '../../networks/event-mean.ts';
import { copyParameters, type Parameter } from '../../networks/parameters.ts';
import { type Adam, adamStep, initialAdam } from '../../train/adam.ts';
import { batchReader } from '../../train/batches.ts';
import { lossGradients } from '../../train/gradients.ts';
import { cosineRate } from '../../train/schedule.ts';
import { type DeepSets, deepSetsLogits, initialDeepSets, rowTensor, scoreSample } from './deep-sets.ts';
import {
  type FeatureSample,
  type FeatureSet,
  featureSample,
  featureWidth,
  gatherEvents,
  sampleEvents,
  sliceSample,
} from './feature-sample.ts';

/** How the classifier that judges a generator is made: the same for every generator, recorded beside its AUC. */
export interface ClassifierSettings {
  /** Events of each class that it learns from, none of them among those that it is judged on. */
  events: number;
  /** Share of these that only choose the best network, the one that the certificate uses. */
  validation: number;
  /** Steps of the training, and events of each class a step. */
  steps: number;
  batch: number;
  /** Steps between two looks at the validation part. */
  report_every: number;
  /** Adam's first learning rate, which falls along half a cosine to a hundredth. */
  rate: number;
  /** Width of its layers: two in Phi, two in F before the logit. */
  width: number;
}

/** A trained classifier, and what it reads. */
export interface FreshClassifier {
  network: DeepSets;
  features: FeatureSet;
}

/** Initial weights and order of events; a classifier of another seed is as good. */
const SEED = seedOf(1);
const ADAM = { beta1: 0.9, beta2: 0.999 };
const FINAL_RATE = 0.01;

type Classes = readonly [FeatureSample, FeatureSample];

/** Mean binary cross-entropy of logits [B, 1] of which the first half is class 0 and the other class 1. */
function crossEntropy(logits: tf.Tensor2D): tf.Scalar {
  const events = logits.shape[0];
  const signs = Float32Array.from({ length: events }, (_, row) => (2 * row < events ? 1 : -1));
  return tf.mean(tf.softplus(tf.mul(logits, tf.tensor2d(signs, [events, 1]))));
}

/** Steps of training by Adam, as many events of either class in each; changes the network in place. */
function stepsOf({ phi, rho }: DeepSets, adam: Adam, classes: Classes, { batch, rate, steps }: ClassifierSettings) {
  const readers = classes.map((sample) => batchReader(sampleEvents(sample), batch, SEED));
  const parameters: Parameter[] = [...phi, ...rho];
  return async (step: number): Promise<void> => {
    const events = gatherEvents(
      classes,
      readers.map((read) => read(step - 1)),
    );
    // made outside the loss: the gradient needs the index after the loss' own tensors are gone
    const index = eventIndex(events.offsets);
    const { gradients } = await lossGradients(parameters, (tensors) =>
      crossEntropy(deepSetsLogits(rowTensor(events), index, tensors.slice(0, phi.length), tensors.slice(phi.length))),
    );
    tf.dispose([index.event, index.row, index.inverseCount]);
    adamStep(parameters, gradients, adam, step, cosineRate(rate, FINAL_RATE, step - 1, steps), ADAM);
  };
}

const softplus = (x: number): number => Math.max(x, 0) + log(1 + exp(-Math.abs(x)));
const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

async function validationLoss(network: DeepSets, [zero, one]: Classes): Promise<number> {
  const [logits0, logits1] = [await scoreSample(network, zero), await scoreSample(network, one)];
  return (mean(logits0.map(softplus)) + mean(logits1.map((logit) => softplus(-logit)))) / 2;
}

const copyNetwork = ({ phi, rho }: DeepSets): DeepSets => ({ phi: copyParameters(phi), rho: copyParameters(rho) });

/** The parts of two samples that a classifier learns from, and those that choose the best. */
function splitClasses(samples: Classes, { validation }: ClassifierSettings) {
  const part = (from: number, to: number): Classes => {
    const cut = (sample: FeatureSample): FeatureSample =>
      sliceSample(sample, Math.floor(from * sampleEvents(sample)), Math.floor(to * sampleEvents(sample)));
    return [cut(samples[0]), cut(samples[1])];
  };
  return { training: part(0, 1 - validation), validation: part(1 - validation, 1) };
}

/**
 * Trains Deep Sets to tell two samples apart; gives the network with the smallest loss on the validation part. A pure
 * function of its arguments and the backend. `onStep` hears of each step.
 */
export async function trainClassifier(
  class0: EventSet,
  class1: EventSet,
  features: FeatureSet,
  settings: ClassifierSettings,
  onStep: (step: number) => void = () => {},
): Promise<FreshClassifier> {
  const samples = [featureSample(class0, features), featureSample(class1, features)] as const;
  const { training, validation } = splitClasses(samples, settings);
  const batch = Math.min(settings.batch, ...training.map(sampleEvents));
  const network = initialDeepSets(featureWidth(features), settings.width, SEED);
  const step = stepsOf(network, initialAdam([...network.phi, ...network.rho]), training, { ...settings, batch });
  let best = { loss: await validationLoss(network, validation), network: copyNetwork(network) };
  for (let k = 1; k <= settings.steps; k++) {
    await step(k);
    onStep(k);
    if (k % settings.report_every !== 0 && k !== settings.steps) continue;
    const loss = await validationLoss(network, validation);
    if (loss < best.loss) best = { loss, network: copyNetwork(network) };
  }
  return { network: best.network, features };
}

/** Logits of all events of a set. */
export function classifierLogits({ network, features }: FreshClassifier, events: EventSet): Promise<Float64Array> {
  return scoreSample(network, featureSample(events, features));
}
