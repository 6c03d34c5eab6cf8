import type { AnsweredBy, ScoreSummary } from '../../models/contract/answers.ts';
import type { EventScores } from '../../models/contract/score-columns.ts';
import type { EventSet } from '../../physics/columns.ts';
import { compareScores, type ScoreComparison } from '../../physics/observables/score-comparison.ts';
import type { ModelOf } from '../inference/model-host.ts';
import type { Binning } from '../request/options.ts';
import type { Timings } from '../timings.ts';
import { scoreEvents } from './score.ts';
import { edgesOf, requireWeight, summarize } from './summary.ts';

/** What one scorer says of a request. */
export interface ScorerResult {
  model: AnsweredBy;
  scored: EventScores;
  summary: ScoreSummary;
  /** Where the request has a reference. */
  reference?: { summary: ScoreSummary };
  comparison?: ScoreComparison;
}

/** What is scored, and how it is to be told. */
export interface ScoreTask {
  events: EventSet;
  reference?: EventSet | undefined;
  histogram: Binning;
}

/** Scores events, and a reference beside them, with one model. Throws a problem as `scoreEvents` and `summarize`. */
export async function resultOf(model: ModelOf<'scorer'>, task: ScoreTask, timings: Timings): Promise<ScorerResult> {
  const { events, reference, histogram } = task;
  const { name, version, digest } = model;
  const scored = await scoreEvents(model, events, timings);
  const other = reference && { set: reference, scored: await scoreEvents(model, reference, timings, 'reference') };
  return timings.measure('physics', () => {
    const sample = { score: scored.score, weight: events.weight };
    requireWeight(events.weight, 'events');
    if (!other) {
      const edges = edgesOf(histogram, [sample]);
      return { model: { name, version, digest }, scored, summary: summarize(scored, events.weight, edges) };
    }
    requireWeight(other.set.weight, 'reference');
    const second = { score: other.scored.score, weight: other.set.weight };
    const edges = edgesOf(histogram, [sample, second]);
    return {
      model: { name, version, digest },
      scored,
      summary: summarize(scored, events.weight, edges),
      reference: { summary: summarize(other.scored, other.set.weight, edges, 'reference') },
      comparison: compareScores(sample, second, edges),
    };
  });
}
