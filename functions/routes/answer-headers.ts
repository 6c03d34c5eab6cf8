import type { AnsweredBy } from '../../models/contract/answers.ts';
import { RUNTIME } from '../inference/runtime-identity.ts';
import type { Timings } from '../timings.ts';

/** Headers that say what made an answer; the same in every format. */
export function answerHeaders(model: AnsweredBy, contentDigest: string, timings: Timings): Record<string, string> {
  return {
    'HadronEdge-Model': `${model.name}@${model.version} ${model.digest}`,
    'HadronEdge-Runtime': RUNTIME,
    'HadronEdge-Content-Digest': contentDigest,
    'Server-Timing': timings.header(),
    'Cache-Control': 'no-store',
  };
}
