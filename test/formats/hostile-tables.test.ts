import { gzipSync, zstdCompressSync } from 'node:zlib';
import * as fc from 'fast-check';
import lz4 from 'lz4js';
import { describe, expect, it } from 'vitest';
import { ArrowClusterReader, ArrowEventReader } from '../../formats/arrow/reader.ts';
import { gunzip } from '../../formats/compression/gzip.ts';
import { lz4Frame } from '../../formats/compression/lz4.ts';
import { snappyBlock } from '../../formats/compression/snappy.ts';
import { zstdFrames } from '../../formats/compression/zstd/frames.ts';
import { FormatError } from '../../formats/error.ts';
import { readParquetClusters } from '../../formats/parquet/readers.ts';
import type { Caps } from '../../formats/reader.ts';
import { compressedZeros, hostileArrow, hostileParquet, zstdSequenceBomb } from '../attacks/hostile-tables.ts';
import { read } from './support.ts';
import { collect, fileOf, fixture } from './tables.ts';

/** What the service sets, about. */
const CAPS: Partial<Caps> = { clusters: 20_000, events: 20_000, particles: 80_000, decompressed: 2 ** 24 };
/** The task's bound, milliseconds; each of these takes a few. */
const BOUND = 1000;

/** Runs a refusal; fails where it takes long, or takes much memory. */
async function refusalOf(call: () => unknown): Promise<string> {
  const before = process.memoryUsage();
  const start = performance.now();
  try {
    await call();
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    expect(performance.now() - start).toBeLessThan(BOUND);
    const after = process.memoryUsage();
    expect(after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers).toBeLessThan(2 ** 28);
    return error.message;
  }
  throw new Error('no FormatError was thrown');
}

describe('hostile Arrow streams', () => {
  it.each(hostileArrow())('are refused in no time: $what', async ({ bytes, refusal, asEvents }) => {
    const reader = asEvents ? new ArrowEventReader() : new ArrowClusterReader();
    expect(await refusalOf(() => read<object>(reader, bytes))).toMatch(refusal);
  });

  it('are refused by the cap of the caller before memory is taken', async () => {
    for (const codec of ['ZSTD', 'LZ4_FRAME'] as const) {
      const bytes = compressedZeros(codec, 1_000_000);
      expect(await refusalOf(() => read(new ArrowClusterReader(CAPS), bytes))).toMatch(/limit (decompressed|clusters)/);
    }
  });
});

describe('hostile Parquet files', () => {
  it.each(hostileParquet())('are refused in no time: $what', async ({ bytes, refusal }) => {
    expect(await refusalOf(() => collect(readParquetClusters(fileOf(bytes), CAPS)))).toMatch(refusal);
  });

  it.each(['bomb-runs', 'bomb-zstd', 'bomb-gzip'])(
    'are refused by a cap before a page is decoded: %s',
    async (name) => {
      const file = (): ReturnType<typeof fileOf> => fileOf(fixture(`parquet/${name}.parquet`));
      const { clusters: _, ...caps } = { ...CAPS, decompressed: 2 ** 22 };
      expect(await refusalOf(() => collect(readParquetClusters(file(), caps)))).toMatch(/^footer.*limit decompressed/);
      expect(await refusalOf(() => collect(readParquetClusters(file(), CAPS)))).toMatch(/^footer.*limit clusters/);
    },
  );

  it('of 20 million equal rows need the memory of a few thousand', async () => {
    let rows = 0;
    let largest = 0;
    const start = process.memoryUsage().arrayBuffers;
    for await (const set of readParquetClusters(fileOf(fixture('parquet/bomb-runs.parquet')))) {
      rows += set.E.length;
      largest = Math.max(largest, process.memoryUsage().arrayBuffers - start);
      if (rows > 5_000_000) break;
    }
    expect(rows).toBeGreaterThan(5_000_000);
    expect(largest).toBeLessThan(2 ** 28);
  });
});

