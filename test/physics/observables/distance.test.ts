import { describe, expect, it } from 'vitest';
import { areaUnderRoc } from '../../../physics/observables/auc.ts';
import { kolmogorovDistance, kolmogorovTail, kolmogorovTest } from '../../../physics/observables/kolmogorov.ts';
import { meanOf, meanOverEvents } from '../../../physics/observables/mean.ts';
import { effectiveEvents } from '../../../physics/observables/n-eff.ts';
import { areaUnderCurve, rocCurve } from '../../../physics/observables/roc.ts';
import { wasserstein } from '../../../physics/observables/wasserstein.ts';
import { normalQuantile } from '../../../physics/random/normal.ts';
import { testStream } from '../uniform.ts';

/** n normal numbers, with a mean and a width. */
function normals(index: number, n: number, mean = 0, width = 1): Float64Array {
  const stream = testStream(index);
  return Float64Array.from({ length: n }, () => mean + width * normalQuantile(stream.uniform()));
}

/** Whole numbers from 0 to 6: many ties. */
function tied(index: number, n: number): Float64Array {
  const stream = testStream(index);
  return Float64Array.from({ length: n }, () => Math.floor(7 * stream.uniform()));
}

function weightsFor(index: number, n: number): Float64Array {
  const stream = testStream(index);
  return Float64Array.from({ length: n }, () => stream.uniform() + 0.1);
}

/** Repeats each value as often as its weight says. */
const repeated = (values: number[], weights: number[]): number[] =>
  values.flatMap((v, i) => Array<number>(weights[i]!).fill(v));

describe('Wasserstein distance', () => {
  // Examples with output in the documentation of scipy.stats.wasserstein_distance (scipy 1.14).
  it('the three examples of scipy', () => {
    expect(wasserstein([0, 1, 3], [5, 6, 8])).toBeCloseTo(5, 14);
    expect(wasserstein([0, 1], [0, 1], [3, 1], [2, 2])).toBeCloseTo(0.25, 14);
    expect(wasserstein([3.4, 3.9, 7.5, 7.8], [4.5, 1.4], [1.4, 0.9, 3.1, 7.2], [3.2, 3.5])).toBeCloseTo(
      4.078133143804786,
      14,
    );
  });

  it('of equal numbers is the mean distance of sorted partners', () => {
    const [a, b] = [normals(1, 500), normals(2, 500, 0.3, 1.5)];
    const [x, y] = [a.slice().sort(), b.slice().sort()];
    const partners = x.reduce((sum, v, i) => sum + Math.abs(v - y[i]!), 0) / 500;
    expect(wasserstein(a, b)).toBeCloseTo(partners, 12);
    expect(wasserstein(a, a)).toBe(0);
    expect(wasserstein(a, b)).toBeCloseTo(wasserstein(b, a), 14);
  });

  it('integer weights are repetitions', () => {
    const [a, wa, b, wb] = [
      [1, 4, 2],
      [3, 1, 2],
      [2, 5],
      [1, 4],
    ];
    expect(wasserstein(a, b, wa, wb)).toBeCloseTo(wasserstein(repeated(a, wa), repeated(b, wb)), 14);
  });

  it.each([
    [[], [1], undefined, 'must not be empty'],
    [[1, Number.NaN], [1], undefined, 'value 1'],
    [[1, 2], [1], [1, -1], 'weight 1'],
    [[1, 2], [1], [0, 0], 'add up to'],
    [[1, 2], [1], [1], 'as many weights'],
  ])('%j against %j with weights %j is refused: %s', (a, b, weights, message) => {
    expect(() => wasserstein(a, b, weights)).toThrow(message);
  });
});

