import { arrowTableWriter } from '../../formats/arrow/writers.ts';
import { formatOfFile } from '../../formats/format.ts';
import { parquetTableWriter } from '../../formats/parquet/writers.ts';
import { textWriter } from '../../formats/text-writer.ts';
import type { Writer } from '../../formats/writer.ts';
import type { ScoresAnswer } from '../../models/contract/answers.ts';
import { rowTexts, summaryNote, typesOf } from '../../models/contract/score-columns.ts';
import { CommandError } from '../errors.ts';
import { hasOtherExtension } from '../sets/format.ts';
import { tableOf } from './columns.ts';

/** What scores can be written as; HepMC3 holds them beside the events. */
export const SCORE_FORMS = ['json', 'ndjson', 'hepmc3', 'arrow', 'parquet'] as const;
export type ScoreForm = (typeof SCORE_FORMS)[number];

/** The form to write scores in: the option, else what the name tells, else json. Throws a CommandError (exit 2). */
export function scoreForm(file: string, option: string | undefined): ScoreForm {
  const wanted = option ?? formatOfFile(file) ?? (hasOtherExtension(file) ? undefined : 'json');
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

/** The answer for a whole file, with the digest of its columns. */
export interface ScoredRun extends ScoresAnswer {
  content_digest?: string;
}

/** Writes an answer; in Arrow and Parquet the summary stands in the metadata, as JSON under `hadronedge`. */
export function scoreWriter(form: Exclude<ScoreForm, 'hepmc3'>): Writer<ScoredRun> {
  if (form === 'json') return textWriter((answer) => [`${JSON.stringify(documentOf(answer))}\n`]);
  if (form === 'ndjson') return textWriter(lines);
  const tableWriter = form === 'arrow' ? arrowTableWriter : parquetTableWriter;
  return {
    *write(answer) {
      const table = tableOf(answer);
      const writer = tableWriter(typesOf(table), { hadronedge: JSON.stringify(noteOf(answer)) });
      yield* writer.write(table);
      yield* writer.end();
    },
    end: () => [],
  };
}

/** What stands beside the scores. */
export const noteOf = ({ runtime, scorers, content_digest }: ScoredRun): object => ({
  ...summaryNote(runtime, scorers),
  ...(content_digest !== undefined && { content_digest }),
});

/** The answer of one scorer as the service gives it, the scores last. */
function documentOf({ runtime, scorers, content_digest }: ScoredRun): object {
  const [first] = scorers;
  const digest = content_digest === undefined ? {} : { content_digest };
  if (!first || scorers.length > 1) return { runtime, scorers, ...digest };
  const { model, events, ...rest } = first;
  return { model, runtime, ...rest, events, ...digest };
}

function* lines(answer: ScoredRun): Iterable<string> {
  for (const row of rowTexts(tableOf(answer))) yield `${row}\n`;
  yield `${JSON.stringify({ summary: noteOf(answer) })}\n`;
}
