import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { areaUnderRoc } from '../../../physics/observables/auc.ts';
import { automaticBins, automaticEdges, weightedQuantile } from '../../../physics/observables/automatic-edges.ts';
import { chiSquareTail } from '../../../physics/observables/chi2-tail.ts';
import { equalEdges, fillHistogram, makeHistogram } from '../../../physics/observables/histogram.ts';
import { rocCurve } from '../../../physics/observables/roc.ts';
import { compareScores } from '../../../physics/observables/score-comparison.ts';
import { normalized, shapeRatio } from '../../../physics/observables/shape-ratio.ts';
import { thinRoc } from '../../../physics/observables/thin-roc.ts';
import { sortSample } from '../../../physics/observables/weighted-sample.ts';
import { normalQuantile } from '../../../physics/random/normal.ts';
import { pythonWith } from '../../python/python.ts';
import { testStream } from '../uniform.ts';

/** Scores: sigmoids of normal numbers about a mean. */
function scores(index: number, n: number, mean = 0, width = 0.6): Float64Array {
  const stream = testStream(index);
  return Float64Array.from({ length: n }, () => 1 / (1 + Math.exp(-mean - width * normalQuantile(stream.uniform()))));
}

const weightsFor = (index: number, n: number): Float64Array => {
  const stream = testStream(index);
  return Float64Array.from({ length: n }, () => 0.2 + 3 * stream.uniform() ** 3);
};

/** Scores with weights that go with the score, as reweighting makes them, and that differ by themselves. */
function toy(index: number, n: number): { score: Float64Array; weight: Float64Array } {
  const score = scores(index, n);
  const own = weightsFor(10_000 + index, n);
  return { score, weight: score.map((s, i) => own[i]! * (0.3 + 4 * s * s)) };
}

const sum = (w: Float64Array): number => w.reduce((x, y) => x + y, 0);
/** About 0. */
const variance = (pulls: number[]): number => pulls.reduce((all, p) => all + p * p, 0) / pulls.length;

const edges = equalEdges(0, 1, 12);
const A = { score: scores(1, 300, 0.2), weight: weightsFor(2, 300) };
const B = { score: scores(3, 250, -0.1), weight: weightsFor(4, 250) };
// Rounded to 0.05: many ties, within a sample and between the two.
const tied = ({ score, weight }: typeof A) => ({ score: score.map((s) => Math.round(20 * s) / 20), weight });
const plain = ({ score }: typeof A) => ({ score });
const weightOf = ({ score, weight }: { score: Float64Array; weight?: Float64Array }): Float64Array =>
  weight ?? new Float64Array(score.length).fill(1);
const cases = [
  ['weighted', A, B],
  ['with ties', tied(A), tied(B)],
  ['without weights', plain(A), plain(B)],
  ['one side weighted', plain(tied(A)), B],
] as const;

describe('a comparison of scores', () => {
  it.each(cases)('against all pairs and plain sums: %s', (_, a, b) => {
    const got = compareScores(a, b, edges);
    const [wa, wb] = [a, b].map(weightOf);
    let pairs = 0;
    for (const [i, s] of a.score.entries()) {
      for (const [j, t] of b.score.entries()) pairs += wa![i]! * wb![j]! * (s > t ? 1 : s === t ? 0.5 : 0);
    }
    expect(got.auc).toBeCloseTo(pairs / (sum(wa!) * sum(wb!)), 12);
    const share = (s: Float64Array, w: Float64Array, keep: (x: number) => boolean) =>
      sum(w.filter((_, i) => keep(s[i]!))) / sum(w);
    const steps = [...a.score, ...b.score].map((x) =>
      Math.abs(share(a.score, wa!, (s) => s <= x) - share(b.score, wb!, (s) => s <= x)),
    );
    expect(got.ks).toBeCloseTo(Math.max(...steps), 12);
    for (let bin = 0; bin < 12; bin++) {
      const inside = (x: number) => x >= edges[bin]! && (bin === 11 ? x <= 1 : x < edges[bin + 1]!);
      const [p, q] = [share(a.score, wa!, inside), share(b.score, wb!, inside)];
      if (q === 0) expect(got.ratio.values[bin]).toBeNull();
      else expect(got.ratio.values[bin]).toBeCloseTo(p / q, 12);
      if (p === 0 || q === 0) expect(got.ratio.errors[bin]).toBeNull();
    }
    for (const [x, y] of got.roc!.filter((_, i) => i % 10 === 0)) {
      const near = [...a.score, ...b.score].some(
        (t) =>
          Math.abs(share(b.score, wb!, (s) => s >= t) - x) + Math.abs(share(a.score, wa!, (s) => s >= t) - y) < 1e-12,
      );
      expect(near || x + y === 0).toBe(true);
    }
  });

  it('of a sample with itself finds no difference', () => {
    const { ratio, ...rest } = compareScores(A, A, edges);
    expect(rest).toMatchObject({ chi2: 0, p_value: 1, ks: 0, ks_p_value: 1 });
    expect(rest.auc).toBeCloseTo(0.5, 14);
    expect(ratio.values.every((value) => value === null || Math.abs(value - 1) < 1e-14)).toBe(true);
  });

  it('has no areas where a weight is negative, but ratio and chi2', () => {
    const signed = { score: A.score, weight: A.weight.map((w, i) => (i % 7 === 0 ? -w : w)) };
    const got = compareScores(signed, B, edges);
    expect(got).toMatchObject({ auc: null, auc_error: null, roc: null, ks: null, ks_p_value: null });
    expect(got.p_value).toBeGreaterThanOrEqual(0);
    expect(got.ratio.values[5]).toBeGreaterThan(0);
  });

  it('has no chi2 where nothing lies in the bins', () => {
    expect(compareScores(A, B, [2, 3])).toMatchObject({ chi2: null, ndf: null, p_value: null });
    expect(compareScores({ score: [0.5] }, { score: [0.4] }, [0, 1])).toMatchObject({
      auc: 1,
      auc_error: null,
      chi2: 0,
      ndf: 0,
      p_value: null,
      ks: 1,
    });
  });
});

