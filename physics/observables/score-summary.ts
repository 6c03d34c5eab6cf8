import { fillHistogram, type Histogram, makeHistogram } from './histogram.ts';
import { meanOf } from './mean.ts';
import { effectiveEvents } from './n-eff.ts';

/** What a sample of scores says as a whole. */
export interface ScoreSummary {
  mean: number;
  /** Standard error of the mean; null for one event, which has none. */
  meanError: number | null;
  /** Effective number of events after reweighting by the likelihood ratio. */
  nEff: number;
  histogram: Histogram;
}

/**
 * Summarizes the scores of events: mean and error (`meanOf`), N_eff over likelihood ratio times the event's own weight,
 * and the histogram filled with the events' own weights (1 where there are none).
 * Throws a RangeError for no events, own weights that add up to zero, or edges that do not rise.
 */
export function summarizeScores(
  score: ArrayLike<number>,
  ratio: ArrayLike<number>,
  edges: ArrayLike<number>,
  weight?: ArrayLike<number>,
): ScoreSummary {
  const histogram = makeHistogram(edges);
  fillHistogram(histogram, score, weight);
  const { mean, error } = meanOf(score, weight);
  const ratios = weight ? Float64Array.from(ratio, (r, i) => r * weight[i]!) : ratio;
  return { mean, meanError: score.length > 1 ? error : null, nEff: effectiveEvents(ratios), histogram };
}
