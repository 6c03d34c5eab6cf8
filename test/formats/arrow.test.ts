import * as arrow from 'apache-arrow';
import { tableFromIPC } from 'apache-arrow';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrowKind } from '../../formats/arrow/kind.ts';
import { ArrowClusterReader, ArrowDecayReader, ArrowEventReader } from '../../formats/arrow/reader.ts';
import {
  arrowClusterWriter,
  arrowDecayWriter,
  arrowEventWriter,
  arrowTableWriter,
} from '../../formats/arrow/writers.ts';
import { FormatError } from '../../formats/error.ts';
import { readAll } from '../../formats/reader.ts';
import type { Writer } from '../../formats/writer.ts';
import type { ClusterSet, DecaySet, EventSet } from '../../physics/columns.ts';
import { chunksAt, decaySets, eventSets, exact, faultsOf, read, resultOf } from './support.ts';
import {
  bytesOf,
  events,
  fixture,
  flatEvents,
  ids,
  joinedSets,
  labels,
  massEvents,
  momenta,
  narrowEvents,
  pairEvents,
  unweighted,
} from './tables.ts';

const seed = 20261124;
const written = <T>(writer: Writer<T>, ...sets: T[]): Uint8Array =>
  bytesOf([...sets.flatMap((set) => [...writer.write(set)]), ...writer.end()]);
const arrows = (name: string): Uint8Array => fixture(`arrow/${name}.arrows`);

describe('what pyarrow and awkward write', () => {
  it.each([
    ['lists', events],
    ['batches', events],
    ['lz4', events],
    ['zstd', events],
    ['large-lists', events],
    ['dictionary', events],
    ['narrow', narrowEvents],
    ['mass', massEvents],
    ['pairs', pairEvents],
    ['flat', flatEvents],
    ['awkward', unweighted],
    ['awkward-plain', unweighted],
    ['awkward-record', events],
    ['awkward-lists', unweighted],
  ])('is read exactly: %s', (name, wanted) => {
    for (const size of [1, 7, 1 << 16]) {
      const all = arrows(name);
      const chunks = Array.from({ length: Math.ceil(all.length / size) }, (_, i) =>
        all.subarray(i * size, (i + 1) * size),
      );
      expect(exact(readAll<EventSet>(new ArrowEventReader(), chunks))).toEqual(exact(wanted));
    }
    expect(arrowKind(arrows(name))).toBe('events');
  });

  it.each(['file.arrow', 'feather.feather'])('is read from the stream inside a file: %s', (name) => {
    expect(exact(read<EventSet>(new ArrowEventReader(), fixture(`arrow/${name}`)))).toEqual(exact(events));
  });

  it('is read as clusters, by rows and by events', () => {
    const clusters = read<ClusterSet>(new ArrowClusterReader(), arrows('clusters'));
    const flags = Uint8Array.from(ids, (_, i) => i % 2);
    const wanted = {
      ...momenta,
      q1_pdg_id: ids,
      q2_pdg_id: ids.map((id) => -id),
      q1_perturbative: flags,
      event: labels,
    };
    expect(exact(clusters)).toEqual(exact(wanted));
    const { event, ...inEvents } = read<ClusterSet>(new ArrowClusterReader(), arrows('decays'));
    expect(exact(inEvents)).toEqual(exact({ ...momenta, h1_pdg_id: ids, h2_pdg_id: ids }));
    expect([...event!]).toEqual([0, 0, 0, 2, 2, 3, 4, 4, 4, 4]);
    expect(arrowKind(arrows('clusters'))).toBe('clusters');
  });

  it('is read as decays', () => {
    const decays = read<DecaySet>(new ArrowDecayReader(), arrows('decays'));
    expect([...decays.offsets]).toEqual([...events.offsets]);
    expect([...decays.hadrons.px]).toEqual([...momenta.px].flatMap((px) => [px, px]));
    expect(arrowKind(arrows('decays'))).toBe('decays');
  });

  it('may have further columns, which are named and never decoded', () => {
    const reader = new ArrowEventReader();
    read(reader, arrows('lists'));
    expect(reader.ignored).toEqual(['note']);
  });

  it('gives its events as they come', () => {
    const reader = new ArrowEventReader();
    const sets: EventSet[] = [];
    for (const byte of arrows('flat')) {
      reader.write(Uint8Array.of(byte));
      sets.push(reader.take());
    }
    sets.push(reader.end());
    expect(sets.filter((set) => set.offsets.length > 1).length).toBeGreaterThan(1);
    const some = sets.filter((set) => set.offsets.length > 1);
    expect(exact(joinedSets(some))).toEqual(exact(flatEvents));
  });
});

