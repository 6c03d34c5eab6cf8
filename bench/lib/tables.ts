import { zstdCompressSync } from 'node:zlib';
import { CompressionType, setCompressionCodec, tableFromIPC, tableToIPC } from '@uwdata/flechette';
import lz4 from 'lz4js';
import { ArrowEventReader } from '../../formats/arrow/reader.ts';
import { arrowEventWriter } from '../../formats/arrow/writers.ts';
import { readParquetEvents } from '../../formats/parquet/readers.ts';
import { parquetEventWriter } from '../../formats/parquet/writers.ts';
import type { RandomAccess } from '../../formats/random-access.ts';
import { readAll } from '../../formats/reader.ts';
import type { Writer } from '../../formats/writer.ts';
import type { EventSet } from '../../physics/columns.ts';

/** One thing whose speed is measured; a promise is waited for. */
export interface TableCase {
  name: string;
  input: Uint8Array;
  run: (input: Uint8Array) => unknown;
}

const CHUNK = 1 << 16;

/** Arrow and Parquet, read and written, for the same events as the other formats. */
export function tableCases(events: EventSet): TableCase[] {
  const plain = written(arrowEventWriter(), events);
  const parquet = written(parquetEventWriter(), events);
  return [
    { name: 'Arrow to columns', input: plain, run: readArrow },
    { name: 'Arrow, LZ4, to columns', input: compressed(plain, 'LZ4_FRAME'), run: readArrow },
    { name: 'Arrow, zstd, to columns', input: compressed(plain, 'ZSTD'), run: readArrow },
    { name: 'Parquet to columns', input: parquet, run: readParquet },
    { name: 'write Arrow', input: plain, run: () => written(arrowEventWriter(), events) },
    { name: 'write Parquet', input: parquet, run: () => written(parquetEventWriter(), events) },
  ];
}

const written = (writer: Writer<EventSet>, events: EventSet): Uint8Array =>
  Buffer.concat([...writer.write(events), ...writer.end()]);

function readArrow(all: Uint8Array): EventSet {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < all.length; at += CHUNK) chunks.push(all.subarray(at, at + CHUNK));
  return readAll<EventSet>(new ArrowEventReader(), chunks);
}

async function readParquet(all: Uint8Array): Promise<number> {
  const file: RandomAccess = {
    byteLength: all.length,
    slice: async (start, end) => new Uint8Array(all.subarray(start, end)).buffer,
  };
  let events = 0;
  for await (const set of readParquetEvents(file)) events += set.offsets.length - 1;
  return events;
}

/** The same stream with compressed buffers. */
function compressed(stream: Uint8Array, codec: 'LZ4_FRAME' | 'ZSTD'): Uint8Array {
  const encode = (data: Uint8Array): Uint8Array =>
    codec === 'ZSTD' ? zstdCompressSync(data) : Uint8Array.from(lz4.compress(data));
  setCompressionCodec(CompressionType[codec], { encode, decode: (data: Uint8Array) => data });
  const bytes = tableToIPC(tableFromIPC(new Uint8Array(stream)), { format: 'stream', codec: CompressionType[codec] });
  if (!bytes) throw new Error('no bytes were written');
  return bytes;
}
