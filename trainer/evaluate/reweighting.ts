import type { ReweightedObservable } from '../../models/contract/certificate.ts';
import { exp } from '../../physics/elementary/exp.ts';
import { effectiveEvents } from '../../physics/observables/n-eff.ts';
import { agreementOf, filled, type ObservableAxis } from './agreement.ts';
import type { Entries } from './entries.ts';
import { toCertificate } from './event-histogram.ts';
import { GROUPS, groupOf } from './jackknife.ts';
import { estimateOf } from './two-sample.ts';

/** Event weights exp(calibrated logit), the logit clipped to +- clip, with how many were clipped. */
export function weightsOf(logits: Float64Array, clip: number): { weights: Float64Array; clipped: number } {
  let clipped = 0;
  const weights = logits.map((logit) => {
    if (Math.abs(logit) > clip) clipped++;
    return exp(Math.min(clip, Math.max(-clip, logit)));
  });
  return { weights, clipped };
}

/** Mean weight (1 for a perfect likelihood ratio), effective events (sum w)^2 / sum w^2 and the largest weight. */
export function weightSummary(weights: Float64Array) {
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
  return { mean: estimateOf(means, weights.length), n_eff: effectiveEvents(weights), events: weights.length, largest };
}

/**
 * Closure of reweighting: class 0 events with weights p(class 1) / p(class 0) against class 1 events in one observable,
 * before and after. With the true likelihood ratio chi2 / ndf after is 1 within statistics, in any observable.
 */
export function reweightedObservable(
  axis: ObservableAxis,
  class0: Entries,
  class1: Entries,
  weights: Float64Array,
): ReweightedObservable {
  const target = filled(axis, class1);
  const before = filled(axis, class0);
  const after = filled(axis, class0, weights);
  return {
    name: axis.name,
    unit: axis.unit,
    class_1: toCertificate(target.histogram),
    class_0: toCertificate(before.histogram),
    class_0_weighted: toCertificate(after.histogram),
    before: agreementOf(before, target),
    after: agreementOf(after, target),
  };
}
