import type { Format } from '../../formats/format.ts';
import { hexOf } from '../../models/contract/digest.ts';
import type { SourceDocument, UploadDocument } from '../../models/contract/jobs.ts';
import type { UploadCalls } from '../jobs/platform.ts';
import { LIMITS } from '../limits.ts';
import { ProblemError } from '../problems.ts';
import { notStored } from './receive.ts';
import { describeSource, findSource, publishSource, temporaryKey } from './source.ts';
import type { OpenUpload } from './upload-ledger.ts';

/** An upload in parts, by its digest: what the routes work with. */
export interface UploadPlace {
  digest: string;
  bucket: R2Bucket;
  ledger: UploadCalls;
}

const MIB = 1024 * 1024;

/** Bytes of a part: the same for all but the last, and so many that a bucket's number of parts is enough. */
export const partBytesOf = (bytes: number): number =>
  Math.max(LIMITS.upload_part_bytes, Math.ceil(bytes / LIMITS.upload_parts / MIB) * MIB);

const partsOf = ({ bytes, partBytes }: Pick<OpenUpload, 'bytes' | 'partBytes'>): number => Math.ceil(bytes / partBytes);

function describe(id: string, upload: Pick<OpenUpload, 'bytes' | 'partBytes'>, received: number[], complete: boolean) {
  const { bytes, partBytes } = upload;
  return { id, bytes, part_bytes: partBytes, parts: partsOf(upload), received, complete };
}

/** Begins an upload, or goes on with one; where the bytes are there already it is complete. */
export async function beginUpload(place: UploadPlace, bytes: number, format: Format): Promise<UploadDocument> {
  const { digest, bucket, ledger } = place;
  const known = await findSource(bucket, digest);
  if (known && (await bucket.head(known.key))) {
    return describe(digest, { bytes: known.bytes, partBytes: partBytesOf(known.bytes) }, [], true);
  }
  const running = await ledger.describe();
  if (running?.upload.bytes === bytes) return describe(digest, running.upload, running.received, false);
  if (running) throw new ProblemError('invalid-upload', `an upload of ${running.upload.bytes} bytes has this digest`);
  const upload = await openUpload(bucket, bytes, format);
  return describe(digest, await ledger.begin(upload), [], false);
}

async function openUpload(bucket: R2Bucket, bytes: number, format: Format): Promise<OpenUpload> {
  const key = temporaryKey();
  const { uploadId } = await bucket.createMultipartUpload(key).catch((error: unknown) => {
    throw notStored(error);
  });
  return { key, uploadId, bytes, partBytes: partBytesOf(bytes), format, assembled: false };
}

/** The upload under way. Throws a problem where there is none. */
async function requireUpload({ ledger, digest }: UploadPlace): Promise<{ upload: OpenUpload; received: number[] }> {
  const running = await ledger.describe();
  if (running) return running;
  throw new ProblemError('unknown-upload', `no upload of ${digest} is under way; POST /v1/uploads begins one`);
}

/** Stores one part. Throws a problem where its length is not the part's. */
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
  const multipart = place.bucket.resumeMultipartUpload(upload.key, upload.uploadId);
  const stored = await multipart
    .uploadPart(number + 1, body)
    .catch((error: unknown) => partFailed(place, upload, error));
  await place.ledger.part(upload.uploadId, number, stored.etag);
}

const lengthOf = ({ bytes, partBytes }: OpenUpload, number: number): number =>
  Math.min(partBytes, bytes - number * partBytes);

/** A bucket that forgot the upload makes it start anew; any other failure leaves it as it was. */
async function partFailed({ ledger, digest }: UploadPlace, upload: OpenUpload, error: unknown): Promise<never> {
  if (!/does not exist|NoSuchUpload|10024/.test(String(error))) throw notStored(error);
  await ledger.forget(upload.uploadId);
  throw new ProblemError('unknown-upload', `the upload of ${digest} was given up; POST /v1/uploads begins another`);
}

/**
 * Puts the parts together, checks that they have the digest, and makes them a source. May be called again after a crash.
 * Throws a problem where parts are missing, or where the bytes are others: then the upload is forgotten.
 */
export async function completeUpload(place: UploadPlace): Promise<{ source: SourceDocument; created: boolean }> {
  const { digest, bucket, ledger } = place;
  const known = await findSource(bucket, digest);
  const running = await ledger.describe();
  if (known && !running) return { source: describeSource(digest, known), created: false };
  const { upload, received } = await requireUpload(place);
  if (received.length < partsOf(upload)) throw incomplete(upload, received);
  if (!upload.assembled) await assemble(place, upload);
  if ((await digestOf(bucket, upload.key)) !== digest) {
    await bucket.delete(upload.key);
    await ledger.forget(upload.uploadId);
    throw new ProblemError('invalid-upload', 'the bytes have another sha256 than was said; the upload was given up');
  }
  const { key, bytes, format } = upload;
  const published = await publishSource(bucket, digest, { key, bytes, format });
  await ledger.forget(upload.uploadId);
  return published;
}

async function assemble({ bucket, ledger }: UploadPlace, upload: OpenUpload): Promise<void> {
  // Another request, or one before a crash, may have done it: then the object is there.
  if (!(await bucket.head(upload.key))) {
    const multipart = bucket.resumeMultipartUpload(upload.key, upload.uploadId);
    await multipart.complete(await ledger.parts()).catch((error: unknown) => {
      throw notStored(error);
    });
  }
  await ledger.assembled(upload.uploadId);
}

function incomplete(upload: OpenUpload, received: readonly number[]): ProblemError {
  const there = new Set(received);
  const missing = Array.from({ length: partsOf(upload) }, (_, part) => part).filter((part) => !there.has(part));
  const more = missing.length > 10 ? ` and ${missing.length - 10} more` : '';
  return new ProblemError('upload-incomplete', `missing parts: ${missing.slice(0, 10).join(', ')}${more}`);
}

async function digestOf(bucket: R2Bucket, key: string): Promise<string | null> {
  const object = await bucket.get(key);
  if (!object) return null;
  const hash = new crypto.DigestStream('SHA-256');
  await object.body.pipeTo(hash);
  return `sha256:${hexOf(new Uint8Array(await hash.digest))}`;
}
