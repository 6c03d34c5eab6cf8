import type { ScoreAnswer } from '../../models/contract/answers.ts';
import { fillHistogram, makeHistogram } from '../../physics/observables/histogram.ts';
import { effectiveEvents } from '../../physics/observables/n-eff.ts';
import { problemAt } from '../problems.ts';
import type { Binning } from '../request/options.ts';
import type { Scored } from './score.ts';

export type ScoreSummary = ScoreAnswer['summary'];

/** Edges of equal bins, or those given. */
export function edgesOf(binning: Binning): Float64Array {
  if ('edges' in binning) return Float64Array.from(binning.edges);
  const [low, high] = binning.range;
  return Float64Array.from({ length: binning.bins + 1 }, (_, i) =>
    i === binning.bins ? high : low + ((high - low) * i) / binning.bins,
  );
}

/**
 * What a sample of scores says as a whole. With input weights w: mean = sum(w s) / sum(w), its error
 * sqrt(n / (n - 1) sum(w^2 (s - mean)^2)) / |sum(w)| (null for one event); n_eff = (sum r)^2 / sum(r^2) over
 * r = w x likelihood ratio, the size of the sample after reweighting; histogram of the score, filled with w.
 */
export function summarize(scored: Scored, weight: Float64Array | undefined, binning: Binning): ScoreSummary {
  const { score, clipped, outOfRange } = scored;
  const w = weight ?? new Float64Array(score.length).fill(1);
  const ratios = scored.weight.map((ratio, i) => ratio * w[i]!);
  const histogram = makeHistogram(edgesOf(binning));
  fillHistogram(histogram, score, w);
  return {
    count: score.length,
    ...meanOf(score, w),
    n_eff: effectiveEvents(ratios),
    out_of_range: outOfRange,
    clipped,
    histogram: {
      edges: Array.from(histogram.edges),
      sumw: Array.from(histogram.sumw),
      sumw2: Array.from(histogram.sumw2),
    },
  };
}

function meanOf(score: Float64Array, w: Float64Array): { mean: number; mean_error: number | null } {
  const n = score.length;
  let [sumw, sum] = [0, 0];
  for (let i = 0; i < n; i++) {
    sumw += w[i]!;
    sum += w[i]! * score[i]!;
  }
  if (sumw === 0) throw problemAt('invalid-data', '/events/weight', 'the weights must not add up to zero');
  const mean = sum / sumw;
  let square = 0;
  for (let i = 0; i < n; i++) square += (w[i]! * (score[i]! - mean)) ** 2;
  const error = n > 1 ? Math.sqrt((square * n) / (n - 1)) / Math.abs(sumw) : null;
  return { mean, mean_error: error };
}
