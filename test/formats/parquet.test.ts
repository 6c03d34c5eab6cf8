import * as fc from 'fast-check';
import { parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../../formats/error.ts';
import {
  parquetKind,
  parquetSummary,
  readParquetClusters,
  readParquetDecays,
  readParquetEvents,
} from '../../formats/parquet/readers.ts';
import {
  parquetClusterWriter,
  parquetDecayWriter,
  parquetEventWriter,
  parquetTableWriter,
} from '../../formats/parquet/writers.ts';
import type { Caps } from '../../formats/reader.ts';
import type { Writer } from '../../formats/writer.ts';
import type { EventSet } from '../../physics/columns.ts';
import { decaySets, eventSets, exact } from './support.ts';
import {
  bytesOf,
  collect,
  events,
  fileOf,
  fixture,
  flatEvents,
  ids,
  joinedSets,
  labels,
  massEvents,
  momenta,
  narrowEvents,
  unweighted,
} from './tables.ts';

const seed = 20261124;
const written = <T>(writer: Writer<T>, ...sets: T[]): Uint8Array =>
  bytesOf([...sets.flatMap((set) => [...writer.write(set)]), ...writer.end()]);
const parquet = (name: string): Uint8Array => fixture(`parquet/${name}.parquet`);
const readEvents = (bytes: Uint8Array, caps: Partial<Caps> = {}): Promise<EventSet> =>
  collect(readParquetEvents(fileOf(bytes), caps));

/** The FormatError of a promise, or what it gives; anything else fails the test. */
async function outcome<T>(promise: Promise<T>): Promise<T | FormatError> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
}

async function faults(promise: Promise<unknown>): Promise<string[]> {
  const result = await outcome(promise);
  if (!(result instanceof FormatError)) throw new Error('no FormatError was thrown');
  return result.faults.map(({ place, rule }) => `${place}: ${rule}`);
}

describe('what pyarrow and awkward write', () => {
  it.each([
    ['lists', events],
    ['plain', events],
    ['gzip', events],
    ['zstd', events],
    ['lz4', events],
    ['page-v2', events],
    ['groups', events],
    ['split', events],
    ['delta', events],
    ['narrow', narrowEvents],
    ['mass', massEvents],
    ['flat', flatEvents],
    ['awkward', unweighted],
    ['awkward-lists', unweighted],
  ])('is read exactly: %s', async (name, wanted) => {
    expect(exact(await readEvents(parquet(name)))).toEqual(exact(wanted));
    expect(await parquetKind(fileOf(parquet(name)))).toBe('events');
  });

  it('is read as clusters and as decays', async () => {
    const clusters = await collect(readParquetClusters(fileOf(parquet('clusters'))));
    const flags = Uint8Array.from(ids, (_, i) => i % 2);
    const wanted = {
      ...momenta,
      q1_pdg_id: ids,
      q2_pdg_id: ids.map((id) => -id),
      q1_perturbative: flags,
      event: labels,
    };
    expect(exact(clusters)).toEqual(exact(wanted));
    const decays = await collect(readParquetDecays(fileOf(parquet('decays'))));
    expect([...decays.offsets]).toEqual([...events.offsets]);
    expect(exact(decays.clusters)).toEqual(exact({ ...momenta, h1_pdg_id: ids, h2_pdg_id: ids }));
    expect([...decays.hadrons.px]).toEqual([...momenta.px].flatMap((px) => [px, px]));
    const inEvents = await collect(readParquetClusters(fileOf(parquet('decays'))));
    expect([...inEvents.event!]).toEqual([0, 0, 0, 2, 2, 3, 4, 4, 4, 4]);
    expect(await parquetKind(fileOf(parquet('clusters')))).toBe('clusters');
    expect(await parquetKind(fileOf(parquet('decays')))).toBe('decays');
  });

  it('may have further columns, which are named and never fetched', async () => {
    expect(await parquetSummary(fileOf(parquet('lists')))).toMatchObject({
      kind: 'events',
      rows: 5,
      ignored: ['note'],
    });
    const wide = { a: Float64Array.from({ length: 300_000 }, (_, i) => Math.sqrt(i)) };
    const types = { a: 'float64', px: 'float64', py: 'float64', pz: 'float64', E: 'float64' } as const;
    const all = written(parquetTableWriter(types), { a: wide.a, px: wide.a, py: wide.a, pz: wide.a, E: wide.a });
    const file = fileOf(all);
    expect((await collect(readParquetClusters(file))).E).toHaveLength(300_000);
    const fetched = file.slices.reduce((sum, [start, end]) => sum + end - start, 0);
    expect(fetched).toBeLessThan(0.85 * all.length);
    expect(Math.max(...file.slices.map(([start, end]) => end - start))).toBeLessThan(2 ** 21);
  });
});

