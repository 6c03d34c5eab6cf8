import type { Estimate, FreshClassifierResult } from '../../../models/contract/certificate.ts';
import type { DecaySet } from '../../../physics/columns.ts';
import { eventSetOf } from '../../../physics/hadronization/simulate.ts';
import { areaUnderRoc } from '../../../physics/observables/auc.ts';
import { equalEdges } from '../../../physics/observables/histogram.ts';
import { useBackend } from '../../backend.ts';
import { sigmoid } from '../calibration.ts';
import { perEvent } from '../entries.ts';
import type { OnStage } from '../evaluation.ts';
import { fillEventHistogram, toCertificate } from '../event-histogram.ts';
import { rocPoints } from '../roc.ts';
import type { FeatureSet } from './feature-sample.ts';
import { type ClassifierSettings, classifierLogits, trainClassifier } from './fresh-classifier.ts';

/** One of the samples that are judged: its events for the classifier to learn from, and those that it is judged on. */
export interface Judged {
  name: 'generated' | 'floor' | 'isotropic' | 'untrained' | 'nominal';
  training: () => Promise<DecaySet>;
  decays: DecaySet;
}

export interface Judgement {
  settings: ClassifierSettings;
  features: FeatureSet;
  onStage: OnStage;
}

/** The truth: events to learn from, and those that are judged. */
export interface Against {
  training: DecaySet;
  heldOut: DecaySet;
}

type Logits = readonly [Float64Array, Float64Array];

const SCORE_EDGES = equalEdges(0, 1, 50);
const SHOWN = {
  floor: 'truth',
  generated: 'generated',
  isotropic: 'isotropic',
  untrained: 'untrained',
  nominal: 'nominal',
};

/** Logits of a fresh classifier for the truth's and a sample's events that are judged. */
export async function sampleLogits(
  truth: Against,
  { name, training, decays }: Judged,
  { features, settings, onStage }: Judgement,
): Promise<Logits> {
  const learned = [eventSetOf(truth.training), eventSetOf(await training())] as const;
  const stage = `telling ${SHOWN[name]} from truth`;
  const onStep = (step: number): void => onStage(stage, step, settings.steps);
  const classifier = await trainClassifier(...learned, features, settings, onStep);
  return [
    await classifierLogits(classifier, eventSetOf(truth.heldOut)),
    await classifierLogits(classifier, eventSetOf(decays)),
  ];
}

/** AUC of truth (class 0) against a sample, with DeLong's error. */
export function aucOf([zero, one]: Logits): Estimate {
  const { auc, error } = areaUnderRoc(zero, one);
  return { value: auc, error, events: Math.min(zero.length, one.length) };
}

const scoreHistogram = (logits: Float64Array) =>
  toCertificate(fillEventHistogram(perEvent(logits.map(sigmoid)), SCORE_EDGES));

/**
 * How well fresh Deep Sets classifiers tell samples from the truth: one of the same making for each sample, on wasm
 * whatever trained the model, so that the figures can be computed again. The ROC curve and scores are those of the
 * generated sample.
 */
export async function judgeSamples(
  truth: Against,
  samples: readonly Judged[],
  judgement: Judgement,
): Promise<FreshClassifierResult> {
  const { settings, features } = judgement;
  const backend = await useBackend('wasm');
  const auc: Partial<Record<Judged['name'], Estimate>> = {};
  let generated: Logits | undefined;
  for (const sample of samples) {
    const logits = await sampleLogits(truth, sample, judgement);
    auc[sample.name] = aucOf(logits);
    if (sample.name === 'generated') generated = logits;
  }
  const { generated: verdict, floor } = auc;
  if (!verdict || !floor || !generated) throw new RangeError('a generated sample and a floor are needed');
  return {
    settings: { ...settings, features, backend },
    auc: { ...auc, generated: verdict, floor },
    roc: rocPoints(...generated),
    scores: { truth: scoreHistogram(generated[0]), generated: scoreHistogram(generated[1]) },
  };
}
