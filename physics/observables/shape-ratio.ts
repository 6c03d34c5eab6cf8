import type { Histogram } from './histogram.ts';

/** A histogram with the sums over all entries of its sample, those outside its bins included. */
export interface NormalizedHistogram {
  histogram: Histogram;
  /** Sum of all weights; not 0. */
  sumw: number;
  /** Sum of all squared weights. */
  sumw2: number;
}

/** Ratios by bin; null where there is none. */
export interface ShapeRatio {
  values: (number | null)[];
  errors: (number | null)[];
}

/** The sums over all entries beside a histogram of them. */
export function normalized(histogram: Histogram, count: number, weights?: ArrayLike<number>): NormalizedHistogram {
  if (!weights) return { histogram, sumw: count, sumw2: count };
  let [sumw, sumw2] = [0, 0];
  for (let i = 0; i < weights.length; i++) {
    sumw += weights[i]!;
    sumw2 += weights[i]! * weights[i]!;
  }
  return { histogram, sumw, sumw2 };
}

/**
 * The share of a sample in a bin, p = sum_bin w / sum w, and its squared error (sum_bin w^2 (1 - 2p) + p^2 sum w^2) /
 * (sum w)^2: that of a ratio of sums, residuals w (1 - p) inside and -w p outside. Without weights it is p (1 - p) / n.
 */
function shareOf({ histogram, sumw, sumw2 }: NormalizedHistogram, bin: number): { share: number; variance: number } {
  const share = histogram.sumw[bin]! / sumw;
  const variance = (histogram.sumw2[bin]! * (1 - 2 * share) + share * share * sumw2) / (sumw * sumw);
  return { share, variance: Math.max(0, variance) };
}

/**
 * The ratio of two shapes by bin: the share of the first sample in the bin over that of the second, with its error from
 * both, to first order. The value is null where the second has no weight in the bin, the error where either has none.
 */
export function shapeRatio(first: NormalizedHistogram, second: NormalizedHistogram): ShapeRatio {
  const values: (number | null)[] = [];
  const errors: (number | null)[] = [];
  for (let bin = 0; bin < first.histogram.sumw.length; bin++) {
    const [a, b] = [shareOf(first, bin), shareOf(second, bin)];
    const value = b.share === 0 ? null : a.share / b.share;
    values.push(value);
    const error = Math.sqrt(a.variance + (value ?? 0) ** 2 * b.variance) / Math.abs(b.share);
    errors.push(value === null || a.share === 0 || !Number.isFinite(error) ? null : error);
  }
  return { values, errors };
}
