import type { ScoresAnswer } from '../../models/contract/answers.ts';
import {
  type EventScores,
  eventScoreColumns,
  joinedColumns,
  reweighted,
  type ScoreTable,
  scoreColumns,
} from '../../models/contract/score-columns.ts';
import type { ScoreColumns } from './merge.ts';

/** The columns of an answer as typed arrays. */
export const typed = ({ score, logit, weight, out_of_range, clipped }: ScoreColumns): EventScores => ({
  score: Float64Array.from(score),
  logit: Float64Array.from(logit),
  weight: Float64Array.from(weight),
  outOfRange: Uint8Array.from(out_of_range),
  clipped: Uint8Array.from(clipped),
});

/** The table of an answer's scores alone. */
export function tableOf({ scorers }: ScoresAnswer): ScoreTable {
  return joinedColumns(
    scorers.map(({ model }) => model),
    scorers.map(({ events }) => scoreColumns(typed(events))),
  );
}

/** The table that stands beside the events; `name` is that of their own weight times the likelihood ratio. */
export function tableBesideEvents(
  { scorers }: ScoresAnswer,
  weight: Float64Array | undefined,
  name: string,
): ScoreTable {
  return joinedColumns(
    scorers.map(({ model }) => model),
    scorers.map(({ events }) => {
      const scores = typed(events);
      return { ...eventScoreColumns(scores), [name]: reweighted(scores, weight) };
    }),
  );
}
