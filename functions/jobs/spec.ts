import { z } from 'zod';
import { FORMAT_NAMES, type Format } from '../../formats/format.ts';
import type { AnsweredBy } from '../../models/contract/answers.ts';
import { canonicalBytes } from '../../models/contract/canonical.ts';
import { sha256Digest } from '../../models/contract/digest.ts';
import { digestSchema } from '../../models/contract/names.ts';
import { type FixedBinning, largeScoreOptions, sampleOptions } from '../request/options.ts';

const format = z.enum(FORMAT_NAMES as [Format, ...Format[]], `one of ${FORMAT_NAMES.join(', ')}`);

const stored = { source: digestSchema, format: format.optional() };

/** Bodies of `POST /v1/jobs`: the digest of stored bytes, and what a request for them says in its query. */
export const scoreJobOptions = largeScoreOptions.extend({
  ...stored,
  operation: z.literal('score', 'the operation is "score" or "sample"').default('score'),
});
export const sampleJobOptions = sampleOptions
  .omit({ score: true })
  .extend({ ...stored, operation: z.literal('sample') });

/** What every job is, with everything that could change its answer: the model by digest and the runtime. */
interface CommonSpec {
  source: string;
  format: Format;
  model: AnsweredBy;
  runtime: string;
}

export interface ScoreSpec extends CommonSpec {
  operation: 'score';
  histogram: FixedBinning;
  /** HepMC3: name of the events' own weight. */
  weight?: string;
}

export interface SampleSpec extends CommonSpec {
  operation: 'sample';
  /** Unsigned 64 bits, as decimal digits. */
  seed: string;
  /** Index of the source's first cluster in the whole run. */
  first_index: number;
  on_invalid: 'refuse' | 'skip';
}

export type JobSpec = ScoreSpec | SampleSpec;

/** The job's identity: the same for all who ask for the same, 32 hex digits of the sha256 of its canonical JSON. */
export async function jobIdOf(spec: JobSpec): Promise<string> {
  const digest = await sha256Digest(canonicalBytes(spec));
  return digest.slice('sha256:'.length, 'sha256:'.length + 32);
}
