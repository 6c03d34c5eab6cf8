import type { EventHistogram } from './event-histogram.ts';

/** Effective entries, (sum w)^2 / sum w^2, that each joined bin holds at least, in both samples. */
const FEWEST = 25;

/** Part of a bin's variance that must be its own; below it the bin is a copy of others and is left out. */
const OWN_VARIANCE = 1e-9;

/**
 * chi2 = d^T (C_a + C_b)^-1 d of two independent histograms of the same edges, each divided by its sum of event
 * weights. Neighbouring classes are joined until both samples have 25 effective entries. The sum over classes is fixed
 * by normalisation where every event has one entry, so ndf is the number of joined classes less one.
 */
export function chi2OfHistograms(a: EventHistogram, b: EventHistogram): { chi2: number; ndf: number } {
  const groups = joinClasses(a, b);
  const size = Math.max(...groups) + 1;
  const difference = new Float64Array(size);
  const covariance = new Float64Array(size * size);
  for (const [histogram, sign] of [
    [a, 1],
    [b, -1],
  ] as const) {
    for (let c = 0; c < groups.length; c++) {
      difference[groups[c]!]! += (sign * histogram.sums[c]!) / histogram.total;
      for (let d = 0; d < groups.length; d++)
        covariance[groups[c]! * size + groups[d]!]! +=
          histogram.covariance[c * groups.length + d]! / histogram.total ** 2;
    }
  }
  const { chi2, rank } = quadraticForm(covariance, difference);
  return { chi2, ndf: Math.max(0, rank - 1) };
}

/** The joined class of each class, from 0; too thin a rest at the end falls to the one before. */
function joinClasses(a: EventHistogram, b: EventHistogram): number[] {
  const classes = a.sums.length;
  const groups: number[] = [];
  let group = 0;
  let start = 0;
  for (let c = 0; c < classes; c++) {
    groups.push(group);
    if (enough(a, start, c) && enough(b, start, c)) {
      group++;
      start = c + 1;
    }
  }
  return groups.map((g) => Math.min(g, Math.max(0, group - 1)));
}

function enough(histogram: EventHistogram, first: number, last: number): boolean {
  const classes = histogram.sums.length;
  let [sum, variance] = [0, 0];
  for (let c = first; c <= last; c++) {
    sum += histogram.sums[c]!;
    for (let d = first; d <= last; d++) variance += histogram.covariance[c * classes + d]!;
  }
  return variance > 0 && (sum * sum) / variance >= FEWEST;
}

/** x^T M^-1 x by Cholesky's decomposition of a positive semidefinite M; rows that hang on others are left out. */
function quadraticForm(matrix: Float64Array, x: Float64Array): { chi2: number; rank: number } {
  const size = x.length;
  const lower = new Float64Array(size * size);
  const solved = new Float64Array(size);
  let [chi2, rank] = [0, 0];
  for (let i = 0; i < size; i++) {
    let residual = x[i]!;
    let own = matrix[i * size + i]!;
    for (let j = 0; j < i; j++) {
      const pivot = lower[j * size + j]!;
      let element = matrix[i * size + j]!;
      for (let k = 0; k < j; k++) element -= lower[i * size + k]! * lower[j * size + k]!;
      lower[i * size + j] = pivot > 0 ? element / pivot : 0;
      residual -= lower[i * size + j]! * solved[j]!;
      own -= lower[i * size + j]! ** 2;
    }
    if (own <= OWN_VARIANCE * matrix[i * size + i]!) continue;
    lower[i * size + i] = Math.sqrt(own);
    solved[i] = residual / lower[i * size + i]!;
    chi2 += solved[i]! ** 2;
    rank++;
  }
  return { chi2, rank };
}
