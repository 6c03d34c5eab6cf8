import type { Estimate, FreshClassifierResult } from '../../../models/contract/certificate.ts';
import type { DecaySet, EventSet } from '../../../physics/columns.ts';
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

type Classes = readonly [EventSet, EventSet];
type Logits = readonly [Float64Array, Float64Array];

const SCORE_EDGES = equalEdges(0, 1, 50);
const SHOWN = {
  floor: 'truth',
  generated: 'generated',
  isotropic: 'isotropic',
  untrained: 'untrained',
  nominal: 'nominal',
};

/** Logits of held-out events, truth and the other, of a classifier that learned from `training`. */
async function freshLogits(training: Classes, heldOut: Classes, onStep: (step: number) => void, judgement: Judgement) {
  const { features, settings } = judgement;
  const classifier = await trainClassifier(...training, features, settings, onStep);
  return [await classifierLogits(classifier, heldOut[0]), await classifierLogits(classifier, heldOut[1])] as const;
}

function aucOf([zero, one]: Logits): Estimate {
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
  truth: { training: DecaySet; heldOut: DecaySet },
  samples: readonly Judged[],
  judgement: Judgement,
): Promise<FreshClassifierResult> {
  const { settings, features, onStage } = judgement;
  const backend = await useBackend('wasm');
  const [known, unknown] = [eventSetOf(truth.training), eventSetOf(truth.heldOut)];
  const auc: Partial<Record<Judged['name'], Estimate>> = {};
  let generated: Logits | undefined;
  for (const { name, training, decays } of samples) {
    const logits = await freshLogits(
      [known, eventSetOf(await training())],
      [unknown, eventSetOf(decays)],
      (step) => onStage(`telling ${SHOWN[name]} from truth`, step, settings.steps),
      judgement,
    );
    auc[name] = aucOf(logits);
    if (name === 'generated') generated = logits;
  }
  if (!auc.generated || !auc.floor || !generated) throw new RangeError('a generated sample and a floor are needed');
  return {
    settings: { ...settings, features, backend },
    auc: { ...auc, generated: auc.generated, floor: auc.floor },
    roc: rocPoints(...generated),
    scores: { truth: scoreHistogram(generated[0]), generated: scoreHistogram(generated[1]) },
  };
}
