import type { Format } from '../../formats/format.ts';
import { hexOf } from '../../models/contract/digest.ts';
import type { SourceDocument } from '../../models/contract/jobs.ts';
import { LIMITS } from '../limits.ts';
import { ProblemError } from '../problems.ts';
import { PartsWriter } from './parts-writer.ts';
import { publishSource, temporaryKey } from './source.ts';

/** A single request has parts of one size, and a bucket takes no more than so many. */
const LARGEST = Math.min(LIMITS.source_bytes, LIMITS.upload_parts * LIMITS.upload_part_bytes);

/** Uploads that this isolate is receiving: each holds one part in memory. */
let receiving = 0;

/** Turns what a bucket says when it does not take bytes (full, away) into a problem; nothing of the upload is left. */
export const notStored = (cause: unknown): ProblemError =>
  new ProblemError('not-stored', 'the bucket did not take the bytes; nothing was kept', {
    headers: { 'Retry-After': '10' },
    cause,
  });

/**
 * Stores the body of a request while it comes, and names it by its sha256.
 * Throws a problem where the body is cut, too large or empty, and where the bucket does not take it.
 */
export async function receiveSource(
  bucket: R2Bucket,
  body: ReadableStream<Uint8Array> | null,
  format: Format,
): Promise<{ source: SourceDocument; created: boolean }> {
  if (receiving >= LIMITS.uploads) {
    throw new ProblemError('busy', 'too many uploads at the same time', { headers: { 'Retry-After': '5' } });
  }
  receiving++;
  try {
    return await store(bucket, body, format);
  } finally {
    receiving--;
  }
}

async function store(bucket: R2Bucket, body: ReadableStream<Uint8Array> | null, format: Format) {
  const writer = new PartsWriter(bucket, temporaryKey());
  try {
    const digest = await pass(body, writer);
    const stored = await writer.close().catch(fail);
    return await publishSource(bucket, digest, { ...stored, format });
  } catch (error) {
    await writer.abort().catch(() => undefined);
    throw error;
  }
}

const fail = (error: unknown): never => {
  throw notStored(error);
};

/** Passes a body on to a writer and gives its digest. */
async function pass(body: ReadableStream<Uint8Array> | null, writer: PartsWriter): Promise<string> {
  const hash = new crypto.DigestStream('SHA-256');
  const hashing = hash.getWriter();
  let bytes = 0;
  for await (const chunk of chunksOf(body)) {
    bytes += chunk.length;
    if (bytes > LARGEST) {
      throw new ProblemError('too-large', `a source may hold at most ${LARGEST} bytes in one request`);
    }
    await Promise.all([hashing.write(chunk), writer.write(chunk).catch(fail)]);
  }
  if (bytes === 0) throw new ProblemError('malformed-body', 'there are no bytes in the body');
  await hashing.close();
  return `sha256:${hexOf(new Uint8Array(await hash.digest))}`;
}

async function* chunksOf(body: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader();
  for (;;) {
    const next = await reader?.read().catch(() => {
      throw new ProblemError('malformed-body', 'the body ended early; nothing was kept');
    });
    if (!next || next.done) return;
    yield next.value;
  }
}
