import { describe, expect, it } from 'vitest';
import { equalEdges } from '../../../physics/observables/histogram.ts';
import type { Entries } from '../../../trainer/evaluate/entries.ts';
import { eventCount, perEvent } from '../../../trainer/evaluate/entries.ts';
import { reweightedObservable, weightSummary, weightsOf } from '../../../trainer/evaluate/reweighting.ts';
import { exponentialEvents } from './toys.ts';

/**
 * A case with a known answer: events of 3 exponential numbers, rate 1 (class 0) and rate r (class 1).
 * ln p1 / p0 = 3 ln r - (r - 1) sum x; <w> = 1; N_eff / N = 1 / <w^2> = ((2 r - 1) / r^2)^3 under class 0.
 */
const R = 1.2;
const EVENTS = 30_000;
const size = () => 3;
const sums = (entries: Entries): Float64Array =>
  Float64Array.from({ length: eventCount(entries) }, (_, e) => {
    const [first, last] = [entries.offsets[e]!, entries.offsets[e + 1]!];
    return entries.values.subarray(first, last).reduce((sum, x) => sum + x, 0);
  });
const class0 = exponentialEvents(1, EVENTS, 1, size);
const class1 = exponentialEvents(2, EVENTS, R, size);
const logRatio = (rate: number) => sums(class0).map((sum) => 3 * Math.log(rate) - (rate - 1) * sum);
const axes = {
  entry: { name: 'x', unit: '1', edges: equalEdges(0, 5, 30) },
  sum: { name: 'sum', unit: '1', edges: equalEdges(0, 10, 30) },
} as const;
const closure = (logits: Float64Array) => {
  const { weights } = weightsOf(logits, 10);
  return [
    reweightedObservable(axes.entry, class0, class1, weights),
    reweightedObservable(axes.sum, perEvent(sums(class0)), perEvent(sums(class1)), weights),
  ];
};
/** chi2 is off by more than 4 standard deviations. */
const fails = ({ chi2, ndf }: { chi2: number; ndf: number }) => chi2 > ndf + 4 * Math.sqrt(2 * ndf);

describe('reweighting closure', () => {
  it('closes with the exact likelihood ratio, and only then', () => {
    for (const observable of closure(logRatio(R))) {
      expect(observable.before.ndf).toBeGreaterThan(20);
      expect(fails(observable.before)).toBe(true);
      expect(fails(observable.after)).toBe(false);
      expect(observable.after.chi2 / observable.after.ndf).toBeGreaterThan(0.4);
      expect(observable.after.ks).toBeLessThan(observable.before.ks / 4);
    }
  });

  it('does not close with wrong weights: too weak, too strong, inverted', () => {
    for (const rate of [1.1, 1.35])
      for (const observable of closure(logRatio(rate))) expect(fails(observable.after)).toBe(true);
    for (const observable of closure(logRatio(R).map((logit) => -logit))) {
      expect(fails(observable.after)).toBe(true);
      expect(observable.after.chi2).toBeGreaterThan(observable.before.chi2);
    }
  });

  it('finds mean weight 1 and the effective number of events', () => {
    const summary = weightSummary(weightsOf(logRatio(R), 10));
    expect(Math.abs(summary.mean.value - 1)).toBeLessThan(4 * summary.mean.error);
    // ((2 * 1.2 - 1) / 1.44)^3 = 0.91896
    expect(summary.n_eff / EVENTS).toBeCloseTo(0.919, 2);
    const wrong = weightSummary(
      weightsOf(
        logRatio(R).map((logit) => logit + 0.1),
        10,
      ),
    );
    expect(Math.abs(wrong.mean.value - 1)).toBeGreaterThan(10 * wrong.mean.error);
  });

  it('clips, and counts what it clips', () => {
    const { weights, clipped, lost } = weightsOf(Float64Array.of(-5, -1, 0, 1, 5), 2);
    expect(clipped).toBe(2);
    const whole = Math.exp(-2) + Math.exp(-1) + 1 + Math.exp(1) + Math.exp(5);
    expect(lost).toBeCloseTo((Math.exp(5) - Math.exp(2)) / whole, 14);
    expect(weightsOf(Float64Array.of(1, 5000), 2).lost).toBe(1);
    expect(weights[0]).toBeCloseTo(Math.exp(-2), 14);
    expect(weights[4]).toBeCloseTo(Math.exp(2), 14);
  });
});
