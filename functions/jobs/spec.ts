import { z } from 'zod';
import { FORMAT_NAMES, type Format } from '../../formats/format.ts';
import type { AnsweredBy } from '../../models/contract/answers.ts';
import { canonicalBytes } from '../../models/contract/canonical.ts';
import { sha256Digest } from '../../models/contract/digest.ts';
import { digestSchema } from '../../models/contract/names.ts';
import { scoreOptions } from '../request/options.ts';

const format = z.enum(FORMAT_NAMES as [Format, ...Format[]], `one of ${FORMAT_NAMES.join(', ')}`);

/** Body of `POST /v1/jobs`: what a score request says in its query, and the digest of the events. */
export const jobOptions = scoreOptions.extend({
  operation: z.literal('score', 'the operation is "score"').default('score'),
  source: digestSchema,
  format: format.optional(),
});

/** What a job is, with everything that could change its answer: the model by digest and the runtime. */
export interface JobSpec {
  operation: 'score';
  source: string;
  format: Format;
  model: AnsweredBy;
  runtime: string;
  histogram: z.output<typeof scoreOptions>['histogram'];
  /** HepMC3: name of the events' own weight. */
  weight?: string;
}

/** The job's identity: the same for all who ask for the same, 32 hex digits of the sha256 of its canonical JSON. */
export async function jobIdOf(spec: JobSpec): Promise<string> {
  const digest = await sha256Digest(canonicalBytes(spec));
  return digest.slice('sha256:'.length, 'sha256:'.length + 32);
}
