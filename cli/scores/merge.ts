import type { ScorerAnswer, ScoreSummary } from '../../models/contract/answers.ts';
import { summarizeScores } from '../../physics/observables/score-summary.ts';

/** Columns of scores as answers hold them. */
export type ScoreColumns = ScorerAnswer['events'];

/** The columns of all answers, one after the other. */
export function mergeColumns(answers: readonly { events: ScoreColumns }[]): ScoreColumns {
  return {
    score: answers.flatMap(({ events }) => events.score),
    logit: answers.flatMap(({ events }) => events.logit),
    weight: answers.flatMap(({ events }) => events.weight),
    out_of_range: answers.flatMap(({ events }) => events.out_of_range),
    clipped: answers.flatMap(({ events }) => events.clipped),
  };
}

/**
 * The summary that one request for all of these events would have given.
 * @param weight the events' own weights, all 1 where absent
 */
export function summaryOf(events: ScoreColumns, edges: ArrayLike<number>, weight?: Float64Array): ScoreSummary {
  const { mean, meanError, nEff, histogram } = summarizeScores(events.score, events.weight, edges, weight);
  const count = events.score.length;
  return {
    count,
    mean,
    mean_error: meanError,
    n_eff: nEff,
    effective_reduction: nEff / count,
    out_of_range: total(events.out_of_range),
    clipped: total(events.clipped),
    histogram: {
      edges: Array.from(histogram.edges),
      sumw: Array.from(histogram.sumw),
      sumw2: Array.from(histogram.sumw2),
    },
  };
}

const total = (flags: readonly number[]): number => flags.reduce((sum, flag) => sum + flag, 0);

/**
 * The answer that one request for all events would have given, from the answers for its parts.
 * @param weight the events' own weights, all 1 where absent
 * @param edges of the histogram; those of the answers where absent
 */
export function mergeScores<Answer extends ScorerAnswer>(
  answers: readonly Answer[],
  weight?: Float64Array,
  edges?: ArrayLike<number>,
): Answer {
  const [first] = answers;
  if (!first) throw new RangeError('there is no answer to merge');
  const events = mergeColumns(answers);
  return { ...first, events, summary: summaryOf(events, edges ?? first.summary.histogram.edges, weight) };
}