describe('decompressors', () => {
  const seed = 20261124;
  const texts = fc
    .array(fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 12 }), fc.integer({ min: 1, max: 400 })), {
      maxLength: 20,
    })
    .map((pieces) =>
      Uint8Array.from(pieces.flatMap(([piece, times]) => Array.from({ length: times }, () => [...piece]).flat())),
    );
  const codecs = [
    { name: 'zstd', encode: (data: Uint8Array) => new Uint8Array(zstdCompressSync(data)), decode: zstdFrames },
    { name: 'LZ4', encode: (data: Uint8Array) => Uint8Array.from(lz4.compress(data)), decode: lz4Frame },
  ];

  it.each(codecs)('give what was compressed: $name', ({ encode, decode }) => {
    fc.assert(
      fc.property(texts, (text) => {
        const output = new Uint8Array(text.length);
        expect(decode(encode(text), output)).toBe(true);
        expect(Buffer.compare(output, text)).toBe(0);
        if (text.length > 0) expect(decode(encode(text), new Uint8Array(text.length - 1))).toBe(false);
        expect(decode(encode(text), new Uint8Array(text.length + 1))).toBe(false);
      }),
      { seed, numRuns: 300 },
    );
  });

  it.each([...codecs, { name: 'Snappy', encode: (data: Uint8Array) => data, decode: snappyBlock }])(
    'answer whatever they are given: $name',
    ({ encode, decode }) => {
      fc.assert(
        fc.property(texts, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }), (text, edits) => {
          const data = encode(text);
          for (const [place, byte] of edits) data[place % Math.max(data.length, 1)] = byte;
          expect([true, false]).toContain(decode(data, new Uint8Array(text.length)));
          expect([true, false]).toContain(decode(data.subarray(0, data.length >> 1), new Uint8Array(text.length)));
        }),
        { seed, numRuns: 2000 },
      );
    },
  );

  it('stop a block whose sequences would write gigabytes', async () => {
    const start = performance.now();
    expect(zstdFrames(zstdSequenceBomb(), new Uint8Array(2 ** 20))).toBe(false);
    expect(performance.now() - start).toBeLessThan(BOUND);
  });

  it('stop gzip that holds more than is wanted, and refuse what is cut or damaged', async () => {
    const bomb = new Uint8Array(gzipSync(new Uint8Array(2 ** 26)));
    const start = performance.now();
    expect(await gunzip(bomb, new Uint8Array(1000))).toBe(false);
    expect(performance.now() - start).toBeLessThan(BOUND);
    const text = Uint8Array.from({ length: 50_000 }, (_, i) => (i * i) % 251);
    const data = new Uint8Array(gzipSync(text));
    const output = new Uint8Array(text.length);
    expect([await gunzip(data, output), Buffer.compare(output, text)]).toEqual([true, 0]);
    expect(await gunzip(data, new Uint8Array(text.length + 1))).toBe(false);
    for (let cut = 0; cut < data.length; cut += 997) {
      expect([cut, await gunzip(data.subarray(0, cut), new Uint8Array(text.length))]).toEqual([cut, false]);
    }
    expect(await gunzip(data.with(data.length >> 1, data[data.length >> 1]! ^ 1), output)).toBe(false);
  });

  it('read every level of zstd', () => {
    const doubles = new Uint8Array(Float64Array.from({ length: 40_000 }, (_, i) => Math.sin(i * i)).buffer);
    const ids = new Uint8Array(
      Int32Array.from({ length: 60_000 }, (_, i) => [211, -211, 111, 321][((i * i) % 7) % 4]!).buffer,
    );
    const mixed = Uint8Array.from([
      ...doubles.subarray(0, 5000),
      ...ids,
      ...doubles.subarray(5000),
      ...new Uint8Array(200_000),
    ]);
    for (const data of [doubles, ids, mixed]) {
      for (const level of [-5, 1, 3, 6, 9, 13, 16, 19, 22]) {
        for (const checksum of [0, 1]) {
          const packed = new Uint8Array(zstdCompressSync(data, { params: { 100: level, 201: checksum } }));
          const output = new Uint8Array(data.length);
          expect([level, zstdFrames(packed, output), Buffer.compare(output, data)]).toEqual([level, true, 0]);
        }
      }
    }
  });
});
