import { type Certificate, certificateSchema } from '../../models/contract/certificate.ts';
import { NO_DATA } from '../data/given.ts';
import { truthSeed } from '../presets/truth-seed.ts';
import { requireSameEvents } from './beside.ts';
import type { ClassifierSettings } from './classifier/fresh-classifier.ts';
import { evaluateGenerator } from './evaluate-generator.ts';
import { evaluateScorer } from './evaluate-scorer.ts';
import type { Evaluation } from './evaluation.ts';
import { planEvents } from './event-range.ts';
import { type FileTruth, fileEvents, readFileTruth } from './file-truth.ts';
import { type Subject, SubjectError } from './subject.ts';

export type EvaluationOptions = Partial<Evaluation>;

/** Events a sample: enough for errors of 0.002 on an AUC and of 0.0005 on the scaled angles' distance. */
export const DEFAULT_EVENTS = 50_000;

/** Events for each step of the classifiers: five passes over what they learn from. */
const EVENTS_A_STEP = 25;
const LEAST_STEPS = 100;

/**
 * The classifiers of a certificate of so many events: they learn from twice as many. For the default number that is 2,000
 * steps on 90,000 events of each class, and 10,000 to choose the best (docs/certificates.md).
 */
export function classifierFor(events: number): ClassifierSettings {
  const steps = Math.max(LEAST_STEPS, Math.round(events / EVENTS_A_STEP));
  return {
    events: 2 * events,
    validation: 0.1,
    steps,
    batch: 250,
    report_every: Math.ceil(steps / 10),
    rate: 3e-3,
    width: 64,
  };
}

/** 28 pairs: the floor is then known to some 5 %, where a single pair scatters by 30 %. */
const DEFAULT_FLOOR_SAMPLES = 8;

/** The seed of certificates unless another is asked for. */
export const DEFAULT_SEED = BigInt(truthSeed('certificate', 0));

/** How large the samples can be for all that a certificate compares to find room in a file's part for it. */
function eventsThatFit(file: FileTruth, floorSamples: number): number {
  const { floors, trainingClusters } = planEvents(1, classifierFor(1).events, floorSamples);
  const last = floors.at(-1) ?? trainingClusters;
  return Math.min(DEFAULT_EVENTS, Math.floor(fileEvents(file) / (last.first + last.count)));
}

/**
 * Judges a model on newly simulated events of the truth it was trained on: its closure certificate. A pure function of
 * the model's bytes, the seed and the sizes (and the release beside). Throws a SubjectError where its truth is not known,
 * the seed is one that training used or the release beside was judged on other events, a RangeError for fewer than 10.
 */
export async function evaluateModel(subject: Subject, options: EvaluationOptions = {}): Promise<Certificate> {
  const { description } = subject;
  const data = options.data ?? NO_DATA;
  const floorSamples = options.floorSamples ?? DEFAULT_FLOOR_SAMPLES;
  const file = description.kind === 'generator' ? await readFileTruth(description, data) : null;
  const events = options.events ?? (file ? eventsThatFit(file, floorSamples) : DEFAULT_EVENTS);
  const evaluation: Evaluation = {
    events,
    data,
    seed: options.seed ?? DEFAULT_SEED,
    classifier: options.classifier ?? classifierFor(events),
    floorSamples,
    beside: options.beside,
    onStage: options.onStage ?? (() => {}),
  };
  const used = description.data.find(({ use, seed }) => use !== 'certificate' && seed === `${evaluation.seed}`);
  if (used) throw new SubjectError(`seed ${evaluation.seed} is that of the ${used.use} sample; choose another`);
  if (evaluation.beside && description.kind !== 'generator')
    throw new SubjectError('only a generator is judged beside a release');
  if (evaluation.beside) requireSameEvents(evaluation.beside, evaluation);
  const certificate =
    description.kind === 'generator'
      ? await evaluateGenerator({ ...subject, description }, evaluation, file)
      : await evaluateScorer({ ...subject, description }, evaluation);
  return certificateSchema.parse(certificate);
}
