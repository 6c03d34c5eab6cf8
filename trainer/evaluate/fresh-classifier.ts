import type { EventSet } from '../../physics/columns.ts';
import { seedOf } from '../../physics/random/stream.ts';
import type { Scorer } from '../networks/scorer.ts';
import { classifierSteps, initialClassifier, scoreSample } from '../train/classifier.ts';
import { type EventSample, eventSample } from '../train/event-sample.ts';

/** How the classifier that judges a generator is made: small, the same for every generator, recorded beside its AUC. */
export interface ClassifierSettings {
  /** Steps of the training, and events of each class a step. */
  steps: number;
  batch: number;
  /** Adam's first learning rate, which falls along half a cosine to a hundredth. */
  rate: number;
  /** Width of its layers: two in Phi, one in F before the logit. */
  width: number;
}

/** Initial weights and order of events; a classifier of another seed is as good. */
const SEED = seedOf(1);

/** Events first up to last (excluded), as a classifier reads them. */
function sampleOf(events: EventSet, first: number, last: number): EventSample {
  const { hadrons, offsets } = eventSample(events);
  const [begin, end] = [offsets[first]!, offsets[last]!];
  return {
    hadrons: hadrons.subarray(4 * begin, 4 * end),
    offsets: offsets.slice(first, last + 1).map((offset) => offset - begin),
  };
}

/**
 * Trains Deep Sets to tell the first `events` events of two samples apart; a pure function of its arguments and the
 * backend. `onStep` hears of each step.
 */
export async function trainClassifier(
  class0: EventSet,
  class1: EventSet,
  events: number,
  { steps, batch, rate, width }: ClassifierSettings,
  onStep: (step: number) => void = () => {},
): Promise<Scorer> {
  const settings = {
    phi: [width, width],
    rho: [width],
    schedule_steps: steps,
    batch: Math.min(batch, events),
    rate,
    final_rate: 0.01,
    beta1: 0.9,
    beta2: 0.999,
  };
  const classifier = initialClassifier(settings, SEED);
  const samples = [sampleOf(class0, 0, events), sampleOf(class1, 0, events)] as const;
  const makeStep = classifierSteps(classifier, samples, settings, SEED);
  for (let step = 1; step <= steps; step++) {
    await makeStep(step);
    onStep(step);
  }
  return classifier.scorer;
}

/** Logits of events first up to last (excluded). */
export function classifierLogits(scorer: Scorer, events: EventSet, first: number, last: number): Promise<Float64Array> {
  return scoreSample(scorer, sampleOf(events, first, last));
}
