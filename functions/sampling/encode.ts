import { arrowAnnotatedDecayWriter } from '../../formats/arrow/writers.ts';
import type { Format } from '../../formats/format.ts';
import { hepmcDecayWriter } from '../../formats/hepmc3/write-decays.ts';
import { columnsText, hadronsToJsonColumns, hadronsToJsonRows } from '../../formats/json/encode.ts';
import { encodeHadronsNdjson } from '../../formats/ndjson/encode.ts';
import { parquetAnnotatedDecayWriter } from '../../formats/parquet/writers.ts';
import { type Form, writerOf } from '../../formats/write.ts';
import type { AnsweredBy } from '../../models/contract/answers.ts';
import { digestOfHadrons } from '../../models/contract/content-digest.ts';
import {
  eventScoreColumns,
  rowTexts,
  scoreColumns,
  scorerTool,
  typesOf,
  weightColumns,
} from '../../models/contract/score-columns.ts';
import type { DecaySet } from '../../physics/columns.ts';
import { bytesOf } from '../bytes.ts';
import { ProblemError } from '../problems.ts';
import { decaySetOf } from './decay-set.ts';
import type { Sampled } from './sample.ts';
import type { SampleScores } from './scores.ts';

/** What an answer says of itself beside its hadrons. */
export interface SampleNote {
  model: AnsweredBy;
  runtime: string;
  seed: string;
  first_index: number;
}

/** The formats that samples can be had in. */
export const SAMPLE_FORMATS: readonly Format[] = ['json', 'ndjson', 'dat', 'hepmc3', 'arrow', 'parquet'];

/** Those that have a place for the scores of the events. */
export const SCORED_SAMPLE_FORMATS = SAMPLE_FORMATS.filter((format) => format !== 'dat');

/**
 * The body of an answer. JSON and NDJSON hold the hadrons of each cluster, NDJSON with a line `{"summary":{…}}` at the
 * end; the other formats hold clusters with their decays, event by event, and can be scored as they are: Arrow and
 * Parquet with the summary in their metadata, as JSON under `hadronedge`. Scores of the events are columns of `scores` in
 * JSON, a line an event in NDJSON, and columns or named weights beside the events in the others.
 */
export function encodeSample(
  sampled: Sampled,
  note: SampleNote,
  form: Exclude<Form, 'json-columns'>,
  rows: boolean,
  scores?: SampleScores,
): string | Uint8Array<ArrayBuffer> {
  const summary = { ...note, invalid: sampled.invalid, out_of_range: sampled.outOfRange };
  const { index, hadrons } = sampled;
  const said = scores && { model: scores.model, summary: scores.summary };
  if (form === 'json') {
    const columns = rows ? hadronsToJsonRows(index, hadrons) : hadronsToJsonColumns(index, hadrons);
    const scoresText = scores ? `,"scores":${scoresJson(scores, rows)}` : '';
    return `${JSON.stringify(summary).slice(0, -1)},"hadrons":${columns}${scoresText}}`;
  }
  const all = { ...summary, ...(said && { scores: said }) };
  if (form === 'ndjson') {
    const lines = scores ? rowTexts(labelled(scores)).map((line) => `${line}\n`) : [];
    return `${[...encodeHadronsNdjson(index, hadrons), ...lines].join('')}${JSON.stringify({ summary: all })}\n`;
  }
  return encodeDecays(sampled, form, JSON.stringify(all), scores);
}

/** Columns of the scores with the label of each event in front. */
const labelled = ({ event, scored }: SampleScores) => ({ event, ...scoreColumns(scored) });

function scoresJson(scores: SampleScores, rows: boolean): string {
  const columns = labelled(scores);
  const events = rows ? `[${rowTexts(columns).join(',')}]` : columnsText(columns);
  return `{"model":${JSON.stringify(scores.model)},"events":${events},"summary":${JSON.stringify(scores.summary)}}`;
}

function encodeDecays(
  sampled: Sampled,
  form: Form,
  summary: string,
  scores: SampleScores | undefined,
): Uint8Array<ArrayBuffer> {
  const metadata = { hadronedge: summary };
  try {
    if (scores) return encodeScoredDecays(decaySetOf(sampled), form, metadata, scores);
    const writer = writerOf('decays', form, { metadata });
    if (!writer) throw new ProblemError('not-acceptable', `decays have no ${form} form`);
    return bytesOf(writer, decaySetOf(sampled));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ProblemError('not-acceptable', `these decays have no ${form} form: ${error.message}`);
  }
}

function encodeScoredDecays(
  set: DecaySet,
  form: Form,
  metadata: Record<string, string>,
  { model, scored, summary }: SampleScores,
): Uint8Array<ArrayBuffer> {
  const columns = eventScoreColumns(scored);
  if (form === 'arrow') return bytesOf(arrowAnnotatedDecayWriter(typesOf(columns), metadata), { set, columns });
  if (form === 'parquet') return bytesOf(parquetAnnotatedDecayWriter(typesOf(columns), metadata), { set, columns });
  if (form !== 'hepmc3') throw new ProblemError('not-acceptable', `${form} has no place for scores`);
  const weights = Object.entries(weightColumns(columns));
  const namedWeights = weights.map(([name, column]) => ({ name, values: () => column }));
  return bytesOf(hepmcDecayWriter({ namedWeights, tools: summary ? [scorerTool({ model, summary })] : [] }), set);
}

/** The digest of a sample's columns. */
export function digestOfSample({ index, hadrons }: Sampled): Promise<string> {
  const cluster = new Int32Array(2 * index.length);
  for (let i = 0; i < cluster.length; i++) cluster[i] = index[i >> 1]!;
  return digestOfHadrons({ cluster, ...hadrons });
}
