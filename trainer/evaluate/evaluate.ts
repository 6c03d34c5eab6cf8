import { type Certificate, certificateSchema } from '../../models/contract/certificate.ts';
import { truthSeed } from '../presets/truth-seed.ts';
import { evaluateGenerator } from './evaluate-generator.ts';
import { evaluateScorer } from './evaluate-scorer.ts';
import type { Evaluation } from './evaluation.ts';
import type { ClassifierSettings } from './fresh-classifier.ts';
import { type Subject, SubjectError } from './subject.ts';

export type EvaluationOptions = Partial<Evaluation>;

/** Events a sample: enough for errors of 0.002 on an AUC and of 0.0005 on the scaled angles' distance. */
export const DEFAULT_EVENTS = 50_000;

/** Twelve passes over 25,000 events a class. */
export const DEFAULT_CLASSIFIER: ClassifierSettings = { steps: 600, batch: 500, rate: 2e-3, width: 64 };

/** The seed of certificates unless another is asked for. */
export const DEFAULT_SEED = BigInt(truthSeed('certificate', 0));

/**
 * Judges a model on newly simulated events of the truth it was trained on: its closure certificate. A pure function of
 * the model's bytes, the seed and the sizes. Throws a SubjectError where its truth is not known or the seed is one
 * that training used, a RangeError for fewer than 10 events.
 */
export async function evaluateModel(subject: Subject, options: EvaluationOptions = {}): Promise<Certificate> {
  const evaluation: Evaluation = {
    events: options.events ?? DEFAULT_EVENTS,
    seed: options.seed ?? DEFAULT_SEED,
    classifier: options.classifier ?? DEFAULT_CLASSIFIER,
    onStage: options.onStage ?? (() => {}),
  };
  const { description } = subject;
  const used = description.data.find(({ use, seed }) => use !== 'certificate' && seed === `${evaluation.seed}`);
  if (used) throw new SubjectError(`seed ${evaluation.seed} is that of the ${used.use} sample; choose another`);
  const certificate =
    description.kind === 'generator'
      ? await evaluateGenerator({ ...subject, description }, evaluation)
      : await evaluateScorer({ ...subject, description }, evaluation);
  return certificateSchema.parse(certificate);
}