describe('round trips', () => {
  it('of events are exact', async () => {
    await fc.assert(
      fc.asyncProperty(eventSets(0), fc.boolean(), async (set, weighted) => {
        const wanted = weighted ? { ...set, weight: Float64Array.from(set.offsets.slice(1), (x) => -x / 3) } : set;
        expect(exact(await readEvents(written(parquetEventWriter(), wanted)))).toEqual(exact(wanted));
      }),
      { seed, numRuns: 100 },
    );
  });

  it('of decays and of their clusters are exact', async () => {
    await fc.assert(
      fc.asyncProperty(
        decaySets.filter(({ offsets }) => offsets.length > 1),
        async (decays) => {
          const file = fileOf(written(parquetDecayWriter(), decays));
          expect(exact(await collect(readParquetDecays(file)))).toEqual(exact(decays));
          const rows = fileOf(written(parquetClusterWriter(), decays.clusters));
          expect(exact(await collect(readParquetClusters(rows)))).toEqual(exact(decays.clusters));
        },
      ),
      { seed, numRuns: 50 },
    );
  });

  it('of many events take several row groups, whatever sets they come in', async () => {
    const many = joinedSets(Array.from({ length: 40 }, () => events));
    const large: EventSet = {
      ...many,
      offsets: Uint32Array.from({ length: 20_001 }, (_, i) => Math.floor(i / 50)),
      weight: Float64Array.from({ length: 20_000 }, (_, i) => i),
    };
    const whole = written(parquetEventWriter({ summary: 'yes' }), large, large);
    expect(exact(await readEvents(whole))).toEqual(exact(joinedSets([large, large])));
    expect(await parquetSummary(fileOf(whole))).toMatchObject({
      kind: 'events',
      rows: 40_000,
      metadata: new Map([
        ['summary', 'yes'],
        ['hadronedge.kind', 'events'],
      ]),
    });
  });

  it('of events with many particles take row groups of fewer events, so that none is large', async () => {
    const sizes: number[] = Array.from({ length: 300 }, (_, e) => (e === 7 ? 40_000 : e % 5 === 0 ? 0 : 700));
    const offsets = Uint32Array.from([0, ...sizes.map((_, e) => sizes.slice(0, e + 1).reduce((a, b) => a + b))]);
    const column = Float64Array.from({ length: offsets.at(-1)! }, (_, i) => i);
    const set = { offsets, px: column, py: column, pz: column, E: column, pdg_id: Int32Array.from(column) };
    const whole = written(parquetEventWriter(), set, set);
    expect(exact(await readEvents(whole))).toEqual(exact(joinedSets([set, set])));
    const { row_groups } = await parquetMetadataAsync(fileOf(whole));
    const records = row_groups.map(({ columns }) => Number(columns[0]!.meta_data!.num_values));
    expect(records.length).toBeGreaterThan(10);
    // An event is never cut: a group has at most one event more than is wanted.
    for (const count of records) expect(count).toBeLessThan(32_768 + 40_000);
    expect(records.filter((count) => count > 34_000)).toHaveLength(2);
  });

  it('of nothing are nothing', async () => {
    expect((await readEvents(written(parquetEventWriter()))).offsets).toEqual(Uint32Array.of(0));
    expect((await collect(readParquetClusters(fileOf(written(parquetClusterWriter()))))).E).toHaveLength(0);
  });
});

describe('hyparquet', () => {
  it('reads what is written', async () => {
    const rows = await parquetReadObjects({ file: fileOf(written(parquetEventWriter(), events)) });
    expect(rows.map((row) => row['weight'])).toEqual([...events.weight!]);
    expect(rows[3]!['particles']).toEqual([
      { pdg_id: ids[5], px: momenta.px[5], py: momenta.py[5], pz: momenta.pz[5], E: momenta.E[5] },
    ]);
    const types = { cluster: 'uint32', score: 'float64', flag: 'uint8' } as const;
    const set = { cluster: Uint32Array.of(0, 4294967295), score: Float64Array.of(-0, 1), flag: Uint8Array.of(0, 1) };
    expect(await parquetReadObjects({ file: fileOf(written(parquetTableWriter(types), set)) })).toEqual([
      { cluster: 0, score: -0, flag: 0 },
      { cluster: 4294967295, score: 1, flag: 1 },
    ]);
  });
});

/** An element of a schema that may be null. */
const optional = (name: string, more: object): any => ({ name, repetition_type: 'OPTIONAL', ...more });

/** Rows whose four components are all the same numbers. */
const flat = (px: (number | null)[]): Uint8Array =>
  new Uint8Array(
    parquetWriteBuffer({ columnData: ['px', 'py', 'pz', 'E'].map((name) => ({ name, data: px, type: 'DOUBLE' })) }),
  );

