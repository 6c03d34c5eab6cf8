import { arrowTableWriter } from '../../formats/arrow/writers.ts';
import { parquetTableWriter } from '../../formats/parquet/writers.ts';
import { textWriter } from '../../formats/text-writer.ts';
import type { Writer } from '../../formats/writer.ts';
import type { ScoreAnswer } from '../../models/contract/answers.ts';
import { CommandError } from '../errors.ts';
import { formatOfName } from '../sets/format.ts';

/** What scores can be written as. */
export const SCORE_FORMS = ['json', 'ndjson', 'arrow', 'parquet'] as const;
export type ScoreForm = (typeof SCORE_FORMS)[number];

/** The answer for a whole file, and the digest of its columns. */
export interface ScoredRun {
  answer: ScoreAnswer;
  contentDigest: string;
}

/** The form to write scores in: the option, else what the name tells, else json. Throws a CommandError (exit 2). */
export function scoreForm(file: string, option: string | undefined): ScoreForm {
  const wanted = option ?? formatOfName(file) ?? 'json';
  const form = SCORE_FORMS.find((name) => name === wanted);
  if (form) return form;
  throw new CommandError(`scores cannot be written as ${wanted}; use one of: ${SCORE_FORMS.join(' ')}`, 2);
}

/** Writes an answer; in Arrow and Parquet the summary stands in the metadata, as JSON under `hadronedge`. */
export function scoreWriter(form: ScoreForm): Writer<ScoredRun> {
  if (form === 'json') return textWriter(json);
  if (form === 'ndjson') return textWriter(lines);
  const table = form === 'arrow' ? arrowTableWriter : parquetTableWriter;
  return {
    *write(run) {
      const { events } = run.answer;
      const writer = table(COLUMNS, { hadronedge: JSON.stringify(summaryOf(run)) });
      const { score, logit, weight } = events;
      yield* writer.write({
        score: Float64Array.from(score),
        logit: Float64Array.from(logit),
        weight: Float64Array.from(weight),
      });
      yield* writer.end();
    },
    end: () => [],
  };
}

const COLUMNS = { score: 'float64', logit: 'float64', weight: 'float64' } as const;

function json({ answer: { events, ...rest }, contentDigest }: ScoredRun): string[] {
  return [`${JSON.stringify({ ...rest, events, content_digest: contentDigest })}\n`];
}

function* lines(run: ScoredRun): Iterable<string> {
  const { events } = run.answer;
  for (const [i, score] of events.score.entries()) {
    yield `${JSON.stringify({ score, logit: events.logit[i], weight: events.weight[i] })}\n`;
  }
  yield `${JSON.stringify({ summary: summaryOf(run) })}\n`;
}

const summaryOf = ({ answer: { model, runtime, summary }, contentDigest }: ScoredRun) => ({
  model,
  runtime,
  content_digest: contentDigest,
  ...summary,
});
