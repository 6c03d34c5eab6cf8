import { describe, expect, it } from 'vitest';
import { arrowKind } from '../../formats/arrow/kind.ts';
import { ArrowEventReader } from '../../formats/arrow/reader.ts';
import { arrowEventWriter } from '../../formats/arrow/writers.ts';
import { gunzip } from '../../formats/compression/gzip.ts';
import { FormatError } from '../../formats/error.ts';
import { parquetKind, readParquetClusters, readParquetEvents } from '../../formats/parquet/readers.ts';
import { parquetEventWriter } from '../../formats/parquet/writers.ts';
import type { RandomAccess } from '../../formats/random-access.ts';
import { readAll } from '../../formats/reader.ts';
import type { EventSet } from '../../physics/columns.ts';

/** Arrow and Parquet where the service runs: no Node, no code made at run time, no wasm compiled from bytes. */
const fixtures = import.meta.glob('../fixtures/{arrow,parquet}/*', {
  query: '?url&inline',
  import: 'default',
  eager: true,
});

function fixture(name: string): Uint8Array {
  const url = fixtures[`../fixtures/${name}`];
  if (!url?.startsWith('data:')) throw new Error(`no fixture ${name}`);
  return Uint8Array.from(atob(url.slice(url.indexOf(',') + 1)), (character) => character.charCodeAt(0));
}

const fileOf = (bytes: Uint8Array): RandomAccess => ({
  byteLength: bytes.length,
  slice: async (start, end) => Uint8Array.from(bytes.subarray(start, end)).buffer,
});

function concat(pieces: Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

async function readParquet(bytes: Uint8Array): Promise<EventSet> {
  const sets: EventSet[] = [];
  for await (const set of readParquetEvents(fileOf(bytes))) if (set.offsets.length > 1) sets.push(set);
  expect(sets.length).toBeGreaterThan(0);
  return sets[0]!;
}

const events = readAll<EventSet>(new ArrowEventReader(), [fixture('arrow/lists.arrows')]);

describe('Arrow in workerd', () => {
  it.each(['lists', 'lz4', 'zstd', 'awkward-record', 'dictionary'])('is read: %s', (name) => {
    const bytes = fixture(`arrow/${name}.arrows`);
    expect(arrowKind(bytes)).toBe('events');
    const set = readAll<EventSet>(new ArrowEventReader(), [bytes]);
    expect(set.px).toEqual(Float64Array.from({ length: 10 }, (_, i) => 0.1 * (i + 1)));
    expect([...set.offsets]).toEqual([0, 3, 3, 5, 6, 10]);
  });

  it('is written', () => {
    const writer = arrowEventWriter();
    const bytes = concat([...writer.write(events), ...writer.end()]);
    expect(readAll<EventSet>(new ArrowEventReader(), [bytes])).toEqual(events);
  });
});

describe('Parquet in workerd', () => {
  it.each(['lists', 'plain', 'gzip', 'zstd', 'lz4', 'page-v2', 'split', 'delta'])('is read: %s', async (name) => {
    const bytes = fixture(`parquet/${name}.parquet`);
    expect(await parquetKind(fileOf(bytes))).toBe('events');
    expect(await readParquet(bytes)).toEqual(events);
  });

  it('is written', async () => {
    const writer = parquetEventWriter();
    expect(await readParquet(concat([...writer.write(events), ...writer.end()]))).toEqual(events);
  });

  it('stops a file whose pages would become too large', async () => {
    const bytes = fixture('parquet/bomb-gzip.parquet');
    const all = async (): Promise<void> => {
      for await (const _ of readParquetClusters(fileOf(bytes), { decompressed: 1_000_000 }));
    };
    await expect(all()).rejects.toThrow(FormatError);
  });

  it('stops gzip that holds more than it declares', async () => {
    const zeros = new Response(new Uint8Array(2 ** 24)).body!.pipeThrough(new CompressionStream('gzip'));
    const bomb = new Uint8Array(await new Response(zeros).arrayBuffer());
    const start = Date.now();
    expect(await gunzip(bomb, new Uint8Array(1000))).toBe(false);
    expect(Date.now() - start).toBeLessThan(1000);
    expect(await gunzip(bomb, new Uint8Array(2 ** 24))).toBe(true);
    expect(await gunzip(bomb.subarray(0, bomb.length - 9), new Uint8Array(2 ** 24))).toBe(false);
  });
});
