import type { Format } from '../../formats/format.ts';
import { hadronsToJsonColumns, hadronsToJsonRows } from '../../formats/json/encode.ts';
import { encodeHadronsNdjson } from '../../formats/ndjson/encode.ts';
import { type Form, writerOf } from '../../formats/write.ts';
import type { AnsweredBy } from '../../models/contract/answers.ts';
import { digestOfHadrons } from '../../models/contract/content-digest.ts';
import { bytesOf } from '../bytes.ts';
import { ProblemError } from '../problems.ts';
import { decaySetOf } from './decay-set.ts';
import type { Sampled } from './sample.ts';

/** What an answer says of itself beside its hadrons. */
export interface SampleNote {
  model: AnsweredBy;
  runtime: string;
  seed: string;
  first_index: number;
}

/** The formats that samples can be had in. */
export const SAMPLE_FORMATS: readonly Format[] = ['json', 'ndjson', 'dat', 'hepmc3', 'arrow', 'parquet'];

/**
 * The body of an answer. JSON and NDJSON hold the hadrons of each cluster, NDJSON with a line `{"summary":{…}}` at the
 * end; the other formats hold clusters with their decays, event by event, and can be scored as they are: Arrow and
 * Parquet with the summary in their metadata, as JSON under `hadronedge`.
 */
export function encodeSample(
  sampled: Sampled,
  note: SampleNote,
  form: Exclude<Form, 'json-columns'>,
  rows: boolean,
): string | Uint8Array<ArrayBuffer> {
  const summary = { ...note, invalid: sampled.invalid, out_of_range: sampled.outOfRange };
  const { index, hadrons } = sampled;
  if (form === 'json') {
    const columns = rows ? hadronsToJsonRows(index, hadrons) : hadronsToJsonColumns(index, hadrons);
    return `${JSON.stringify(summary).slice(0, -1)},"hadrons":${columns}}`;
  }
  if (form === 'ndjson') {
    return `${[...encodeHadronsNdjson(index, hadrons)].join('')}${JSON.stringify({ summary })}\n`;
  }
  return encodeDecays(sampled, form, JSON.stringify(summary));
}

function encodeDecays(sampled: Sampled, form: Form, summary: string): Uint8Array<ArrayBuffer> {
  const writer = writerOf('decays', form, { metadata: { hadronedge: summary } });
  if (!writer) throw new ProblemError('not-acceptable', `decays have no ${form} form`);
  try {
    return bytesOf(writer, decaySetOf(sampled));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ProblemError('not-acceptable', `these decays have no ${form} form: ${error.message}`);
  }
}

/** The digest of a sample's columns. */
export function digestOfSample({ index, hadrons }: Sampled): Promise<string> {
  const cluster = new Int32Array(2 * index.length);
  for (let i = 0; i < cluster.length; i++) cluster[i] = index[i >> 1]!;
  return digestOfHadrons({ cluster, ...hadrons });
}