describe('round trips', () => {
  it('of events are exact, however they are cut', () => {
    fc.assert(
      fc.property(eventSets(0), fc.boolean(), fc.array(fc.nat(), { maxLength: 8 }), (set, weighted, places) => {
        const wanted = weighted ? { ...set, weight: Float64Array.from(set.offsets.slice(1), (x) => -x / 3) } : set;
        const chunks = chunksAt(written(arrowEventWriter(), wanted), places);
        expect(exact(readAll<EventSet>(new ArrowEventReader(), chunks))).toEqual(exact(wanted));
      }),
      { seed, numRuns: 200 },
    );
  });

  it('of decays and of their clusters are exact, however they are cut', () => {
    const sets = decaySets.filter(({ offsets }) => offsets.length > 1);
    fc.assert(
      fc.property(sets, fc.array(fc.nat(), { maxLength: 8 }), (decays, places) => {
        const chunks = chunksAt(written(arrowDecayWriter(), decays), places);
        expect(exact(readAll<DecaySet>(new ArrowDecayReader(), chunks))).toEqual(exact(decays));
        const { clusters } = decays;
        const rows = chunksAt(written(arrowClusterWriter(), clusters), places);
        expect(exact(readAll<ClusterSet>(new ArrowClusterReader(), rows))).toEqual(exact(clusters));
      }),
      { seed, numRuns: 100 },
    );
  });

  it('of many events take several batches, and several sets one stream', () => {
    const many = joinedSets(Array.from({ length: 40 }, () => events));
    const large = { ...many, offsets: Uint32Array.from({ length: 20_001 }, (_, i) => Math.floor(i / 50)) };
    const wanted = { ...large, weight: new Float64Array(20_000).fill(2) };
    const stream = written(arrowEventWriter(), wanted, wanted);
    expect(tableFromIPC(stream).batches).toHaveLength(6);
    expect(exact(read<EventSet>(new ArrowEventReader(), stream))).toEqual(exact(joinedSets([wanted, wanted])));
  });

  it('of nothing are nothing', () => {
    expect(read<EventSet>(new ArrowEventReader(), written(arrowEventWriter())).offsets).toEqual(Uint32Array.of(0));
    expect(read<ClusterSet>(new ArrowClusterReader(), written(arrowClusterWriter())).E).toHaveLength(0);
    expect(read<DecaySet>(new ArrowDecayReader(), written(arrowDecayWriter())).offsets).toEqual(Uint32Array.of(0));
  });

  it('keep the columns of the first set', () => {
    const writer = arrowEventWriter();
    expect([...writer.write(events)].length).toBe(2);
    expect(() => [...writer.write(unweighted)]).toThrow(RangeError);
  });
});

describe('apache-arrow', () => {
  it('reads what is written, with its metadata', () => {
    const table = tableFromIPC(written(arrowEventWriter({ summary: '{"count":5}' }), events));
    expect(table.schema.metadata.get('summary')).toBe('{"count":5}');
    const rows = table.toArray().map((row) => row.toJSON());
    expect(rows.map((row) => row['weight'])).toEqual([...events.weight!]);
    expect(rows[3]!['particles'].toArray()[0].toJSON()).toEqual({
      pdg_id: ids[5],
      px: momenta.px[5],
      py: momenta.py[5],
      pz: momenta.pz[5],
      E: momenta.E[5],
    });
    const types = { cluster: 'uint32', score: 'float64', flag: 'uint8' } as const;
    const set = { cluster: Uint32Array.of(0, 4294967295), score: Float64Array.of(-0, 1), flag: Uint8Array.of(0, 1) };
    const flat = tableFromIPC(written(arrowTableWriter(types), set));
    expect(flat.schema.fields.map((field) => field.toString())).toEqual([
      'cluster: Uint32',
      'score: Float64',
      'flag: Uint8',
    ]);
    expect([...flat.getChild('cluster')!.toArray()]).toEqual([0, 4294967295]);
  });

  it('writes what is read', () => {
    const { px, py, pz, E } = momenta;
    const table = arrow.tableFromArrays({ event: Int32Array.from(labels), px, py, pz, E, pdg_id: ids });
    const wanted = { ...unweighted, offsets: flatEvents.offsets };
    expect(exact(read<EventSet>(new ArrowEventReader(), arrow.tableToIPC(table, 'stream')))).toEqual(exact(wanted));
    // Its files have the schema in the footer only.
    const file = arrow.tableToIPC(table, 'file');
    expect(faultsOf(() => read(new ArrowEventReader(), file))[0]).toMatch(/write an Arrow IPC stream, not a file/);
  });
});

