import type { ClosedObservable, ReweightedObservable, WeightSummary } from '../../models/contract/certificate.ts';
import { exp } from '../../physics/elementary/exp.ts';
import { effectiveEvents } from '../../physics/observables/n-eff.ts';
import { agreementOf, filled, type ObservableAxis } from './agreement.ts';
import type { Entries } from './entries.ts';
import { toCertificate } from './event-histogram.ts';
import { GROUPS, groupOf } from './jackknife.ts';
import { estimateOf } from './two-sample.ts';

/** Weights of events, how many of them were clipped, and the share of all weight that clipping took away. */
export interface ClippedWeights {
  weights: Float64Array;
  clipped: number;
  lost: number;
}

/** Event weights exp(calibrated logit), the logit clipped to +- clip. */
export function weightsOf(logits: Float64Array, clip: number): ClippedWeights {
  let [clipped, whole, missing] = [0, 0, 0];
  const weights = logits.map((logit) => {
    const weight = exp(Math.min(clip, Math.max(-clip, logit)));
    const full = logit > clip ? exp(logit) : weight;
    if (Math.abs(logit) > clip) clipped++;
    whole += full;
    missing += full - weight;
    return weight;
  });
  return { weights, clipped, lost: Number.isFinite(whole) ? missing / whole : 1 };
}

/** Mean weight (1 for a perfect likelihood ratio), effective events (sum w)^2 / sum w^2 and the largest weight. */
export function weightSummary({ weights, clipped, lost }: ClippedWeights): WeightSummary {
  const byGroup = { sum: new Float64Array(GROUPS), events: new Float64Array(GROUPS) };
  let [sum, largest] = [0, 0];
  for (let e = 0; e < weights.length; e++) {
    const weight = weights[e]!;
    byGroup.sum[groupOf(e, weights.length)]! += weight;
    byGroup.events[groupOf(e, weights.length)]!++;
    sum += weight;
    largest = Math.max(largest, weight);
  }
  const means = Float64Array.from({ length: GROUPS + 1 }, (_, g) =>
    g < GROUPS ? (sum - byGroup.sum[g]!) / (weights.length - byGroup.events[g]!) : sum / weights.length,
  );
  return {
    mean: estimateOf(means, weights.length),
    n_eff: effectiveEvents(weights),
    events: weights.length,
    clipped,
    largest,
    lost,
  };
}

/**
 * Closure of reweighting: a sample with weights p(target) / p(sample) against the target in one observable, before and
 * after. With the true likelihood ratio chi2 / ndf after is 1 within statistics, in any observable.
 */
export function closedObservable(
  axis: ObservableAxis,
  sample: Entries,
  target: Entries,
  weights: Float64Array,
): ClosedObservable {
  const aim = filled(axis, target);
  const before = filled(axis, sample);
  const after = filled(axis, sample, weights);
  return {
    name: axis.name,
    unit: axis.unit,
    target: toCertificate(aim.histogram),
    sample: toCertificate(before.histogram),
    weighted: toCertificate(after.histogram),
    before: agreementOf(before, aim),
    after: agreementOf(after, aim),
  };
}

/** The same for class 0 events with weights p(class 1) / p(class 0) against class 1 events. */
export function reweightedObservable(
  axis: ObservableAxis,
  class0: Entries,
  class1: Entries,
  weights: Float64Array,
): ReweightedObservable {
  const { target, sample, weighted, ...rest } = closedObservable(axis, class0, class1, weights);
  return { ...rest, class_1: target, class_0: sample, class_0_weighted: weighted };
}
