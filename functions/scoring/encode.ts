import { arrowTableWriter } from '../../formats/arrow/writers.ts';
import type { Format } from '../../formats/format.ts';
import { hepmcEventWriter } from '../../formats/hepmc3/write-events.ts';
import { columnsText } from '../../formats/json/encode.ts';
import { numberText } from '../../formats/number-text.ts';
import { parquetTableWriter } from '../../formats/parquet/writers.ts';
import type { AnsweredBy } from '../../models/contract/answers.ts';
import type { EventSet } from '../../physics/columns.ts';
import { bytesOf } from '../bytes.ts';
import type { Scored } from './score.ts';
import type { ScoreSummary } from './summary.ts';

/** What made an answer. */
export interface ScoreNote {
  model: AnsweredBy;
  runtime: string;
}

const COLUMNS = { score: 'float64', logit: 'float64', weight: 'float64' } as const;

/** The formats that scores can be had in; `.dat` has no place for them. */
export const SCORE_FORMATS: readonly Format[] = ['json', 'ndjson', 'hepmc3', 'arrow', 'parquet'];

/**
 * The body of an answer. NDJSON has one line an event, then `{"summary":{…}}` with model and runtime; Arrow and Parquet
 * have one row an event and the same summary in their metadata, as JSON under `hadronedge`; HepMC3 holds the events
 * with score, logit and likelihood ratio as further weights.
 */
export function encodeScores(
  scored: Scored,
  events: EventSet,
  summary: ScoreSummary,
  note: ScoreNote,
  format: Format,
  rows: boolean,
): string | Uint8Array<ArrayBuffer> {
  const { score, logit, weight } = scored;
  if (format === 'json') {
    const columns = rows ? `[${rowTexts(scored).join(',')}]` : columnsText({ score, logit, weight });
    return `${JSON.stringify(note).slice(0, -1)},"events":${columns},"summary":${JSON.stringify(summary)}}`;
  }
  const all = { ...note, ...summary };
  if (format === 'ndjson') return `${rowTexts(scored).join('\n')}\n${JSON.stringify({ summary: all })}\n`;
  if (format === 'hepmc3') return encodeHepmc(scored, events);
  const table = format === 'arrow' ? arrowTableWriter : parquetTableWriter;
  return bytesOf(table(COLUMNS, { hadronedge: JSON.stringify(all) }), { score, logit, weight });
}

function encodeHepmc({ score, logit, weight }: Scored, events: EventSet): Uint8Array<ArrayBuffer> {
  const columns = { score, logit, likelihood_ratio: weight };
  const namedWeights = Object.entries(columns).map(([name, column]) => ({ name, values: () => column }));
  return bytesOf(hepmcEventWriter({ namedWeights }), events);
}

function rowTexts({ score, logit, weight }: Scored): string[] {
  return Array.from(
    score,
    (value, i) => `{"score":${numberText(value)},"logit":${numberText(logit[i]!)},"weight":${numberText(weight[i]!)}}`,
  );
}
