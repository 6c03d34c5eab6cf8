import { arrowTableWriter } from '../../formats/arrow/writers.ts';
import { parquetTableWriter } from '../../formats/parquet/writers.ts';
import { textWriter } from '../../formats/text-writer.ts';
import type { Writer } from '../../formats/writer.ts';
import type { ScoreAnswer } from '../../models/contract/answers.ts';
import { CommandError } from '../errors.ts';
import { formatOfName, hasOtherExtension } from '../sets/format.ts';

/** What scores can be written as. */
export const SCORE_FORMS = ['json', 'ndjson', 'arrow', 'parquet'] as const;
export type ScoreForm = (typeof SCORE_FORMS)[number];

/** The form to write scores in: the option, else what the name tells, else json. Throws a CommandError (exit 2). */
export function scoreForm(file: string, option: string | undefined): ScoreForm {
  const wanted = option ?? formatOfName(file) ?? (hasOtherExtension(file) ? undefined : 'json');
  if (wanted === undefined) {
    throw new CommandError(
      `cannot tell the format of ${file} from its name; say it with --to ${SCORE_FORMS.join('|')}`,
      2,
    );
  }
  const form = SCORE_FORMS.find((name) => name === wanted);
  if (form) return form;
  throw new CommandError(`scores cannot be written as ${wanted}; use one of: ${SCORE_FORMS.join(' ')}`, 2);
}

/** Writes an answer; in Arrow and Parquet the summary stands in the metadata, as JSON under `hadronedge`. */
export function scoreWriter(form: ScoreForm): Writer<ScoreAnswer> {
  if (form === 'json') return textWriter(({ events, ...rest }) => [`${JSON.stringify({ ...rest, events })}\n`]);
  if (form === 'ndjson') return textWriter(lines);
  const table = form === 'arrow' ? arrowTableWriter : parquetTableWriter;
  return {
    *write({ events, summary, ...note }) {
      const writer = table(COLUMNS, { hadronedge: JSON.stringify({ ...note, ...summary }) });
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

function* lines({ events, summary, ...rest }: ScoreAnswer): Iterable<string> {
  for (const [i, score] of events.score.entries()) {
    yield `${JSON.stringify({ score, logit: events.logit[i], weight: events.weight[i] })}\n`;
  }
  yield `${JSON.stringify({ summary: { ...rest, ...summary } })}\n`;
}
