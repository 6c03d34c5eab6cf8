import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DecaySet, EventSet } from '../../../physics/columns.ts';
import { TRUTHS } from '../../../physics/hadronization/parameters.ts';
import { eventSetOf, simulateDecays } from '../../../physics/hadronization/simulate.ts';
import { seedOf } from '../../../physics/random/stream.ts';
import { DataError } from '../../../trainer/data/data-error.ts';
import { fileSource, openDataFile } from '../../../trainer/data/file-source.ts';
import type { Wanted } from '../../../trainer/data/source.ts';
import { partOf, SPLIT_SEED } from '../../../trainer/data/split.ts';
import { writeSet } from './write-file.ts';

const EVENTS = 400;
const ALL = 1_000_000;
const truth = simulateDecays(TRUTHS.nominal, seedOf(801), 0, EVENTS);
const USES = ['training', 'validation', 'calibration', 'certificate'] as const;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hadronedge-data-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function all<T>(sets: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const set of sets) list.push(set);
  return list;
}

/** The energy of each event's first hadron, printed as the formats print it: what an event is known by here. */
const namesOf = (sets: EventSet[]): string[] =>
  sets.flatMap(({ offsets, E }) => Array.from(offsets.subarray(0, -1), (first) => E[first]!.toPrecision(5)));

const names = namesOf([eventSetOf(truth)]);

async function eventsOf(path: string, wanted: Omit<Wanted, 'events'>, events = ALL): Promise<string[]> {
  const source = fileSource(await openDataFile(path));
  return namesOf(await all(source.events({ ...wanted, events })));
}

describe('a file of events', () => {
  it('gives each event to one part, and the part that its number has', async () => {
    const path = writeSet(join(folder, 'all.dat'), 'decays', 'dat', truth);
    const parts = await Promise.all(USES.map((use) => eventsOf(path, { use })));
    expect(parts.flat().sort()).toEqual([...names].sort());
    for (const [k, use] of USES.entries())
      expect(parts[k]).toEqual(names.filter((_, e) => partOf(SPLIT_SEED, e).use === use));
    // the halves of a use are disjoint and make it up
    const halves = await Promise.all([0, 1].map((half) => eventsOf(path, { use: 'training', half: half as 0 | 1 })));
    expect(halves[0]!.length).toBeGreaterThan(100);
    expect(halves[1]!.length).toBeGreaterThan(100);
    expect(halves.flat().sort()).toEqual([...parts[0]!].sort());
    // fewer than there are: the first ones
    expect(await eventsOf(path, { use: 'training' }, 7)).toEqual(parts[0]!.slice(0, 7));
  });

  it('is the same in every format, compressed or not, as hadrons or as decays', async () => {
    const expected = await eventsOf(join(folder, 'all.dat'), { use: 'validation' });
    expect(expected.length).toBeGreaterThan(20);
    for (const form of ['hepmc3', 'arrow', 'parquet', 'ndjson', 'json'] as const) {
      const path = writeSet(join(folder, `same.${form}`), 'decays', form, truth);
      expect(await eventsOf(path, { use: 'validation' }), form).toEqual(expected);
    }
    const zipped = join(folder, 'same.hepmc3.gz');
    writeFileSync(zipped, gzipSync(readFileSync(join(folder, 'same.hepmc3'))));
    expect(await eventsOf(zipped, { use: 'validation' })).toEqual(expected);
    const source = fileSource(await openDataFile(join(folder, 'same.parquet')));
    const decays = await all(source.decays({ use: 'validation', events: ALL }));
    expect(namesOf(decays.map(eventSetOf))).toEqual(expected);
  });

  it('is known by its bytes in the record', async () => {
    const file = await openDataFile(join(folder, 'all.dat'));
    const entry = fileSource(file).entry({ use: 'training', events: ALL }, 280);
    expect(entry).toMatchObject({ source: 'all.dat', events: 280, seed: '50', digest: file.digest });
    expect(JSON.stringify(entry)).not.toContain(folder);
  });
});

/** The set with something wrong in it. */
function broken(change: (set: DecaySet) => void): DecaySet {
  const set = structuredClone(truth);
  change(set);
  return set;
}

const read = async (path: string, use: 'events' | 'decays'): Promise<unknown> => {
  const source = fileSource(await openDataFile(path));
  return all<unknown>(source[use]({ use: 'training', events: ALL }));
};

describe('a file that cannot be trained on', () => {
  it.each([
    ['missing', () => join(folder, 'nowhere.dat'), 'events', /cannot read .*nowhere\.dat/],
    [
      'cut short',
      () => {
        const path = join(folder, 'cut.dat');
        writeFileSync(path, readFileSync(join(folder, 'all.dat')).subarray(0, 20_000));
        return path;
      },
      'decays',
      /cut\.dat: line \d+, column \d+: .*cut short/,
    ],
    [
      'of hadrons alone, for decays',
      () => writeSet(join(folder, 'hadrons.dat'), 'events', 'dat', eventSetOf(truth)),
      'decays',
      /hadrons\.dat: holds hadrons by event; clusters with their two hadrons are needed/,
    ],
    [
      'of clusters alone',
      () => writeSet(join(folder, 'clusters.ndjson'), 'clusters', 'ndjson', truth.clusters),
      'events',
      /clusters\.ndjson: holds clusters alone/,
    ],
    [
      'with weights that differ',
      () => {
        const weight = new Float64Array(EVENTS).fill(2);
        weight[7] = 3;
        return writeSet(join(folder, 'weights.arrow'), 'events', 'arrow', { ...eventSetOf(truth), weight });
      },
      'events',
      /weights\.arrow: event 7: weight 3 after 2; all must be equal/,
    ],
    [
      'with a cluster that its hadrons do not add up to',
      () => {
        const set = broken(({ hadrons }) => (hadrons.px[2 * truth.offsets[3]!]! += 1));
        return writeSet(join(folder, 'sum.parquet'), 'decays', 'parquet', set);
      },
      'decays',
      /sum\.parquet: event 3, cluster 0: its two hadrons do not add up to it in px/,
    ],
  ] as const)('is refused where it is %s', async (_, make, use, why) => {
    const error: unknown = await read(make(), use).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DataError);
    expect((error as DataError).message).toMatch(why);
    expect((error as DataError).message).not.toContain('\n');
  });

  it('passes where all weights are equal, and where events have no particles, which no part gets', async () => {
    const weight = new Float64Array(EVENTS).fill(2);
    writeSet(join(folder, 'equal.arrow'), 'events', 'arrow', { ...eventSetOf(truth), weight });
    expect(await eventsOf(join(folder, 'equal.arrow'), { use: 'training' })).toHaveLength(
      names.filter((_, e) => partOf(SPLIT_SEED, e).use === 'training').length,
    );
    const { offsets, ...particles } = eventSetOf(truth);
    const doubled = Uint32Array.from({ length: 2 * EVENTS + 1 }, (_, e) => offsets[Math.floor(e / 2)]!);
    writeSet(join(folder, 'holes.ndjson'), 'events', 'ndjson', { ...particles, offsets: doubled });
    const parts = await Promise.all(USES.map((use) => eventsOf(join(folder, 'holes.ndjson'), { use })));
    expect(parts.flat()).toHaveLength(EVENTS);
  });
});