describe('refusals', () => {
  it('name the row and the column of a value', async () => {
    const bad = { ...events, px: momenta.px.with(4, NaN), E: momenta.E.with(9, -Infinity) };
    expect(await faults(readEvents(written(parquetEventWriter(), bad)))).toEqual([
      'row 2 /particles/1/px: must be a finite number',
      'row 4 /particles/3/E: must be a finite number',
    ]);
  });

  it('name the row of what is null: a value, a list, a record in a list', async () => {
    const fields = ['px', 'py', 'pz', 'E'].map((name) => optional(name, { type: 'DOUBLE' }));
    const schema = [
      { name: 'schema', num_children: 1 },
      optional('particles', { converted_type: 'LIST', num_children: 1 }),
      { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
      optional('element', { num_children: 4 }),
      ...fields,
    ];
    const one = { px: 1, py: 2, pz: 3, E: 4 };
    const file = (rows: unknown[]): Uint8Array =>
      new Uint8Array(parquetWriteBuffer({ schema, columnData: [{ name: 'particles', data: rows }] }));
    expect((await readEvents(file([[one], [], [one, one]]))).offsets).toEqual(Uint32Array.of(0, 1, 1, 3));
    expect(await faults(readEvents(file([[one], [], [one, { ...one, pz: null }]])))).toEqual([
      'row 2 /particles/1/pz: must not be null',
    ]);
    expect(await faults(readEvents(file([[one], [one, null, one]])))).toContain(
      'row 1 /particles/1/px: must not be null',
    );
    expect(await faults(readEvents(file([[one], null, [one]])))).toEqual(['row 1 /particles: must not be null']);
    expect((await faults(collect(readParquetClusters(fileOf(flat([1, null, 3]))))))[0]).toBe(
      'row 1 /px: must not be null',
    );
  });

  it('name what a file is not', async () => {
    expect(await faults(readEvents(new Uint8Array(3)))).toEqual([': is no Parquet file: it is too short']);
    expect(await faults(readEvents(new TextEncoder().encode('{"events": []}')))).toEqual([
      ': is no Parquet file: it does not begin with PAR1',
    ]);
    expect(await faults(readEvents(parquet('lists').subarray(0, 2000)))).toEqual([
      ': does not end with PAR1 (is the file cut short?)',
    ]);
    expect(await faults(readEvents(parquet('brotli')))).toEqual([
      'row group 0 /particles/px: compression Brotli is not read: write with zstd, snappy, gzip or lz4',
    ]);
  });

  it('name the cap that an input is above', async () => {
    const over = async (caps: object, name = 'lists'): Promise<string> =>
      (await faults(readEvents(parquet(name), caps)))[0]!;
    expect(await over({ events: 4 })).toMatch(/^footer: at most 4 events are accepted \(limit events\)/);
    expect(await over({ events: 3 }, 'flat')).toMatch(/limit events/);
    expect(await over({ particles: 9 })).toMatch(/limit particles/);
    expect(await over({ particles: 9 }, 'flat')).toMatch(/^footer.*limit particles/);
    expect(await over({ bytes: 900 })).toMatch(/limit bytes/);
    expect(await over({ decompressed: 100 })).toMatch(/limit decompressed/);
    const clusters = collect(readParquetClusters(fileOf(parquet('clusters')), { clusters: 9 }));
    expect((await faults(clusters))[0]).toMatch(/^footer.*limit clusters/);
  });
});

describe('damaged files', () => {
  const names = ['lists', 'plain', 'gzip', 'zstd', 'lz4', 'page-v2', 'groups', 'split', 'delta', 'flat', 'awkward'];
  const files = names.map(parquet);

  it('are an error, wherever they are cut', async () => {
    const file = parquet('zstd');
    for (let cut = 0; cut < file.length; cut += 3) {
      expect([cut, (await outcome(readEvents(file.subarray(0, cut)))) instanceof FormatError]).toEqual([cut, true]);
    }
  });

  it('are read or refused, whatever bytes are edited', async () => {
    const met = { read: 0, refused: 0 };
    const edits = fc.array(fc.tuple(fc.nat(), fc.oneof(fc.constantFrom(0, 1, 127, 128, 255), fc.nat(255))), {
      minLength: 1,
      maxLength: 3,
    });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...files), edits, async (file, changes) => {
        const all = file.slice();
        for (const [place, byte] of changes) all[place % all.length] = byte;
        const result = await outcome(readEvents(all));
        if (result instanceof FormatError) {
          met.refused++;
          return;
        }
        met.read++;
        expect(result.offsets.at(-1)).toBe(result.px.length);
        expect(result.pdg_id.length).toBe(result.E.length);
        for (const value of [...result.px, ...result.E]) expect(Number.isFinite(value)).toBe(true);
      }),
      { seed, numRuns: 3000 },
    );
    expect(Math.min(met.read, met.refused)).toBeGreaterThan(300);
  });
});
