import { ByteBuffer } from './byte-buffer.ts';
import type { Format } from './format.ts';
import { readParquetClusters, readParquetDecays, readParquetEvents } from './parquet/readers.ts';
import type { RandomAccess } from './random-access.ts';
import { type Caps, checkCap } from './reader.ts';
import { type ReadOptions, readerOf, type StreamFormat } from './readers.ts';
import { rowsOf, type SetKind, type SetTypes } from './sets.ts';

/** An input: its bytes in order, and from any place where that can be had. */
export interface Source {
  chunks: AsyncIterable<Uint8Array>;
  random?: RandomAccess;
}

/** Bytes that are read before what came of them is given out. */
const BATCH = 1 << 20;

type ParquetReaders = {
  [K in SetKind]: (file: RandomAccess, caps: Partial<Caps>) => AsyncGenerator<SetTypes[K]>;
};
const PARQUET: ParquetReaders = {
  events: readParquetEvents,
  clusters: readParquetClusters,
  decays: readParquetDecays,
};

/**
 * Reads the sets of an input in order, each as large as a megabyte of input makes it, so that an input of any length
 * needs little memory; at least one set, which may be empty. Throws FormatError.
 */
export async function* readSets<K extends SetKind>(
  kind: K,
  format: Format,
  source: Source,
  options: ReadOptions = {},
): AsyncGenerator<SetTypes[K], void, undefined> {
  if (format === 'parquet') {
    const caps = options.caps ?? {};
    yield* PARQUET[kind](source.random ?? (await inMemory(source.chunks, caps)), caps);
  } else {
    yield* readStream(kind, format, source.chunks, options);
  }
}

async function* readStream<K extends SetKind>(
  kind: K,
  format: StreamFormat,
  chunks: AsyncIterable<Uint8Array>,
  options: ReadOptions,
): AsyncGenerator<SetTypes[K], void, undefined> {
  const reader = readerOf(kind, format, options);
  let pending = 0;
  for await (const chunk of chunks) {
    reader.write(chunk);
    pending += chunk.length;
    if (pending < BATCH) continue;
    const set = reader.take();
    if (rowsOf(set) > 0) yield set;
    pending = 0;
  }
  yield reader.end();
  if ('others' in reader && typeof reader.others === 'number' && reader.others > 0) options.onOthers?.(reader.others);
}

/** All bytes of a stream, up to caps.document. Throws FormatError (`limit`). */
export async function inMemory(chunks: AsyncIterable<Uint8Array>, caps: Partial<Caps>): Promise<RandomAccess> {
  const bytes = new ByteBuffer();
  for await (const chunk of chunks) {
    checkCap(caps, 'document', bytes.length + chunk.length, '');
    bytes.append(chunk, 0, chunk.length);
  }
  return memoryAccess(bytes.view());
}

/** Random access to bytes in memory. */
export function memoryAccess(bytes: Uint8Array): RandomAccess {
  return {
    byteLength: bytes.length,
    // Of a Node.js Buffer `slice` would be a view, and `buffer` the whole pool.
    slice: (start, end) => Promise.resolve(new Uint8Array(bytes.subarray(start, end)).buffer),
  };
}
