import type { ScoreAnswer } from '../../models/contract/answers.ts';
import { equalEdges } from '../../physics/observables/histogram.ts';
import { type ScoreSummary as Statistics, summarizeScores } from '../../physics/observables/score-summary.ts';
import { type ProblemError, problemAt } from '../problems.ts';
import type { Binning } from '../request/options.ts';
import type { Scored } from './score.ts';

export type ScoreSummary = ScoreAnswer['summary'];

/** Edges of equal bins, or those given. Throws a problem where float64 cannot tell the edges apart. */
export function edgesOf(binning: Binning): ArrayLike<number> {
  if ('edges' in binning) return binning.edges;
  try {
    return equalEdges(...binning.range, binning.bins);
  } catch {
    throw problemAt('invalid-option', '/histogram/range', 'the range cannot be cut into so many bins');
  }
}

/**
 * The summary of an answer (physics/observables/score-summary.ts), with the events clipped and out of range.
 *
 * Throws a problem where the weights add up to zero or to more than float64 holds.
 */
export function summarize(scored: Scored, weight: Float64Array | undefined, binning: Binning): ScoreSummary {
  const { score, clipped, outOfRange } = scored;
  const edges = edgesOf(binning);
  if (weight?.reduce((sum, w) => sum + w, 0) === 0) throw weightProblem('the weights must not add up to zero');
  const statistics = summarizeScores(score, scored.weight, edges, weight);
  return summaryOf(statistics, { count: score.length, clipped, outOfRange });
}

/** Events in all, those whose calibrated logit was clipped, and those outside the training range. */
export interface EventCounts {
  count: number;
  clipped: number;
  outOfRange: number;
}

/** The summary as it is answered. Throws a problem where a sum is more than float64 holds. */
export function summaryOf(statistics: Statistics, { count, clipped, outOfRange }: EventCounts): ScoreSummary {
  const { mean, meanError, nEff, histogram } = statistics;
  const summary = {
    count,
    mean,
    mean_error: meanError,
    n_eff: nEff,
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
