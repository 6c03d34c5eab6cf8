import { z } from 'zod';
import { FORMAT_NAMES, type Format } from '../../formats/format.ts';
import type { SourceDocument } from '../../models/contract/jobs.ts';
import { areStored, deleteBytes } from './stored-bytes.ts';

/**
 * Sources in the bucket: `uploads/<random>` holds bytes, in one object or in parts, `sources/sha256/<hex>` is a create-once
 * pointer to them. The pointer is written last, so that a digest leads to whole bytes or to nothing.
 */

const pointerSchema = z.object({
  key: z.string(),
  bytes: z.int().min(0),
  part_bytes: z.int().min(1).optional(),
  format: z.enum(FORMAT_NAMES as [Format, ...Format[]]),
});

export type SourcePointer = z.infer<typeof pointerSchema>;

const keyOf = (digest: string): string => `sources/sha256/${digest.slice('sha256:'.length)}`;

/** A key for bytes that are on their way. */
export const temporaryKey = (): string => `uploads/${crypto.randomUUID()}`;

/** Where the bytes with a digest are, or null where there are none. */
export async function findSource(bucket: R2Bucket, digest: string): Promise<SourcePointer | null> {
  const object = await bucket.get(keyOf(digest));
  return object && pointerSchema.parse(await object.json());
}

/**
 * Makes bytes known by their digest. Where others were first, theirs stay, and the new ones are deleted.
 * @returns the source, and whether it is new
 */
export async function publishSource(
  bucket: R2Bucket,
  digest: string,
  pointer: SourcePointer,
): Promise<{ source: SourceDocument; created: boolean }> {
  const known = await findSource(bucket, digest);
  // A pointer whose bytes were deleted is overwritten: the digest says that these are the same.
  const alive = known && (known.key === pointer.key || (await areStored(bucket, known)));
  const onlyIf = known && !alive ? {} : { onlyIf: { etagDoesNotMatch: '*' } };
  const written = alive ? null : await bucket.put(keyOf(digest), JSON.stringify(pointer), onlyIf);
  const there = written ? pointer : ((await findSource(bucket, digest)) ?? pointer);
  if (there.key !== pointer.key) await deleteBytes(bucket, pointer);
  return { source: describeSource(digest, there), created: written !== null };
}

export const describeSource = (digest: string, { bytes, format }: SourcePointer): SourceDocument => ({
  id: digest,
  bytes,
  format,
});
