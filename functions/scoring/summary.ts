import type { ScoreAnswer } from '../../models/contract/answers.ts';
import { equalEdges, fillHistogram, makeHistogram } from '../../physics/observables/histogram.ts';
import { meanOf } from '../../physics/observables/mean.ts';
import { effectiveEvents } from '../../physics/observables/n-eff.ts';
import { type ProblemError, problemAt } from '../problems.ts';
import type { Binning } from '../request/options.ts';
import type { Scored } from './score.ts';

export type ScoreSummary = ScoreAnswer['summary'];

/** Edges of equal bins, or those given. Throws a problem where float64 cannot tell the edges apart. */
function edgesOf(binning: Binning): ArrayLike<number> {
  if ('edges' in binning) return binning.edges;
  try {
    return equalEdges(...binning.range, binning.bins);
  } catch {
    throw problemAt('invalid-option', '/histogram/range', 'the range cannot be cut into so many bins');
  }
}

/**
 * What a sample of scores says as a whole. With input weights w (1 where none are given): the mean score and its error
 * (`meanOf`; null for one event); n_eff = (sum r)^2 / sum(r^2) over r = w x likelihood ratio, the size of the sample
 * after reweighting; histogram of the score, filled with w.
 *
 * Throws a problem where the weights add up to zero or to more than float64 holds.
 */
export function summarize(scored: Scored, weight: Float64Array | undefined, binning: Binning): ScoreSummary {
  const { score, clipped, outOfRange } = scored;
  const histogram = makeHistogram(edgesOf(binning));
  if (weight?.reduce((sum, w) => sum + w, 0) === 0) throw weightProblem('the weights must not add up to zero');
  fillHistogram(histogram, score, weight);
  const { mean, error } = meanOf(score, weight);
  const ratios = weight ? scored.weight.map((ratio, i) => ratio * weight[i]!) : scored.weight;
  const summary = {
    count: score.length,
    mean,
    mean_error: score.length > 1 ? error : null,
    n_eff: effectiveEvents(ratios),
    out_of_range: outOfRange,
    clipped,
    histogram: {
      edges: Array.from(histogram.edges),
      sumw: Array.from(histogram.sumw),
      sumw2: Array.from(histogram.sumw2),
    },
  };
  const numbers = [mean, summary.mean_error ?? 0, summary.n_eff, ...summary.histogram.sumw, ...summary.histogram.sumw2];
  if (!numbers.every(Number.isFinite)) throw weightProblem('the weights are too large to be added up');
  return summary;
}

const weightProblem = (rule: string): ProblemError => problemAt('invalid-data', '/events/weight', rule);
