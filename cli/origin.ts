import type { AnsweredBy } from '../models/contract/answers.ts';

/**
 * Where an answer comes from, in one line for standard error: what an analysis writes down, whatever format it asked for.
 * The content digest is what the service sends for one request of the whole run (HadronEdge-Content-Digest).
 */
export function originLine(
  { model, runtime }: { model: AnsweredBy; runtime: string },
  contentDigest: string,
  ...more: string[]
): string {
  return `${[`${model.name}@${model.version} ${model.digest}`, runtime, ...more, `content ${contentDigest}`].join('; ')}\n`;
}
