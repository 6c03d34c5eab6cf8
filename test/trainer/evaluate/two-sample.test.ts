import { describe, expect, it } from 'vitest';
import { wasserstein } from '../../../physics/observables/wasserstein.ts';
import { perEvent } from '../../../trainer/evaluate/entries.ts';
import { rank } from '../../../trainer/evaluate/ranked.ts';
import {
  aucEstimate,
  bestDirection,
  estimateOf,
  meanOf,
  wassersteinDistance,
} from '../../../trainer/evaluate/two-sample.ts';
import { bellEvents, deviation, exponentialEvents, mean, repeated } from './toys.ts';

const column = (...values: number[]) => perEvent(Float64Array.from(values));
const tens = (...values: number[]) => column(...values, ...values, ...values, ...values, ...values);
const w1 = (a: ReturnType<typeof column>, b: ReturnType<typeof column>) =>
  estimateOf(wassersteinDistance(rank(a), rank(b)), 1).value;

/** Events that hold 8 copies of one number. */
const copies = (seed: number) => repeated(bellEvents(seed, 400), 8);

describe('ranked entries', () => {
  it('are all entries in order, with the group of their event', () => {
    const entries = exponentialEvents(1, 40, 1, (e) => e % 4);
    const ranked = rank(entries);
    expect([...ranked.values]).toEqual([...entries.values].toSorted((a, b) => a - b));
    for (let k = 0; k < ranked.values.length; k++) {
      const at = entries.values.indexOf(ranked.values[k]!);
      const event = entries.offsets.findIndex((offset) => offset > at) - 1;
      expect(ranked.group[k]).toBe(Math.floor(event / 4));
    }
  });

  it('refuse what cannot be ordered and too few events', () => {
    expect(() => rank(column(1, 2, 3))).toThrow('3 events; errors need at least 10');
    expect(() => rank(tens(1, Number.NaN))).toThrow('entry 1 is NaN');
    expect(() => rank({ values: new Float64Array(0), offsets: new Uint32Array(11) })).toThrow('no entries');
  });
});

describe('two-sample statistics', () => {
  it('give the distances of small samples', () => {
    // scipy.stats.wasserstein_distance([0, 1, 3], [5, 6, 8]) = 5.0, the example of its manual
    expect(w1(tens(0, 1, 3), tens(5, 6, 8))).toBeCloseTo(5, 12);
    // scipy.stats.wasserstein_distance([0, 1], [0, 1, 2, 3]): quantiles (0,0,1,1) against (0,1,2,3), mean 1
    expect(w1(tens(0, 1), tens(0, 1, 2, 3))).toBeCloseTo(1, 12);
    // by counting pairs: (1 > 0), (1 = 1), (2 > 0), (2 > 1) of 4, half for the tie: 3.5 / 4
    expect(aucEstimate(rank(tens(0, 1)), rank(tens(1, 2))).value).toBeCloseTo(0.875, 12);
  });

  it('agree with the plain Wasserstein distance on samples of unequal size', () => {
    const [a, b] = [exponentialEvents(1, 50, 1, (e) => 1 + (e % 5)), exponentialEvents(2, 70, 1.3, () => 3)];
    expect(w1(a, b)).toBeCloseTo(wasserstein(a.values, b.values), 12);
  });

  it('are shifts for shifted samples, and the better direction is at least one half', () => {
    const [a, b] = [bellEvents(1, 20_000), bellEvents(2, 20_000, 0.5)];
    const shift = estimateOf(wassersteinDistance(rank(a), rank(b)), 20_000);
    expect(Math.abs(shift.value - 0.5)).toBeLessThan(4 * shift.error);
    // the difference of two means of unit width: sqrt(2 / 20000) = 0.01
    expect(shift.error).toBeGreaterThan(0.005);
    expect(shift.error).toBeLessThan(0.02);
    // unit normals d apart: AUC = Phi(d / sqrt 2) = Phi(0.35355) = 0.63816
    const auc = aucEstimate(rank(a), rank(b));
    expect(Math.abs(auc.value - 0.63816)).toBeLessThan(4 * auc.error);
    expect(bestDirection(aucEstimate(rank(b), rank(a))).value).toBeCloseTo(auc.value, 12);
  });

  it('have errors that say how far repeated samples scatter, for correlated entries too', () => {
    // a naive error of the AUC would be sqrt 8 too small
    const values = [];
    const errors = [];
    for (let i = 0; i < 60; i++) {
      const auc = aucEstimate(rank(copies(1000 + i)), rank(copies(2000 + i)));
      values.push(auc.value);
      errors.push(auc.error);
    }
    // spread of 60 values known to 9 %, mean of 60 jackknife errors with 9 degrees of freedom to 3 %
    expect(mean(errors) / deviation(values)).toBeGreaterThan(0.7);
    expect(mean(errors) / deviation(values)).toBeLessThan(1.4);
    // and the naive Hanley-McNeil error, sqrt((n_a + n_b + 1) / (12 n_a n_b)) with 3200 entries each, is far off
    expect(Math.sqrt(6401 / 12) / 3200 / deviation(values)).toBeLessThan(0.5);
  });

  it('average their components event by event', () => {
    const [a, b] = [rank(bellEvents(5, 500)), rank(bellEvents(6, 500, 1))];
    const one = wassersteinDistance(a, b);
    // twice the same component is no more precise than once
    expect(estimateOf(meanOf([one, one]), 500)).toEqual(estimateOf(one, 500));
  });
});