describe('Kolmogorov', () => {
  it('distances by hand, with ties and weights', () => {
    expect(kolmogorovDistance([1, 2, 3], [1, 2, 3])).toBe(0);
    expect(kolmogorovDistance([1, 2], [3, 4])).toBeCloseTo(1, 15);
    // F - G after 1: 1/2; after 2: 1/2 - 1/3; after 3: 1 - 2/3.
    expect(kolmogorovDistance([1, 3], [2, 3, 4])).toBeCloseTo(1 / 2, 15);
    expect(kolmogorovDistance([1, 1, 2], [1, 2, 2])).toBeCloseTo(1 / 3, 15);
    expect(kolmogorovDistance([1, 2], [1, 2], [3, 1], [1, 3])).toBeCloseTo(0.5, 15);
  });

  it('critical values of the limiting distribution', () => {
    // Smirnov's table: 1.22385 at 10 %, 1.35810 at 5 %, 1.62762 at 1 %.
    expect(kolmogorovTail(1.22385)).toBeCloseTo(0.1, 5);
    expect(kolmogorovTail(1.3581)).toBeCloseTo(0.05, 5);
    expect(kolmogorovTail(1.62762)).toBeCloseTo(0.01, 5);
    expect(kolmogorovTail(0)).toBe(1);
    expect(kolmogorovTail(0.2001)).toBeCloseTo(1, 11);
  });

  it('p-values of equal distributions are uniform, and a shifted sample is rejected', () => {
    const p = Array.from(
      { length: 200 },
      (_, i) => kolmogorovTest(normals(100 + i, 300), normals(400 + i, 400)).p_value,
    );
    // Binomial, 3 sigma: 200 * 0.1 +- 3 sqrt(18), 200 * 0.5 +- 3 sqrt(50).
    expect(Math.abs(p.filter((v) => v < 0.1).length - 20)).toBeLessThan(12.8);
    expect(Math.abs(p.filter((v) => v < 0.5).length - 100)).toBeLessThan(21.3);
    expect(kolmogorovTest(normals(3, 300, 0.5), normals(4, 400)).p_value).toBeLessThan(1e-3);
  });

  it('equal weights change nothing', () => {
    const [a, b] = [normals(5, 50), normals(6, 60)];
    const plain = kolmogorovTest(a, b);
    const weighted = kolmogorovTest(a, b, new Float64Array(50).fill(7), new Float64Array(60).fill(0.1));
    expect(weighted.distance).toBeCloseTo(plain.distance, 13);
    expect(weighted.p_value).toBeCloseTo(plain.p_value, 12);
  });
});

/** Variance of three numbers, divisor n - 1. */
function variance(v: number[]): number {
  const mean = v.reduce((s, x) => s + x) / 3;
  return v.reduce((s, x) => s + (x - mean) ** 2, 0) / 2;
}

/** Mann-Whitney by all pairs. */
function aucByPairs(a: Float64Array, b: Float64Array, wa: Float64Array, wb: Float64Array): number {
  let [sum, total] = [0, 0];
  for (const [i, x] of a.entries()) {
    for (const [j, y] of b.entries()) {
      total += wa[i]! * wb[j]!;
      sum += wa[i]! * wb[j]! * (y > x ? 1 : y === x ? 0.5 : 0);
    }
  }
  return sum / total;
}

