import type { Estimate, GeneratorCertificate } from '../../models/contract/certificate.ts';
import type { DecaySet, EventSet } from '../../physics/columns.ts';
import { eventSetOf } from '../../physics/hadronization/simulate.ts';
import { useBackend } from '../backend.ts';
import { perEvent } from './entries.ts';
import { type ClassifierSettings, classifierLogits, trainClassifier } from './fresh-classifier.ts';
import { rank } from './ranked.ts';
import { aucEstimate } from './two-sample.ts';
import type { Candidates } from './wasserstein-table.ts';

/** AUC, on the second half of the events, of a classifier trained on the first half; with its error. */
async function freshAuc(
  truth: EventSet,
  sample: EventSet,
  settings: ClassifierSettings,
  onStep: (step: number) => void,
): Promise<Estimate> {
  const events = truth.offsets.length - 1;
  const half = events >> 1;
  const classifier = await trainClassifier(truth, sample, half, settings, onStep);
  const logits0 = await classifierLogits(classifier, truth, half, events);
  const logits1 = await classifierLogits(classifier, sample, half, events);
  return aucEstimate(rank(perEvent(logits0)), rank(perEvent(logits1)));
}

/**
 * How well a fresh Deep Sets classifier tells each candidate from the truth; a classifier of the same making for each,
 * on wasm whatever trained the model, so that the figure can be computed again.
 */
export async function judgeCandidates(
  truth: DecaySet,
  candidates: Candidates<DecaySet>,
  settings: ClassifierSettings,
  onStage: (stage: string, done: number, total: number) => void,
): Promise<GeneratorCertificate['classifier']> {
  const backend = await useBackend('wasm');
  const against = eventSetOf(truth);
  const judge = (name: string, decays: DecaySet): Promise<Estimate> =>
    freshAuc(against, eventSetOf(decays), settings, (step) =>
      onStage(`telling ${name} from truth`, step, settings.steps),
    );
  const { generated, floor, isotropic, untrained } = candidates;
  return {
    settings: { ...settings, backend, events: (truth.offsets.length - 1) >> 1 },
    auc: {
      generated: await judge('generated', generated),
      floor: await judge('truth', floor),
      isotropic: await judge('isotropic', isotropic),
      ...(untrained ? { untrained: await judge('untrained', untrained) } : {}),
    },
  };
}
