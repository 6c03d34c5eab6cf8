import type { Histogram } from './histogram.ts';

/** A chi-square with its degrees of freedom. */
export interface ChiSquare {
  chi2: number;
  ndf: number;
}

/** Sum of the weights in the bins. */
function total(histogram: Histogram): number {
  let sum = 0;
  for (const w of histogram.sumw) sum += w;
  return sum;
}

/**
 * Compares the shapes of two weighted histograms of equal binning:
 *   chi2 = sum over bins of (B a - A b)^2 / (B^2 s_a^2 + A^2 s_b^2),
 * a, b the sums of weights in the bin, s^2 those of squared weights, A, B the totals; ndf = bins - 1 (N. Gagunashvili,
 * PoS ACAT (2007) 060, eq. 10). Bins that are empty in both are left out; out-of-range entries do not take part.
 * Throws a RangeError where the binnings differ or a total is not positive.
 */
export function chiSquare(first: Histogram, second: Histogram): ChiSquare {
  const same = first.edges.length === second.edges.length && first.edges.every((e, i) => e === second.edges[i]);
  if (!same) throw new RangeError('the histograms have different bins');
  const [A, B] = [total(first), total(second)];
  if (!(A > 0 && B > 0)) throw new RangeError('a histogram has no positive content');
  let [chi2, bins] = [0, 0];
  for (let i = 0; i < first.sumw.length; i++) {
    const variance = B * B * first.sumw2[i]! + A * A * second.sumw2[i]!;
    if (variance === 0) continue;
    const difference = B * first.sumw[i]! - A * second.sumw[i]!;
    chi2 += (difference * difference) / variance;
    bins++;
  }
  return { chi2, ndf: bins - 1 };
}
