import { ByteBuffer } from '../../formats/byte-buffer.ts';
import type { Format } from '../../formats/format.ts';
import { joinClusters, joinDecays, joinEvents } from '../../formats/join.ts';
import { memoryAccess, readSets } from '../../formats/read.ts';
import { type ReadOptions, readerOf } from '../../formats/readers.ts';
import { rowsOf, type SetKind, type SetTypes } from '../../formats/sets.ts';
import { bodyOf } from './body.ts';
import { CAPS } from './caps.ts';

/** A request's end is known to HTTP, so that a last line break of `.dat` is not needed to tell that nothing is missing. */
const OPTIONS: ReadOptions = { caps: CAPS, openEnd: true };

type Joins = { [K in SetKind]: (sets: readonly SetTypes[K][]) => SetTypes[K] };
const JOINS: Joins = { events: joinEvents, clusters: joinClusters, decays: joinDecays };

/** The set in a request's body, in any format but JSON, which holds options too. Throws ProblemError or FormatError. */
export function readSet<K extends SetKind>(
  request: Request,
  kind: K,
  format: Exclude<Format, 'json'>,
  options: Pick<ReadOptions, 'weight'> = {},
): Promise<SetTypes[K]> {
  return readSetFrom(bodyOf(request), kind, format, options);
}

/** The set in a stream of bytes, in any format. Throws ProblemError or FormatError. */
export async function readSetFrom<K extends SetKind>(
  chunks: AsyncIterable<Uint8Array>,
  kind: K,
  format: Format,
  options: Pick<ReadOptions, 'weight'> = {},
): Promise<SetTypes[K]> {
  if (format === 'parquet') return readParquet(chunks, kind);
  const reader = readerOf(kind, format, { ...OPTIONS, ...options });
  for await (const chunk of chunks) reader.write(chunk);
  return reader.end();
}

/** Parquet has its index at the end, so the body is held; it is no longer than any body may be. */
async function readParquet<K extends SetKind>(chunks: AsyncIterable<Uint8Array>, kind: K): Promise<SetTypes[K]> {
  const body = new ByteBuffer();
  for await (const chunk of chunks) body.append(chunk, 0, chunk.length);
  const source = { chunks: none(), random: memoryAccess(body.view()) };
  const sets: SetTypes[K][] = [];
  for await (const set of readSets(kind, 'parquet', source, OPTIONS)) sets.push(set);
  const full = sets.filter((set) => rowsOf(set) > 0);
  return JOINS[kind](full.length > 0 ? full : sets);
}

async function* none(): AsyncGenerator<Uint8Array> {}
