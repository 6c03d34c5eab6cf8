import { LINE_FORMATS } from '../../formats/split/rules.ts';
import { planClusters, planEvents } from './plan-columns.ts';
import { planCopies } from './plan-copies.ts';
import { planRanges } from './plan-ranges.ts';
import type { PlanEnd, Planning } from './planning.ts';
import { openSource } from './stored-source.ts';

/**
 * Finds the shards of a source, from where the plan stands.
 *
 * A plain text is looked through for places to cut, so many bytes a message, and read from where it is. gzip has no middle
 * to begin at: the text is copied into shards as it is decompressed, in one message; a second one skips what is there. The
 * other formats are read and written as Arrow, a stream a shard; again in one message. So are clusters to be sampled in
 * every format: the random numbers of a cluster go by its index in the source, which only a reader can count.
 */
export async function planJob(planning: Planning): Promise<PlanEnd> {
  const { bucket, spec } = planning;
  const source = await openSource(bucket, spec.source);
  const format = LINE_FORMATS.find((name) => name === spec.format);
  if (spec.operation === 'sample') return planClusters(planning, source);
  if (!format) return planEvents(planning, source);
  return source.compression ? planCopies(planning, source, format) : planRanges(planning, source, format);
}
