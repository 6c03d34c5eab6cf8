import { sweep } from '../jobs/sweep.ts';

/**
 * Bytes in a bucket: one object, or, where `part_bytes` is there, objects `<key>/0`, `<key>/1`, …, each of so many bytes
 * but the last. Parts stay the objects that they came as: nothing has to put them together, and a range is read from the one
 * or two that it lies in.
 */
export interface StoredBytes {
  key: string;
  bytes: number;
  part_bytes?: number | undefined;
}

/** A range of one object. */
export interface ObjectRange {
  key: string;
  offset: number;
  length: number;
}

export const partKeyOf = (key: string, number: number): string => `${key}/${number}`;

const prefixOf = (key: string): string => `${key}/`;

/** Where the bytes from `start` to `end` (excluded) stand, in order. */
export function rangesOf({ key, part_bytes: size }: StoredBytes, start: number, end: number): ObjectRange[] {
  if (end <= start) return [];
  if (size === undefined) return [{ key, offset: start, length: end - start }];
  const ranges: ObjectRange[] = [];
  for (let number = Math.floor(start / size); number * size < end; number++) {
    const offset = Math.max(0, start - number * size);
    ranges.push({ key: partKeyOf(key, number), offset, length: Math.min(size, end - number * size) - offset });
  }
  return ranges;
}

/** Whether all of it is there. */
export async function areStored(bucket: R2Bucket, { key, bytes, part_bytes: size }: StoredBytes): Promise<boolean> {
  if (size === undefined) return (await bucket.head(key)) !== null;
  return (await countObjects(bucket, prefixOf(key))) === Math.ceil(bytes / size);
}

async function countObjects(bucket: R2Bucket, prefix: string): Promise<number> {
  let count = 0;
  for (let cursor: string | undefined; ; ) {
    const page: R2Objects = await bucket.list({ prefix, ...(cursor !== undefined && { cursor }) });
    count += page.objects.length;
    if (!page.truncated) return count;
    cursor = page.cursor;
  }
}

/** Deletes all of it, as far as it is there. */
export async function deleteBytes(
  bucket: R2Bucket,
  { key, part_bytes: size }: Pick<StoredBytes, 'key' | 'part_bytes'>,
): Promise<void> {
  await (size === undefined ? bucket.delete(key) : sweep(bucket, prefixOf(key)));
}