describe('errors under many repetitions (pulls of 400 pairs of samples; threshold 4 standard errors of the variance)', () => {
  const TRIALS = 400;
  // Relative standard error of a variance of n normal numbers: sqrt(2 / (n - 1)).
  const SLACK = 4 * Math.sqrt(2 / (TRIALS - 1));
  const trials = Array.from({ length: TRIALS }, (_, t) => [toy(1000 + 2 * t, 200), toy(1001 + 2 * t, 150)] as const);

  it('AUC with weights: pulls have variance 1, and not with the error of unweighted events', () => {
    const pulls: number[] = [];
    const wrong: number[] = [];
    for (const [a, b] of trials) {
      const { auc, auc_error } = compareScores(a, b, edges);
      pulls.push((auc! - 0.5) / auc_error!);
      wrong.push((auc! - 0.5) / areaUnderRoc(b.score, a.score).error);
    }
    expect(Math.abs(variance(pulls) - 1)).toBeLessThan(SLACK);
    expect(Math.abs(variance(wrong) - 1)).toBeGreaterThan(SLACK);
  });

  it('ratio with weights: pulls have variance 1, and not with sqrt(sum w^2) of the large bins', () => {
    const wide = [0, 0.4, 1];
    const pulls: number[] = [];
    const wrong: number[] = [];
    for (const [a, b] of trials) {
      const [first, second] = [a, b].map(({ score, weight }) => {
        const histogram = makeHistogram(wide);
        fillHistogram(histogram, score, weight);
        return normalized(histogram, score.length, weight);
      });
      const { values, errors } = shapeRatio(first!, second!);
      pulls.push((values[1]! - 1) / errors[1]!);
      const relative = [first!, second!].map(({ histogram }) => histogram.sumw2[1]! / histogram.sumw[1]! ** 2);
      wrong.push((values[1]! - 1) / (values[1]! * Math.sqrt(relative[0]! + relative[1]!)));
    }
    expect(Math.abs(variance(pulls) - 1)).toBeLessThan(SLACK);
    expect(Math.abs(variance(wrong) - 1)).toBeGreaterThan(SLACK);
  });

  it('p-values of chi2 are even for equal distributions, and small for others', () => {
    const even = trials.map(([a, b]) => compareScores(a, b, equalEdges(0, 1, 5)).p_value!);
    const below = even.filter((p) => p < 0.3).length / TRIALS;
    expect(Math.abs(below - 0.3)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / TRIALS));
    const shifted = compareScores({ score: scores(9, 300, 0.6) }, { score: scores(10, 300) }, equalEdges(0, 1, 5));
    expect(shifted.p_value).toBeLessThan(1e-6);
  });
});

describe('a ROC curve that is thinned', () => {
  it('lies within a step of the whole, and ends where it ends', () => {
    const curve = rocCurve(B.score, A.score, B.weight, A.weight);
    const points = thinRoc(curve, 0.05);
    expect(points.length).toBeLessThan(45);
    expect([points[0], points.at(-1)]).toEqual([
      [0, 0],
      [1, 1],
    ]);
    for (const [i, x] of curve.false_positive.entries()) {
      const after = points.findIndex((p) => p[0] >= x && p[1] >= curve.true_positive[i]!);
      const [low, high] = [points[Math.max(0, after - 1)]!, points[after]!];
      expect(high[0] - low[0] < 0.05 || high[1] - low[1] < 0.05 || high[0] === x).toBe(true);
    }
    expect(thinRoc(curve, 0)).toHaveLength(curve.threshold.length);
  });
});

