import type { Format } from '../../formats/format.ts';
import { hexOf } from '../../models/contract/digest.ts';
import type { SourceDocument, UploadDocument } from '../../models/contract/jobs.ts';
import type { UploadCalls } from '../jobs/platform.ts';
import { LIMITS } from '../limits.ts';
import { ProblemError } from '../problems.ts';
import { notStored } from './receive.ts';
import { describeSource, findSource, publishSource, type SourcePointer, temporaryKey } from './source.ts';
import { areStored, deleteBytes, partKeyOf, rangesOf, type StoredBytes } from './stored-bytes.ts';
import type { OpenUpload } from './upload-ledger.ts';

/** An upload in parts, by its digest: what the routes work with. */
export interface UploadPlace {
  digest: string;
  bucket: R2Bucket;
  ledger: UploadCalls;
}

const MIB = 1024 * 1024;

/** Bytes of a part: the same for all but the last, and so many that parts stay countable. */
export const partBytesOf = (bytes: number): number =>
  Math.max(LIMITS.upload_part_bytes, Math.ceil(bytes / LIMITS.upload_parts / MIB) * MIB);

type Size = Pick<OpenUpload, 'bytes' | 'partBytes'>;

const partsOf = ({ bytes, partBytes }: Size): number => Math.ceil(bytes / partBytes);

function describe(id: string, upload: Size, received: number[], complete: boolean): UploadDocument {
  const { bytes, partBytes } = upload;
  return { id, bytes, part_bytes: partBytes, parts: partsOf(upload), received, complete };
}

/** Begins an upload, or goes on with one; where the bytes are there already it is complete. */
export async function beginUpload(place: UploadPlace, bytes: number, format: Format): Promise<UploadDocument> {
  const { digest, bucket, ledger } = place;
  const known = await findSource(bucket, digest);
  if (known && (await areStored(bucket, known))) {
    return describe(digest, { bytes: known.bytes, partBytes: partBytesOf(known.bytes) }, [], true);
  }
  const running = await ledger.describe();
  if (running?.upload.bytes === bytes) return describe(digest, running.upload, running.received, false);
  if (running) throw new ProblemError('invalid-upload', `an upload of ${running.upload.bytes} bytes has this digest`);
  const upload = { digest, key: temporaryKey(), bytes, partBytes: partBytesOf(bytes), format };
  return describe(digest, await ledger.begin(upload), [], false);
}

/** The upload under way. Throws a problem where there is none. */
async function requireUpload({ ledger, digest }: UploadPlace): Promise<{ upload: OpenUpload; received: number[] }> {
  const running = await ledger.describe();
  if (running) return running;
  throw new ProblemError('unknown-upload', `no upload of ${digest} is under way; POST /v1/uploads begins one`);
}

/**
 * Stores one part; a part that is there stays as it is, so that nothing which comes late changes a source. Throws a problem
 * where its length is not the part's.
 */
export async function receivePart(
  place: UploadPlace,
  number: number,
  body: ReadableStream<Uint8Array> | null,
  length: number,
): Promise<void> {
  const { upload } = await requireUpload(place);
  const wanted = lengthOf(upload, number);
  if (wanted <= 0) throw new ProblemError('invalid-upload', `the last part is ${partsOf(upload) - 1}`);
  if (!body || length !== wanted) {
    throw new ProblemError('invalid-upload', `part ${number} has ${wanted} bytes, stated by Content-Length`);
  }
  const once = { onlyIf: { etagDoesNotMatch: '*' } };
  await place.bucket.put(partKeyOf(upload.key, number), body, once).catch((error: unknown) => {
    throw notStored(error);
  });
  await place.ledger.part(upload.key, number);
}

const lengthOf = ({ bytes, partBytes }: Size, number: number): number =>
  Math.min(partBytes, bytes - number * partBytes);

/**
 * Checks that the parts have the digest, and makes them a source. May be called again after a crash. Throws a problem where
 * parts are missing, or where the bytes are others: then the upload is forgotten.
 */
export async function completeUpload(place: UploadPlace): Promise<{ source: SourceDocument; created: boolean }> {
  const { digest, bucket, ledger } = place;
  const known = await findSource(bucket, digest);
  const running = await ledger.describe();
  if (known && !running) return { source: describeSource(digest, known), created: false };
  const { upload, received } = await requireUpload(place);
  if (received.length < partsOf(upload)) throw incomplete(upload, received);
  const pointer = pointerOf(upload);
  if ((await digestOf(bucket, pointer)) !== digest) {
    await ledger.forget(upload.key);
    await deleteBytes(bucket, pointer);
    throw new ProblemError('invalid-upload', 'the bytes have another sha256 than was said; the upload was given up');
  }
  const published = await publishSource(bucket, digest, pointer);
  await ledger.forget(upload.key);
  return published;
}

const pointerOf = ({ key, bytes, partBytes, format }: OpenUpload): SourcePointer => ({
  key,
  bytes,
  part_bytes: partBytes,
  format,
});

function incomplete(upload: OpenUpload, received: readonly number[]): ProblemError {
  const there = new Set(received);
  const missing = Array.from({ length: partsOf(upload) }, (_, part) => part).filter((part) => !there.has(part));
  const more = missing.length > 10 ? ` and ${missing.length - 10} more` : '';
  return new ProblemError('upload-incomplete', `missing parts: ${missing.slice(0, 10).join(', ')}${more}`);
}

/** sha256 of stored bytes; null where some are not there. */
async function digestOf(bucket: R2Bucket, stored: StoredBytes): Promise<string | null> {
  const hash = new crypto.DigestStream('SHA-256');
  for (const { key } of rangesOf(stored, 0, stored.bytes)) {
    const object = await bucket.get(key);
    if (!object) return null;
    await object.body.pipeTo(hash, { preventClose: true });
  }
  await hash.close();
  return `sha256:${hexOf(new Uint8Array(await hash.digest))}`;
}
