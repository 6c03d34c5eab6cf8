import type { AnsweredBy } from '../../models/contract/answers.ts';
import { RUNTIME } from '../inference/runtime-identity.ts';
import type { Timings } from '../timings.ts';

/** A model as the headers name it. */
export const modelText = ({ name, version, digest }: AnsweredBy): string => `${name}@${version} ${digest}`;

/** Headers that say what made an answer; the same in every format. Several models stand between commas. */
export function answerHeaders(
  models: readonly AnsweredBy[],
  contentDigest: string,
  timings: Timings,
): Record<string, string> {
  return {
    'HadronEdge-Model': models.map(modelText).join(', '),
    'HadronEdge-Runtime': RUNTIME,
    'HadronEdge-Content-Digest': contentDigest,
    'Server-Timing': timings.header(),
    'Cache-Control': 'no-store',
  };
}
