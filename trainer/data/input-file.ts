import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { compressionOf } from '../../formats/detect.ts';
import { formatError } from '../../formats/error.ts';
import type { RandomAccess } from '../../formats/random-access.ts';
import type { Source } from '../../formats/read.ts';
import { zstdFrames } from './zstd-frames.ts';

/** Bytes that are looked at to tell format and content: the first event is to be among them. */
const PREFIX = 1 << 20;
const CHUNK = 1 << 18;

/** A file or standard input (`-`) that is open for reading, decompressed where it is gzip or zstd. */
export interface InputFile {
  /** The first bytes, up to a megabyte, after decompression. */
  prefix: Uint8Array;
  /** `random` only for files that are not compressed. */
  source: Source;
  /** Bytes on disk; undefined for standard input. */
  size: number | undefined;
  /** Bytes on disk that were read so far. */
  consumed: () => number;
  compression: 'gzip' | 'zstd' | undefined;
  close: () => Promise<void>;
}

/** Opens a file, or standard input where the name is `-`. Throws what the file system says. */
export async function openInput(name: string): Promise<InputFile> {
  const file = name === '-' ? undefined : await open(name, 'r');
  try {
    return await inputOf(file);
  } catch (error) {
    await file?.close();
    throw error;
  }
}

async function inputOf(file: FileHandle | undefined): Promise<InputFile> {
  const stats = await file?.stat();
  const size = stats?.isFile() === true ? stats.size : undefined;
  let consumed = 0;
  const raw = file ? fileStream(file, size !== undefined) : process.stdin;
  const count = (bytes: number): void => {
    consumed += bytes;
  };
  const counted = counting(raw, count);
  const magic = await lookAhead(counted, 4);
  const compression = compressionOf(magic.prefix);
  const bytes = compression === undefined ? magic.chunks : decompressed(magic.chunks, compression);
  const { prefix, chunks } = await lookAhead(bytes, PREFIX);
  return {
    prefix,
    source: { chunks, ...(file && size !== undefined && !compression && { random: randomAccess(file, size, count) }) },
    size,
    consumed: () => Math.min(consumed, size ?? consumed),
    compression,
    close: async () => {
      raw.destroy();
      await file?.close();
    },
  };
}

/** A pipe that has a name (`<(…)`, mkfifo) can only be read on, not from a place. */
const fileStream = (file: FileHandle, hasPlaces: boolean): Readable =>
  file.createReadStream({ highWaterMark: CHUNK, autoClose: false, ...(hasPlaces && { start: 0 }) });

async function* counting(
  chunks: AsyncIterable<Uint8Array>,
  count: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    count(chunk.length);
    yield chunk;
  }
}

/** Reads on until there are `bytes` bytes or the end, and gives them beside the whole stream. */
async function lookAhead(
  stream: AsyncGenerator<Uint8Array>,
  bytes: number,
): Promise<{ prefix: Uint8Array; chunks: AsyncGenerator<Uint8Array> }> {
  const seen: Uint8Array[] = [];
  let length = 0;
  while (length < bytes) {
    const { done, value } = await stream.next();
    if (done) break;
    seen.push(value);
    length += value.length;
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    for (let chunk = seen.shift(); chunk !== undefined; chunk = seen.shift()) yield chunk;
    yield* stream;
  }
  return { prefix: Buffer.concat(seen).subarray(0, bytes), chunks: all() };
}

/** Decompresses a stream; throws FormatError (`syntax`) where it is damaged or cut. */
async function* decompressed(
  chunks: AsyncGenerator<Uint8Array>,
  compression: 'gzip' | 'zstd',
): AsyncGenerator<Uint8Array> {
  try {
    yield* compression === 'gzip' ? gunzipped(chunks) : zstdFrames(chunks, CHUNK);
  } catch (error) {
    const isZlib = error instanceof Error && 'code' in error && /^(Z_|ZSTD_|ERR_)/.test(String(error.code));
    if (!isZlib) throw error;
    throw formatError('syntax', '', `must be valid ${compression} (is the file damaged or cut short?)`);
  }
}

/** Decompresses gzip, of one member or several; Node.js throws where something else follows. */
async function* gunzipped(chunks: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const inflate = createGunzip({ chunkSize: CHUNK });
  const source = Readable.from(chunks);
  source.on('error', (error) => inflate.destroy(error));
  source.pipe(inflate);
  try {
    yield* inflate;
  } finally {
    source.destroy();
    inflate.destroy();
  }
}

function randomAccess(file: FileHandle, byteLength: number, count: (bytes: number) => void): RandomAccess {
  return {
    byteLength,
    slice: async (start, end) => {
      const bytes = new Uint8Array(end - start);
      for (let at = 0; at < bytes.length; ) {
        const { bytesRead } = await file.read(bytes, at, bytes.length - at, start + at);
        if (bytesRead === 0) throw formatError('syntax', '', 'the file became shorter while it was read');
        at += bytesRead;
        count(bytesRead);
      }
      return bytes.buffer;
    },
  };
}