/** A table of these columns, of float64 where nothing else is said. */
const of = (columns: Record<string, unknown[]>, types: Record<string, arrow.DataType> = {}): Uint8Array => {
  const vectors = Object.entries(columns).map(([name, values]) => [
    name,
    arrow.vectorFromArray(values as any, types[name] ?? new arrow.Float64()),
  ]);
  return arrow.tableToIPC(new arrow.Table(Object.fromEntries(vectors)), 'stream');
};

const eventFaults = (bytes: Uint8Array): string[] => faultsOf(() => read(new ArrowEventReader(), bytes));
const clusterFaults = (bytes: Uint8Array): string[] => faultsOf(() => read(new ArrowClusterReader(), bytes));
const decayFaults = (changed: DecaySet): string[] =>
  faultsOf(() => read(new ArrowDecayReader(), written(arrowDecayWriter(), changed)));
const over = (caps: object, name = 'lists'): string =>
  faultsOf(() => read(new ArrowEventReader(caps), arrows(name)))[0]!;

describe('refusals', () => {
  const flat = { event: [0, 0, 1], px: [1, 2, 3], py: [1, 2, 3], pz: [1, 2, 3], E: [1, 2, 3] };

  it('name the row and the column of a value', () => {
    expect(eventFaults(of({ ...flat, py: [1, NaN, 3], E: [1, 2, Infinity] }))).toEqual([
      'row 1 /py: must be a finite number',
      'row 2 /E: must be a finite number',
    ]);
    expect(eventFaults(of({ ...flat, pz: [1, null, 3] }))).toEqual(['row 1 /pz: must not be null']);
    expect(eventFaults(of({ ...flat, pdg_id: [1, 2, 2 ** 31] }))).toEqual([
      'row 2 /pdg_id: must be an integer of 32 bits (a PDG id)',
    ]);
    const int64 = of({ ...flat, pdg_id: [1n, -(2n ** 31n) - 1n, 2n ** 62n] }, { pdg_id: new arrow.Int64() });
    expect(eventFaults(int64)).toHaveLength(2);
    const bad = { ...events, px: momenta.px.with(4, NaN), E: momenta.E.with(9, -Infinity) };
    expect(eventFaults(written(arrowEventWriter(), bad))).toEqual([
      'row 2 /particles/1/px: must be a finite number',
      'row 4 /particles/3/E: must be a finite number',
    ]);
    expect(eventFaults(written(arrowEventWriter(), { ...events, weight: Float64Array.of(1, 2, NaN, 4, 5) }))).toEqual([
      'row 2 /weight: must be a finite number',
    ]);
  });

  it('name what is wrong with the rows of an event', () => {
    expect(eventFaults(of({ ...flat, event: [0, 1, 0] }))).toEqual([
      'row 2 /event: must not be smaller than the one before it',
    ]);
    expect(eventFaults(of({ ...flat, event: [0, 0.5, 1] }))).toEqual([
      'row 1 /event: must be an integer that float64 holds exactly',
    ]);
    expect(eventFaults(of({ ...flat, weight: [1, 2, 3] }))).toEqual([
      'row 1 /weight: must be the same in all rows of an event',
    ]);
    expect(clusterFaults(of({ ...flat, event: [0, 2, 1] }))).toEqual([
      'row 2 /event: must not be smaller than the one before it',
    ]);
    expect(clusterFaults(of({ ...flat, q1_perturbative: [0, 1, 2] }))).toEqual([
      'row 2 /q1_perturbative: must be 0 or 1',
    ]);
  });

  it('name columns that are missing or cannot be read', () => {
    const { event: _, E: __, ...rows } = flat;
    expect(eventFaults(of({ ...flat, event: ['a', 'b', 'c'] }, { event: new arrow.Utf8() }))).toEqual([
      '/event: must be numbers, not utf8',
    ]);
    expect(eventFaults(of({ ...rows, E: flat.E }))).toEqual([
      '/event: is missing: rows of particles must say their event',
    ]);
    expect(eventFaults(of({ ...rows, event: flat.event }))).toEqual(['/E: is missing']);
    expect(clusterFaults(of({ ...flat, h1_pdg_id: [1, 2, 3] }))).toEqual([
      '/h2_pdg_id: is missing (needed with h1_pdg_id)',
    ]);
    expect(eventFaults(of({ pt: [1], eta: [1], phi: [1], E: [1], event: [1] }))[0]).toMatch(
      /^\/px: is missing; pt, phi, eta are not read: convert/,
    );
    const list = new arrow.List(new arrow.Field('item', new arrow.Float64(), false));
    const lists = { px: list, py: list, pz: list, E: list };
    const jagged = { px: [[1, 2], [3]], py: [[1, 2], [3]], pz: [[1], [2, 3]], E: [[1, 2], [3]] };
    expect(eventFaults(of(jagged, lists))).toEqual(['row 0 /pz: must hold as many numbers as px']);
    expect(eventFaults(of({ ...jagged, pz: [[1, 2], null] }, lists))).toEqual(['row 1 /pz: must not be null']);
    expect(eventFaults(of({ ...jagged, pz: [[1, null], [1]] }, lists))).toEqual(['row 0 /pz/1: must not be null']);
  });

  it('name what is wrong with decays', () => {
    const decays = read<DecaySet>(new ArrowDecayReader(), arrows('decays'));
    const wrong = { ...decays.hadrons, pdg_id: decays.hadrons.pdg_id.with(7, 999) };
    expect(decayFaults({ ...decays, hadrons: wrong })).toEqual([
      'row 2 /particles/1/pdg_id: must be the h2_pdg_id of its cluster',
    ]);
    expect(faultsOf(() => read(new ArrowDecayReader(), arrows('lists')))[0]).toMatch(/^\/clusters: is missing/);
  });

  it('name bytes that are no Arrow stream, and a place in those that are', () => {
    expect(eventFaults(new Uint8Array(0))).toEqual(['byte 0: is empty: an Arrow stream begins with its schema']);
    expect(eventFaults(new TextEncoder().encode('{"events": []}'))).toEqual(['byte 0: is not an Arrow IPC stream']);
    expect(eventFaults(new TextEncoder().encode('FEA1....'))[0]).toMatch(/Feather file of version 1/);
    const stream = arrows('lists');
    expect(eventFaults(stream.subarray(0, stream.length - 20))[0]).toMatch(/^byte \d+: the Arrow stream ends inside/);
    expect(eventFaults(Uint8Array.of(...stream, 1))[0]).toMatch(/nothing may follow/);
  });

  it('name the cap that an input is above', () => {
    expect(over({ events: 4 })).toMatch(/at most 4 events are accepted \(limit events\)/);
    expect(over({ events: 3 }, 'flat')).toMatch(/limit events/);
    expect(over({ particles: 9 })).toMatch(/limit particles/);
    expect(over({ bytes: 900 })).toMatch(/limit bytes/);
    expect(over({ decompressed: 100 }, 'zstd')).toMatch(/limit decompressed/);
    expect(over({ decompressed: 100 }, 'lz4')).toMatch(/limit decompressed/);
    expect(faultsOf(() => read(new ArrowClusterReader({ clusters: 9 }), arrows('clusters')))[0]).toMatch(
      /limit clusters/,
    );
  });
});