describe('area under the ROC curve', () => {
  it('is the Mann-Whitney probability over all pairs, ties and weights included', () => {
    const [a, b] = [tied(1, 80), tied(2, 90)];
    const [wa, wb] = [weightsFor(3, 80), weightsFor(4, 90)];
    const exact = aucByPairs(a, b, wa, wb);
    expect(areaUnderRoc(a, b, wa, wb).auc).toBeCloseTo(exact, 13);
    expect(areaUnderCurve(rocCurve(a, b, wa, wb))).toBeCloseTo(exact, 13);
    const ones = [new Float64Array(80).fill(1), new Float64Array(90).fill(1)] as const;
    expect(areaUnderRoc(a, b).auc).toBeCloseTo(aucByPairs(a, b, ...ones), 13);
  });

  it('a case worked by hand, error included', () => {
    // Placements of class 1 in class 0 {1, 2, 3}: 1/3 for 1.5, 1/2 for 2, 1 for 4. Of class 0 in class 1 {1.5, 2, 4}: 0,
    // 1/2, 2/3. DeLong: variance of each set (divisor n - 1) over n, added.
    const { auc, error } = areaUnderRoc([1, 2, 3], [1.5, 2, 4]);
    expect(auc).toBeCloseTo(11 / 18, 14);
    expect(error).toBeCloseTo(Math.sqrt((variance([1 / 3, 1 / 2, 1]) + variance([0, 1 / 2, 2 / 3])) / 3), 14);
  });

  it('its error is the spread over samples', () => {
    const results = Array.from({ length: 200 }, (_, i) =>
      areaUnderRoc(normals(1000 + i, 100), normals(2000 + i, 150, 1)),
    );
    // Phi(1 / sqrt 2) = 0.7602 for normals one width apart.
    const pulls = results.map(({ auc, error }) => (auc - 0.7602499) / error);
    const { mean } = meanOf(pulls);
    const { mean: square } = meanOf(pulls.map((x) => x * x));
    expect(Math.abs(mean)).toBeLessThan(3 / Math.sqrt(200));
    expect(Math.abs(square - 1)).toBeLessThan(3 * Math.sqrt(2 / 200));
    // An error of pairs taken as independent, sqrt(A (1 - A) / (n m)), would be ten times too small.
    const wrong = results.map(({ auc }) => (auc - 0.7602499) / Math.sqrt((auc * (1 - auc)) / 15000));
    expect(meanOf(wrong.map((x) => x * x)).mean).toBeGreaterThan(10);
  });

  it('the curve runs from (0, 0) to (1, 1) with one point a distinct score', () => {
    const curve = rocCurve([0, 1, 1], [1, 2]);
    expect([...curve.threshold]).toEqual([Infinity, 2, 1, 0]);
    expect([...curve.false_positive]).toEqual([0, 0, expect.closeTo(2 / 3, 15), 1]);
    expect([...curve.true_positive]).toEqual([0, 0.5, 1, 1]);
  });
});

describe('effective events', () => {
  it('known cases', () => {
    expect(effectiveEvents([2, 2, 2, 2])).toBe(4);
    expect(effectiveEvents([1, 3])).toBeCloseTo(16 / 10, 15);
    expect(effectiveEvents([1e300, 1e300])).toBe(2);
    expect(effectiveEvents([1e-300, 1e-300, 0])).toBe(2);
    expect([effectiveEvents([]), effectiveEvents([0, 0])]).toEqual([0, 0]);
  });
});

describe('mean', () => {
  it('is the textbook one without weights', () => {
    // Variance of 1, 2, 3, 6 with divisor n - 1: 14 / 3.
    expect(meanOf([1, 2, 3, 6])).toEqual({ mean: 3, error: expect.closeTo(Math.sqrt(14 / 3 / 4), 15) });
    expect(meanOf([5]).error).toBeNaN();
    expect(() => meanOf([])).toThrow(RangeError);
  });

  it('of correlated particles has the error of their events', () => {
    const events = normals(7, 400);
    const offsets = Uint32Array.from({ length: 401 }, (_, e) => 10 * e);
    // Ten equal particles an event: as much as one.
    const particles = Float64Array.from({ length: 4000 }, (_, i) => events[Math.floor(i / 10)]!);
    const right = meanOverEvents(particles, offsets);
    expect(right.mean).toBeCloseTo(meanOf(events).mean, 13);
    expect(right.error).toBeCloseTo(meanOf(events).error, 13);
    expect(right.error).toBeGreaterThan(3 * meanOf(particles).error);
  });

  it('takes weights by event', () => {
    const result = meanOverEvents([1, 2, 3], [0, 2, 3], [1, 5]);
    expect(result.mean).toBeCloseTo((1 + 2 + 5 * 3) / (2 + 5), 15);
  });
});
