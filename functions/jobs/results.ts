import { z } from 'zod';
import { resultKey } from './keys.ts';
import type { ShardOutcome } from './task.ts';

/**
 * What came of a shard, as an object that is written once: the columns score, logit, likelihood ratio and, where the
 * events have it, their own weight, float64, little-endian, and the flags out of range and clipped, a byte each, one after
 * the other. Its counts stand beside it.
 */
export interface ShardScores {
  score: Float64Array;
  logit: Float64Array;
  ratio: Float64Array;
  weight?: Float64Array | undefined;
  outOfRange: Uint8Array;
  clipped: Uint8Array;
}

const BYTES = 8;

const metadataSchema = z.object({
  events: z.coerce.number(),
  clipped: z.coerce.number(),
  outOfRange: z.coerce.number(),
  weighted: z.enum(['true', 'false']).transform((text) => text === 'true'),
  invalid: z.coerce.number(),
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
  bytes: Uint8Array<ArrayBuffer>,
  outcome: ShardOutcome,
): Promise<ShardOutcome> {
  const customMetadata = Object.fromEntries(Object.entries(outcome).map(([name, value]) => [name, String(value)]));
  const options = { onlyIf: { etagDoesNotMatch: '*' }, customMetadata };
  const written = await bucket.put(resultKey(job, shard), bytes, options);
  return written ? outcome : ((await findResult(bucket, job, shard)) ?? outcome);
}

/** The object of scores: its columns, one after the other. */
export const scoreBytes = (scores: ShardScores): Uint8Array<ArrayBuffer> => {
  const { score, logit, ratio, weight, outOfRange, clipped } = scores;
  return columnBytes([score, logit, ratio, ...(weight ? [weight] : []), outOfRange, clipped]);
};

/** Columns one after the other; those of eight bytes a number come first, so that all can be read in place. */
export function columnBytes(
  columns: readonly (Float64Array | Int32Array | Uint32Array | Uint8Array)[],
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(columns.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const column of columns) {
    bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), at);
    at += column.byteLength;
  }
  return bytes;
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
  const flags = columns * BYTES * events;
  if (buffer.byteLength !== flags + 2 * events) throw new Error(`the result of shard ${shard} has another length`);
  const column = (i: number): Float64Array => new Float64Array(buffer, i * BYTES * events, events);
  return {
    score: column(0),
    logit: column(1),
    ratio: column(2),
    weight: weighted ? column(3) : undefined,
    outOfRange: new Uint8Array(buffer, flags, events),
    clipped: new Uint8Array(buffer, flags + events, events),
  };
}

/** Objects that are fetched ahead. */
const AHEAD = 4;

/** What all shards gave, in order; a few are fetched while the earlier ones are used. */
export async function* readAhead<T>(
  count: number,
  read: (shard: number) => Promise<T>,
): AsyncGenerator<T, void, undefined> {
  const fetching: Promise<T>[] = [];
  for (let next = 0, at = 0; at < count; at++) {
    for (; next < count && next < at + AHEAD; next++) {
      const result = read(next);
      // Its error is thrown when its turn comes.
      result.catch(() => undefined);
      fetching.push(result);
    }
    yield await fetching.shift()!;
  }
}

/** The scores of all shards, in order. */
export const readResults = (
  bucket: R2Bucket,
  job: string,
  outcomes: readonly ShardOutcome[],
): AsyncGenerator<ShardScores, void, undefined> =>
  readAhead(outcomes.length, (shard) => readResult(bucket, job, shard, outcomes[shard]!));
