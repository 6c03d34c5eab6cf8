import type { CertificateSamples } from '../../models/contract/certificate.ts';
import type { DecaySet } from '../../physics/columns.ts';
import { type HadronizationParameters, isTruthName, TRUTHS } from '../../physics/hadronization/parameters.ts';
import type { Beside } from './beside.ts';
import type { ClassifierSettings } from './classifier/fresh-classifier.ts';
import type { EventRange } from './event-range.ts';
import { closeNetwork, type Network, openNetwork } from './onnx-session.ts';
import { type Description, SubjectError } from './subject.ts';
import { truthSample } from './truth-sample.ts';

/** What is being done, and how much of it. */
export type OnStage = (stage: string, done: number, total: number) => void;

/** How a model is judged. */
export interface Evaluation {
  /** Events in each of the two samples that are compared. */
  events: number;
  /** Seed of the simulated events; none that training used. */
  seed: bigint;
  classifier: ClassifierSettings;
  /** Independent truth samples of that size, two at least, from whose pairs the floor comes. */
  floorSamples: number;
  /** A release to be as good as. */
  beside?: Beside | undefined;
  onStage: OnStage;
}

/**
 * The parameters of the truth that a model's training sample (of one class, for a scorer) was drawn from.
 * Throws a SubjectError where the data name none that can be simulated.
 */
export function truthOf({ data }: Description, scorerClass?: '0' | '1'): HadronizationParameters {
  const sample = data.find(
    ({ use, parameters }) =>
      use === 'training' && (scorerClass === undefined || `${parameters['class']}` === scorerClass),
  );
  const name = sample?.parameters['truth'];
  if (typeof name === 'string' && isTruthName(name)) return TRUTHS[name];
  const of = scorerClass === undefined ? '' : ` of class ${scorerClass}`;
  throw new SubjectError(`the training data${of} name no truth that can be simulated`);
}

/** Simulates a range of the certificate's events; `what` names it to whoever watches. */
export function simulateRange(
  parameters: HadronizationParameters,
  what: string,
  { first, count }: EventRange,
  { seed, onStage }: Evaluation,
): Promise<DecaySet> {
  const report = (done: number): void => onStage(`simulating ${what}`, done, count);
  report(0);
  return truthSample(parameters, seed, first, count, report);
}

/** Does something that has no steps, as a stage of its own. */
export async function asStage<T>(onStage: OnStage, stage: string, work: () => T | Promise<T>): Promise<T> {
  onStage(stage, 0, 1);
  const result = await work();
  onStage(stage, 1, 1);
  return result;
}

/** A range of the certificate's events, and the particles in them. */
export interface UsedRange extends EventRange {
  particles: number;
}

/** Says which events were used. */
export function describeSamples(
  { seed, events }: Evaluation,
  truth: Record<string, HadronizationParameters>,
  sets: Record<string, UsedRange>,
): CertificateSamples {
  return {
    seed: `${seed}`,
    events,
    truth: Object.fromEntries(Object.entries(truth).map(([name, parameters]) => [name, { ...parameters }])),
    sets: Object.fromEntries(
      Object.entries(sets).map(([name, { first, count, particles }]) => [name, { first, events: count, particles }]),
    ),
  };
}

/** Opens a network, uses it and closes it again. */
export async function withNetwork<T>(model: Uint8Array, use: (network: Network) => Promise<T>): Promise<T> {
  const network = await openNetwork(model);
  try {
    return await use(network);
  } finally {
    await closeNetwork(network);
  }
}
