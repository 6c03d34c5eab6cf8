import { arrowAnnotatedEventWriter, arrowTableWriter } from '../../formats/arrow/writers.ts';
import type { Format } from '../../formats/format.ts';
import { hepmcEventWriter } from '../../formats/hepmc3/write-events.ts';
import { columnsText } from '../../formats/json/encode.ts';
import { parquetAnnotatedEventWriter, parquetTableWriter } from '../../formats/parquet/writers.ts';
import {
  eventScoreColumns,
  joinedColumns,
  reweighted,
  rowTexts,
  type ScoreTable,
  scoreColumns,
  scorerTool,
  summaryNote,
  typesOf,
  weightColumns,
} from '../../models/contract/score-columns.ts';
import type { EventSet } from '../../physics/columns.ts';
import { bytesOf } from '../bytes.ts';
import { ProblemError, type ProblemPlace } from '../problems.ts';
import type { ScorerResult } from './result.ts';

/** What is to be encoded, and how. */
export interface ScoreAnswerParts {
  results: readonly ScorerResult[];
  events: EventSet;
  runtime: string;
  /** JSON only: rows instead of columns. */
  rows: boolean;
  /** Arrow and Parquet only: events as well as scores. */
  withEvents: boolean;
  /** Name of the column with the events' own weight times the likelihood ratio, where events are written. */
  weightName: string;
}

/** The formats that scores can be had in; `.dat` has no place for them. */
export const SCORE_FORMATS: readonly Format[] = ['json', 'ndjson', 'hepmc3', 'arrow', 'parquet'];

/** Throws a problem where an answer is to hold events and has no place for them. */
export function requireEventForm(format: Format, withEvents: boolean, place: Omit<ProblemPlace, 'detail'>): void {
  if (!withEvents || format === 'arrow' || format === 'parquet' || format === 'hepmc3') return;
  const detail = `is for answers in Arrow and Parquet (HepMC3 always holds the events), and this one is ${format}`;
  throw new ProblemError('invalid-option', `with_events: ${detail}`, { errors: [{ ...place, detail }] });
}

/**
 * The body of an answer. NDJSON has one line an event, then `{"summary":{…}}` with model and runtime; Arrow and Parquet
 * have one row an event, with the event if asked for, and the same summary in their metadata, as JSON under `hadronedge`;
 * HepMC3 holds the events with their scores as further weights. Of several scorers each column begins with its model.
 */
export function encodeScores(parts: ScoreAnswerParts, format: Format): string | Uint8Array<ArrayBuffer> {
  const { withEvents } = parts;
  if (format === 'json') return jsonText(parts);
  if (format === 'ndjson') {
    const lines = rowTexts(columnsAlone(parts));
    return `${lines.join('\n')}\n{"summary":${summaryText(parts)}}\n`;
  }
  if (format === 'hepmc3') return hepmcBytes(parts);
  return withEvents ? eventTable(parts, format) : scoreTable(parts, format);
}

const summaryText = ({ results, runtime }: ScoreAnswerParts): string => JSON.stringify(summaryNote(runtime, results));

function jsonText({ results, runtime, rows }: ScoreAnswerParts): string {
  const texts = results.map(({ model, scored, ...rest }) => {
    const columns = scoreColumns(scored);
    const events = rows ? `[${rowTexts(columns).join(',')}]` : columnsText(columns);
    return { model: JSON.stringify(model), rest: `"events":${events},${JSON.stringify(rest).slice(1)}` };
  });
  const [first] = texts;
  const said = `"runtime":${JSON.stringify(runtime)}`;
  if (first && texts.length === 1) return `{"model":${first.model},${said},${first.rest}`;
  return `{${said},"scorers":[${texts.map(({ model, rest }) => `{"model":${model},${rest}`).join(',')}]}`;
}

function scoreTable(parts: ScoreAnswerParts, format: Format): Uint8Array<ArrayBuffer> {
  const table = columnsAlone(parts);
  const writer = format === 'arrow' ? arrowTableWriter : parquetTableWriter;
  return bytesOf(writer(typesOf(table), { hadronedge: summaryText(parts) }), table);
}

function eventTable(parts: ScoreAnswerParts, format: Format): Uint8Array<ArrayBuffer> {
  const columns = columnsBesideEvents(parts);
  const writer = format === 'arrow' ? arrowAnnotatedEventWriter : parquetAnnotatedEventWriter;
  return bytesOf(writer(typesOf(columns), { hadronedge: summaryText(parts) }), { set: parts.events, columns });
}

const tableOf = (results: readonly ScorerResult[], columnsOf: (result: ScorerResult) => ScoreTable): ScoreTable =>
  joinedColumns(
    results.map(({ model }) => model),
    results.map(columnsOf),
  );

const columnsAlone = ({ results }: ScoreAnswerParts): ScoreTable =>
  tableOf(results, ({ scored }) => scoreColumns(scored));

const columnsBesideEvents = ({ results, events, weightName }: ScoreAnswerParts): ScoreTable =>
  tableOf(results, ({ scored }) => ({
    ...eventScoreColumns(scored),
    [weightName]: reweighted(scored, events.weight),
  }));

/** Flags are not weights and are left out: their counts stand with the model's name in the information on the run. */
function hepmcBytes(parts: ScoreAnswerParts): Uint8Array<ArrayBuffer> {
  const weights = Object.entries(weightColumns(columnsBesideEvents(parts)));
  const namedWeights = weights.map(([name, column]) => ({ name, values: () => column }));
  return bytesOf(hepmcEventWriter({ namedWeights, tools: parts.results.map(scorerTool) }), parts.events);
}
