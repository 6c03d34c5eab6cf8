import type { ScoreAnswer } from '../../models/contract/answers.ts';
import { summarizeScores } from '../../physics/observables/score-summary.ts';

/**
 * The answer that one request for all events would have given, from the answers for its parts.
 * @param weight the events' own weights, all 1 where absent
 */
export function mergeScores(answers: readonly ScoreAnswer[], weight?: Float64Array): ScoreAnswer {
  const [first] = answers;
  if (!first) throw new RangeError('there is no answer to merge');
  const column = (name: 'score' | 'logit' | 'weight'): number[] => answers.flatMap((answer) => answer.events[name]);
  const total = (name: 'count' | 'clipped' | 'out_of_range'): number =>
    answers.reduce((sum, { summary }) => sum + summary[name], 0);
  const events = { score: column('score'), logit: column('logit'), weight: column('weight') };
  const { edges } = first.summary.histogram;
  const { mean, meanError, nEff, histogram } = summarizeScores(events.score, events.weight, edges, weight);
  return {
    ...first,
    events,
    summary: {
      count: total('count'),
      mean,
      mean_error: meanError,
      n_eff: nEff,
      out_of_range: total('out_of_range'),
      clipped: total('clipped'),
      histogram: {
        edges: Array.from(histogram.edges),
        sumw: Array.from(histogram.sumw),
        sumw2: Array.from(histogram.sumw2),
      },
    },
  };
}
