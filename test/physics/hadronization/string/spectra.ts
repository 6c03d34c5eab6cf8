import { binOf } from '../../../../physics/observables/histogram.ts';

/** A weighted histogram whose errors know that entries of one event are correlated: mean entries an event in each bin. */
export interface Spectrum {
  mean: Float64Array;
  error: Float64Array;
}

/**
 * Fills a spectrum from entries of events (entry i of event e stands between offsets[e] and offsets[e + 1]).
 * Bin b: m = sum w n_b / sum w over events, error^2 = sum w^2 (n_b - m)^2 / (sum w)^2.
 */
export function spectrumOf(
  values: ArrayLike<number>,
  offsets: ArrayLike<number>,
  edges: Float64Array,
  weights: ArrayLike<number>,
): Spectrum {
  const bins = edges.length - 1;
  const [sum, squares, cross] = [new Float64Array(bins), new Float64Array(bins), new Float64Array(bins)];
  const n = new Float64Array(bins);
  let [total, total2] = [0, 0];
  for (let e = 0; e + 1 < offsets.length; e++) {
    n.fill(0);
    for (let i = offsets[e]!; i < offsets[e + 1]!; i++) {
      const bin = binOf(edges, values[i]!);
      if (bin >= 0 && bin < bins) n[bin]!++;
    }
    const w = weights[e]!;
    total += w;
    total2 += w * w;
    for (let b = 0; b < bins; b++) {
      sum[b]! += w * n[b]!;
      squares[b]! += w * w * n[b]! * n[b]!;
      cross[b]! += w * w * n[b]!;
    }
  }
  const mean = sum.map((s) => s / total);
  const error = mean.map((m, b) => Math.sqrt(squares[b]! - 2 * m * cross[b]! + m * m * total2) / total);
  return { mean, error };
}

/** Mean over the bins of the squared difference in units of both errors; bins without entries are left out. */
export function chi2PerBin(a: Spectrum, b: Spectrum): number {
  let [chi2, bins] = [0, 0];
  for (let i = 0; i < a.mean.length; i++) {
    const variance = a.error[i]! ** 2 + b.error[i]! ** 2;
    if (variance === 0) continue;
    chi2 += (a.mean[i]! - b.mean[i]!) ** 2 / variance;
    bins++;
  }
  return chi2 / bins;
}
