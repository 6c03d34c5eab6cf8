import { encodeDecaysDat } from '../../formats/dat/encode.ts';
import { hadronsToJsonColumns, hadronsToJsonRows } from '../../formats/json/encode.ts';
import { encodeHadronsNdjson } from '../../formats/ndjson/encode.ts';
import type { AnsweredBy } from '../../models/contract/answers.ts';
import { digestOfHadrons } from '../../models/contract/content-digest.ts';
import { ProblemError } from '../problems.ts';
import type { Format } from '../request/media-types.ts';
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
export const SAMPLE_FORMATS: readonly Format[] = ['json', 'ndjson', 'dat'];

/** The body of an answer. NDJSON ends with a line `{"summary":{…}}`; `.dat` holds the decays alone. */
export function encodeSample(sampled: Sampled, note: SampleNote, format: Format, rows: boolean): string {
  const summary = { ...note, invalid: sampled.invalid, out_of_range: sampled.outOfRange };
  const { index, hadrons } = sampled;
  if (format === 'dat') return encodeDat(sampled);
  if (format === 'ndjson') {
    return `${[...encodeHadronsNdjson(index, hadrons)].join('')}${JSON.stringify({ summary })}\n`;
  }
  const columns = rows ? hadronsToJsonRows(index, hadrons) : hadronsToJsonColumns(index, hadrons);
  return `${JSON.stringify(summary).slice(0, -1)},"hadrons":${columns}}`;
}

function encodeDat(sampled: Sampled): string {
  try {
    return [...encodeDecaysDat(decaySetOf(sampled))].join('');
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ProblemError('not-acceptable', `these decays have no .dat form: ${error.message}`);
  }
}

/** The digest of a sample's columns. */
export function digestOfSample({ index, hadrons }: Sampled): Promise<string> {
  const cluster = new Int32Array(2 * index.length);
  for (let i = 0; i < cluster.length; i++) cluster[i] = index[i >> 1]!;
  return digestOfHadrons({ cluster, ...hadrons });
}
