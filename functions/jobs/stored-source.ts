import { compressionOf } from '../../formats/detect.ts';
import { formatError } from '../../formats/error.ts';
import type { RandomAccess } from '../../formats/random-access.ts';
import { findSource } from '../uploads/source.ts';
import { type ObjectRange, rangesOf, type StoredBytes } from '../uploads/stored-bytes.ts';
import { JobFailure } from './failure.ts';

/** A source in the bucket, as it is now. Reading it throws JobFailure where it is there no longer. */
export interface StoredSource extends StoredBytes {
  compression: 'gzip' | 'zstd' | undefined;
}

const gone = (source: string): JobFailure =>
  new JobFailure(`the source ${source} is no longer stored; upload it again and retry`);

/** Where the bytes of a source are. */
export async function placeOf(bucket: R2Bucket, source: string): Promise<StoredBytes> {
  const pointer = await findSource(bucket, source);
  if (!pointer) throw gone(source);
  return pointer;
}

export async function openSource(bucket: R2Bucket, source: string): Promise<StoredSource> {
  const { key, bytes, part_bytes } = await placeOf(bucket, source);
  const [first] = rangesOf({ key, bytes, part_bytes }, 0, 4);
  const magic = first && (await bucket.get(first.key, { range: { offset: 0, length: 4 } }));
  if (!magic) throw gone(source);
  const compression = compressionOf(new Uint8Array(await magic.arrayBuffer()));
  return { key, bytes, part_bytes, compression };
}

/** The stored bytes from `start` to `end`, in order. Throws JobFailure where they are not there. */
export async function* bytesFrom(
  bucket: R2Bucket,
  stored: StoredBytes,
  start: number,
  end: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (const range of rangesOf(stored, start, end)) yield* chunksOf((await openRange(bucket, range)).body);
}

async function openRange(bucket: R2Bucket, { key, offset, length }: ObjectRange): Promise<R2ObjectBody> {
  const object = await bucket.get(key, { range: { offset, length } });
  if (object) return object;
  throw new JobFailure('what was to be read is no longer stored; upload the source again and retry');
}

/** Bytes that are asked for at a time: a stream hands on some kilobytes, and each turn costs. */
const READ_BYTES = 256 * 1024;

/** The bytes of an object's stream, in pieces that are valid until the next is taken. */
async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = stream.getReader({ mode: 'byob' });
  let buffer = new ArrayBuffer(READ_BYTES);
  try {
    for (;;) {
      const { done, value } = await reader.readAtLeast(READ_BYTES, new Uint8Array(buffer));
      if (value && value.length > 0) yield value;
      if (done || !value) return;
      buffer = value.buffer;
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

/** The source from its beginning, decompressed; `consumed` says how many of its own bytes were read so far. */
export function decompressed(
  bucket: R2Bucket,
  source: StoredSource,
): { chunks: AsyncGenerator<Uint8Array, void, undefined>; consumed: () => number } {
  let consumed = 0;
  async function* counted(): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const chunk of bytesFrom(bucket, source, 0, source.bytes)) {
      consumed += chunk.length;
      yield chunk;
    }
  }
  const { compression } = source;
  if (compression === 'zstd') throw new JobFailure('zstd is not read by jobs; send gzip or plain bytes');
  const chunks = compression === 'gzip' ? gunzipped(counted()) : counted();
  return { chunks, consumed: () => consumed };
}

async function* gunzipped(chunks: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const gunzip = new DecompressionStream('gzip');
  const writer = gunzip.writable.getWriter();
  let failure: unknown;
  const pump = async (): Promise<void> => {
    for await (const chunk of chunks) await writer.write(chunk);
    await writer.close();
  };
  const pumping = pump().catch(async (error: unknown) => {
    failure = error;
    await writer.abort(error).catch(() => undefined);
  });
  try {
    yield* chunksOf(gunzip.readable);
    await pumping;
  } catch {
    // Set where reading the bucket failed, else it is the gzip that is wrong.
    if (failure instanceof JobFailure) throw failure;
    throw formatError(
      'syntax',
      '',
      'must be valid gzip of one member (is the file damaged, cut short, or several put together?)',
    );
  }
}

/** A source that is read from any place. */
export function randomAccess(bucket: R2Bucket, source: StoredSource): { random: RandomAccess; consumed: () => number } {
  const { bytes: byteLength } = source;
  let consumed = 0;
  const slice = async (offset: number, end: number): Promise<ArrayBuffer> => {
    const ranges = rangesOf(source, offset, end);
    consumed = Math.min(byteLength, consumed + end - offset);
    if (ranges.length === 1) return (await openRange(bucket, ranges[0]!)).arrayBuffer();
    return new Blob(
      await Promise.all(ranges.map(async (range) => (await openRange(bucket, range)).arrayBuffer())),
    ).arrayBuffer();
  };
  return { random: { byteLength, slice }, consumed: () => consumed };
}
