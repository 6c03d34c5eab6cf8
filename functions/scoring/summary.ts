import type { ScoreSummary } from '../../models/contract/answers.ts';
import type { EventScores } from '../../models/contract/score-columns.ts';
import { automaticEdges, type WeightedScores } from '../../physics/observables/automatic-edges.ts';
import { equalEdges } from '../../physics/observables/histogram.ts';
import { type ScoreSummary as Statistics, summarizeScores } from '../../physics/observables/score-summary.ts';
import { type ProblemError, problemAt } from '../problems.ts';
import type { Binning, FixedBinning } from '../request/options.ts';
import type { EventsPlace } from './score.ts';

/**
 * Edges of equal bins, those given, or those that suit the samples (physics/observables/automatic-edges.ts).
 * Throws a problem where float64 cannot tell the edges apart.
 */
export function edgesOf(binning: Binning, samples: readonly WeightedScores[]): ArrayLike<number> {
  return binning === 'auto' ? automaticEdges(...samples) : fixedEdges(binning);
}

/** Edges of bins that do not depend on the scores; same problem. */
export function fixedEdges(binning: FixedBinning): ArrayLike<number> {
  if ('edges' in binning) return binning.edges;
  try {
    return equalEdges(...binning.range, binning.bins);
  } catch {
    throw problemAt('invalid-option', '/histogram/range', 'the range cannot be cut into so many bins');
  }
}

/** Throws a problem where weights add up to zero, which leaves no mean, or to more than float64 holds. */
export function requireWeight(weight: Float64Array | undefined, place: EventsPlace): void {
  if (!weight) return;
  let [sum, size] = [0, 0];
  for (const w of weight) {
    sum += w;
    size += Math.abs(w);
  }
  if (sum === 0) throw weightProblem(place, 'the weights must not add up to zero');
  if (!Number.isFinite(size)) throw weightProblem(place, TOO_LARGE);
}

const TOO_LARGE = 'the weights are too large to be added up';

/**
 * The summary of a sample (physics/observables/score-summary.ts), with the events clipped and out of range.
 *
 * Throws a problem where the weights add up to zero or to more than float64 holds.
 */
export function summarize(
  scored: EventScores,
  weight: Float64Array | undefined,
  edges: ArrayLike<number>,
  place: EventsPlace = 'events',
): ScoreSummary {
  requireWeight(weight, place);
  const statistics = summarizeScores(scored.score, scored.weight, edges, weight);
  const [clipped, outOfRange] = [countOf(scored.clipped), countOf(scored.outOfRange)];
  return summaryOf(statistics, { count: scored.score.length, clipped, outOfRange }, place);
}

/** Events in all, those whose calibrated logit was clipped, and those outside the training range. */
export interface EventCounts {
  count: number;
  clipped: number;
  outOfRange: number;
}

/** The summary as it is answered. Throws a problem where a sum is more than float64 holds. */
export function summaryOf(
  statistics: Statistics,
  { count, clipped, outOfRange }: EventCounts,
  place: EventsPlace = 'events',
): ScoreSummary {
  const { mean, meanError, nEff, histogram } = statistics;
  const summary = {
    count,
    mean,
    mean_error: meanError,
    n_eff: nEff,
    effective_reduction: nEff / count,
    out_of_range: outOfRange,
    clipped,
    histogram: {
      edges: Array.from(histogram.edges),
      sumw: Array.from(histogram.sumw),
      sumw2: Array.from(histogram.sumw2),
    },
  };
  const numbers = [mean, summary.mean_error ?? 0, summary.n_eff, ...summary.histogram.sumw, ...summary.histogram.sumw2];
  if (!numbers.every(Number.isFinite)) throw weightProblem(place, TOO_LARGE);
  return summary;
}

const countOf = (flags: Uint8Array): number => flags.reduce((sum, flag) => sum + flag, 0);

const weightProblem = (place: EventsPlace, rule: string): ProblemError =>
  problemAt('invalid-data', `/${place ?? 'events'}/weight`, rule);