describe('the tail of chi-square', () => {
  it('for two degrees of freedom is an exponential, for one that of a normal number', () => {
    for (const x of [0.1, 1, 5, 40, 300]) expect(chiSquareTail(x, 2) / Math.exp(-x / 2)).toBeCloseTo(1, 12);
    // Abramowitz and Stegun, table 26.7: the 5 % and 0.1 % points.
    expect(chiSquareTail(3.841458820694124, 1)).toBeCloseTo(0.05, 13);
    expect(chiSquareTail(29.58829844507442, 10)).toBeCloseTo(0.001, 13);
    expect(chiSquareTail(0, 3)).toBe(1);
    for (const [chi2, ndf] of [
      [1, 0],
      [-1, 1],
      [Number.NaN, 2],
    ] as const) {
      expect(() => chiSquareTail(chi2, ndf)).toThrow(RangeError);
    }
  });
});

describe('automatic bins', () => {
  it('follow the rule, with a floor and a ceiling', () => {
    expect(automaticBins(scores(5, 1000, 0, 1e-6))).toBe(200);
    expect(automaticBins([0.3, 0.3, 0.3])).toBe(10);
    expect(automaticBins([0.3])).toBe(10);
    // A weight of n is n events of one score: the same quartiles, and N_eff of the weights.
    const small = Float64Array.from({ length: 64 }, (_, i) => 0.45 + (0.1 * i) / 63);
    const range = weightedQuantile(sortSample(small), 0.75) - weightedQuantile(sortSample(small), 0.25);
    expect(automaticBins(small)).toBe(Math.ceil(4 / (2 * range)));
    expect(automaticBins(small, new Float64Array(64).fill(7))).toBe(automaticBins(small));
    expect(automaticBins(small, new Float64Array(64).fill(-7))).toBe(automaticBins(small));
    const two = automaticEdges({ score: scores(6, 1000, 0, 0.2) }, { score: scores(7, 1000, 0, 1) });
    expect(two).toEqual(automaticEdges({ score: scores(7, 1000, 0, 1) }));
    expect([two[0], two.at(-1)]).toEqual([0, 1]);
  });
});

const python = pythonWith('numpy', 'scipy');

describe.skipIf(!python)('numpy and scipy (skipped where there is no Python with them)', () => {
  it('find the same', () => {
    const tails = [1, 2, 3, 10, 49, 200, 999].flatMap((n) => [0.1, 0.8, 1, 1.3, 2.5].map((f) => [f * n, n]));
    const samples = cases.map(([, a, b]) => ({
      a: [...a.score],
      b: [...b.score],
      wa: 'weight' in a ? [...a.weight] : null,
      wb: 'weight' in b ? [...b.weight] : null,
      edges: [...edges],
    }));
    const script = resolve(import.meta.dirname, '../../python/compare-scores.py');
    const { status, stdout, stderr } = spawnSync(python!, [script], {
      input: JSON.stringify({ tails, samples }),
      encoding: 'utf8',
    });
    expect(status, stderr).toBe(0);
    const found: any = JSON.parse(stdout);
    tails.forEach(([x, n], i) => {
      const relative = chiSquareTail(x!, n!) / found.tails[i] - 1;
      expect(Math.abs(relative), `Q(${x}, ${n})`).toBeLessThan(1e-11);
    });
    cases.forEach(([, a, b], i) => {
      const want = found.samples[i];
      const got = compareScores(a, b, edges);
      expect(got.auc).toBeCloseTo(want.auc, 12);
      expect(got.ks).toBeCloseTo(want.ks, 12);
      const weight = 'weight' in a ? a.weight : undefined;
      const sorted = sortSample(a.score, weight);
      expect([0.25, 0.75].map((share) => weightedQuantile(sorted, share))).toEqual(want.quartiles);
      if (want.scipy_ks !== undefined) {
        expect(got.ks).toBeCloseTo(want.scipy_ks, 12);
        expect(got.auc).toBeCloseTo(want.scipy_auc, 12);
        // numpy takes quartiles between two values.
        expect(Math.abs(automaticBins(a.score) - want.fd_bins)).toBeLessThanOrEqual(1);
      }
      const [[a1, b1], [a2, b2]] = [want.histograms, want.squares];
      const [total, other] = [a1, b1].map((h: number[]) => h.reduce((x, y) => x + y, 0)) as [number, number];
      const terms: number[] = a1.map((x: number, k: number) => {
        const squares = other ** 2 * a2[k] + total ** 2 * b2[k];
        return squares === 0 ? 0 : (other * x - total * b1[k]) ** 2 / squares;
      });
      expect(got.chi2).toBeCloseTo(
        terms.reduce((x, y) => x + y, 0),
        9,
      );
      for (const [x, y] of got.roc!.slice(1)) {
        const nearest = Math.min(...want.roc.map(([u, v]: number[]) => Math.abs(u! - x) + Math.abs(v! - y)));
        expect(nearest).toBeLessThan(1e-12);
      }
    });
  });
});