describe('damaged streams', () => {
  /** Streams of every layout and encoding, with their readers. */
  const streams = ['lists', 'batches', 'lz4', 'zstd', 'flat', 'awkward', 'pairs', 'dictionary', 'awkward-lists'].map(
    arrows,
  );

  it('are an error with a place, wherever they are cut', () => {
    for (const stream of [arrows('batches'), arrows('zstd')]) {
      for (let cut = 0; cut < stream.length; cut++) {
        const result = resultOf(() => read<EventSet>(new ArrowEventReader(), stream.subarray(0, cut)));
        expect([cut, result instanceof FormatError]).toEqual([cut, true]);
        expect((result as FormatError).faults[0]!.place).toMatch(/^byte \d+$/);
      }
    }
  });

  it('are read or refused with a place, whatever bytes are edited', () => {
    const met = { read: 0, refused: 0 };
    const edits = fc.array(fc.tuple(fc.nat(), fc.oneof(fc.constantFrom(0, 1, 127, 128, 255), fc.nat(255))), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(fc.constantFrom(...streams), edits, (stream, changes) => {
        const all = stream.slice();
        for (const [place, byte] of changes) all[place % all.length] = byte;
        const result = resultOf(() => read<EventSet>(new ArrowEventReader(), all));
        if (result instanceof FormatError) {
          met.refused++;
          return;
        }
        met.read++;
        expect(result.offsets.at(-1)).toBe(result.px.length);
        expect(result.pdg_id.length).toBe(result.E.length);
        for (const value of [...result.px, ...result.E]) expect(Number.isFinite(value)).toBe(true);
      }),
      { seed, numRuns: 4000 },
    );
    expect(Math.min(met.read, met.refused)).toBeGreaterThan(500);
  });
});
