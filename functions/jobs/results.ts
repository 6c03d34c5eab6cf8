import { z } from 'zod';
import { resultKey } from './keys.ts';
import type { ShardOutcome } from './task.ts';

/**
 * What came of a shard, as an object that is written once: the columns score, logit, likelihood ratio and, where the
 * events have it, their own weight, one after the other; float64, little-endian. Its counts stand beside it.
 */
export interface ShardScores {
  score: Float64Array;
  logit: Float64Array;
  ratio: Float64Array;
  weight?: Float64Array | undefined;
}

const BYTES = 8;

const metadataSchema = z.object({
  events: z.coerce.number(),
  clipped: z.coerce.number(),
  outOfRange: z.coerce.number(),
  weighted: z.enum(['true', 'false']).transform((text) => text === 'true'),
});

const outcomeOf = (object: R2Object): ShardOutcome => metadataSchema.parse(object.customMetadata);

/** What came of a shard that was done before, or null. */
export async function findResult(bucket: R2Bucket, job: string, shard: number): Promise<ShardOutcome | null> {
  const object = await bucket.head(resultKey(job, shard));
  return object && outcomeOf(object);
}

/** Writes what came of a shard, unless it is there; gives what is there. */
export async function writeResult(
  bucket: R2Bucket,
  job: string,
  shard: number,
  scores: ShardScores,
  outcome: ShardOutcome,
): Promise<ShardOutcome> {
  const { score, logit, ratio, weight } = scores;
  const columns = weight ? [score, logit, ratio, weight] : [score, logit, ratio];
  const bytes = new Uint8Array(columns.length * score.byteLength);
  columns.forEach((column, i) => {
    bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), i * score.byteLength);
  });
  const customMetadata = Object.fromEntries(Object.entries(outcome).map(([name, value]) => [name, String(value)]));
  const key = resultKey(job, shard);
  const written = await bucket.put(key, bytes, { onlyIf: { etagDoesNotMatch: '*' }, customMetadata });
  return written ? outcome : ((await findResult(bucket, job, shard)) ?? outcome);
}

/** The columns of a shard. Throws Error where the object is not there or not of the length that its counts say. */
export async function readResult(
  bucket: R2Bucket,
  job: string,
  shard: number,
  { events, weighted }: ShardOutcome,
): Promise<ShardScores> {
  const object = await bucket.get(resultKey(job, shard));
  if (!object) throw new Error(`the result of shard ${shard} of job ${job} is not stored`);
  const buffer = await object.arrayBuffer();
  const columns = weighted ? 4 : 3;
  if (buffer.byteLength !== columns * BYTES * events)
    throw new Error(`the result of shard ${shard} has another length`);
  const column = (i: number): Float64Array => new Float64Array(buffer, i * BYTES * events, events);
  return { score: column(0), logit: column(1), ratio: column(2), weight: weighted ? column(3) : undefined };
}

/** Objects that are fetched ahead. */
const AHEAD = 4;

/** The columns of all shards, in order; a few are fetched while the earlier ones are used. */
export async function* readResults(
  bucket: R2Bucket,
  job: string,
  outcomes: readonly ShardOutcome[],
): AsyncGenerator<ShardScores, void, undefined> {
  const fetching: Promise<ShardScores>[] = [];
  for (let next = 0, at = 0; at < outcomes.length; at++) {
    for (; next < outcomes.length && next < at + AHEAD; next++) {
      const result = readResult(bucket, job, next, outcomes[next]!);
      // Its error is thrown when its turn comes.
      result.catch(() => undefined);
      fetching.push(result);
    }
    yield await fetching.shift()!;
  }
}
