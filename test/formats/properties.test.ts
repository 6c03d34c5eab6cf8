import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DatClusterReader } from '../../formats/dat/clusters.ts';
import { DatDecayReader } from '../../formats/dat/decays.ts';
import { encodeDecaysDat, encodeEventsDat } from '../../formats/dat/encode.ts';
import { DatEventReader } from '../../formats/dat/events.ts';
import { FormatError } from '../../formats/error.ts';
import { clustersFromJson } from '../../formats/json/clusters.ts';
import { columnsText } from '../../formats/json/encode.ts';
import { eventsFromJson } from '../../formats/json/events.ts';
import { NdjsonClusterReader } from '../../formats/ndjson/clusters.ts';
import { NdjsonDecayReader } from '../../formats/ndjson/decays.ts';
import { encodeClustersNdjson, encodeDecaysNdjson, encodeEventsNdjson } from '../../formats/ndjson/encode.ts';
import { NdjsonEventReader } from '../../formats/ndjson/events.ts';
import { readAll } from '../../formats/reader.ts';
import type { DecaySet, EventSet } from '../../physics/columns.ts';
import { bytes, chunksAt, decaySets, eventSets, exact, read, resultOf } from './support.ts';

const seed = 20261123;

const textOf = (lines: Iterable<string>): string => [...lines].join('');

const firstEvents = (decays: DecaySet, count: number): DecaySet => {
  const end = decays.offsets[count]!;
  return {
    offsets: decays.offsets.slice(0, count + 1),
    clusters: Object.fromEntries(
      Object.entries(decays.clusters).map(([name, column]) => [name, column.slice(0, end)]),
    ) as any,
    hadrons: Object.fromEntries(
      Object.entries(decays.hadrons).map(([name, column]) => [name, column.slice(0, 2 * end)]),
    ) as any,
  };
};

const decayFormats = [
  { name: '.dat', write: encodeDecaysDat, reader: () => new DatDecayReader() },
  { name: 'NDJSON', write: encodeDecaysNdjson, reader: () => new NdjsonDecayReader() },
];
const eventFormats = [
  { name: '.dat', write: encodeEventsDat, reader: () => new DatEventReader() },
  { name: 'NDJSON', write: encodeEventsNdjson, reader: () => new NdjsonEventReader() },
];

describe.each(decayFormats)('decays as $name', ({ name, write, reader }) => {
  /** Without decays NDJSON cannot say which optional columns there are. */
  const sets = decaySets.filter((decays) => name === '.dat' || decays.offsets.length > 1);

  it('come back bit by bit, however the bytes are cut into chunks', () => {
    fc.assert(
      fc.property(sets, fc.array(fc.nat(), { maxLength: 8 }), (decays, places) => {
        const chunks = chunksAt(bytes(textOf(write(decays))), places);
        expect(exact(readAll<DecaySet>(reader(), chunks))).toEqual(exact(decays));
      }),
      { seed, numRuns: 200 },
    );
  });

  it('are whole events or an error with a place, wherever the file is cut', () => {
    fc.assert(
      fc.property(sets, (decays) => {
        const lines = [...write(decays)];
        const all = bytes(lines.join(''));
        const ends = lines.map((_, i) => bytes(lines.slice(0, i + 1).join('')).length);
        for (let cut = 1; cut < all.length; cut++) {
          const result = resultOf(() => read<DecaySet>(reader(), all.subarray(0, cut)));
          // An NDJSON line is whole at its closing brace, before its line break.
          const whole = ends.findIndex((end) => cut === end || (name === 'NDJSON' && cut === end - 1));
          if (whole < 0) {
            expect(result).toBeInstanceOf(FormatError);
            expect((result as FormatError).faults[0]!.place).toMatch(/^line \d+/);
          } else {
            expect(exact(result)).toEqual(exact(firstEvents(decays, whole + 1)));
          }
        }
      }),
      { seed, numRuns: 5 },
    );
  });
});

describe.each(eventFormats)('events as $name', ({ name, write, reader }) => {
  it('come back bit by bit, however the bytes are cut into chunks', () => {
    fc.assert(
      fc.property(eventSets(name === '.dat' ? 1 : 0), fc.array(fc.nat(), { maxLength: 8 }), (events, places) => {
        const chunks = chunksAt(bytes(textOf(write(events))), places);
        expect(exact(readAll<EventSet>(reader(), chunks))).toEqual(exact(events));
      }),
      { seed, numRuns: 200 },
    );
  });
});

describe('events as .dat of hadrons alone', () => {
  it('are whole events or an error with a place, wherever the file is cut', () => {
    const events = read(new DatEventReader(), '211,1,0,0,1;111,2,0,0,-1;\n0,3,1,1,1;\n');
    const all = bytes(textOf(encodeEventsDat(events)));
    const met = Array.from(all, (_, cut) => resultOf(() => read(new DatEventReader(), all.subarray(0, cut))));
    const whole = met.flatMap((result, cut) => (result instanceof FormatError ? [] : [cut]));
    expect(whole).toEqual([0, all.indexOf(10) + 1]);
    expect(met[whole[1]!]).toMatchObject({ offsets: Uint32Array.of(0, 2) });
  });
});

describe('all formats', () => {
  it('give the same events', () => {
    fc.assert(
      fc.property(eventSets(1), (events) => {
        const lines = [...encodeEventsNdjson(events)].map((line): unknown => JSON.parse(line));
        const wanted = exact(events);
        expect(exact(eventsFromJson(lines, ''))).toEqual(wanted);
        expect(exact(eventsFromJson(JSON.parse(columnsText({ ...events })), ''))).toEqual(wanted);
        expect(exact(read(new NdjsonEventReader(), textOf(encodeEventsNdjson(events))))).toEqual(wanted);
        expect(exact(read(new DatEventReader(), textOf(encodeEventsDat(events))))).toEqual(wanted);
      }),
      { seed, numRuns: 100 },
    );
  });

  it('give the same clusters', () => {
    fc.assert(
      fc.property(
        decaySets.filter((decays) => decays.offsets.length > 1),
        (decays) => {
          const clusters = read(new DatClusterReader(), textOf(encodeDecaysDat(decays)));
          const wanted = exact(clusters);
          const lines = [...encodeClustersNdjson(clusters)].map((line): unknown => JSON.parse(line));
          expect(exact(clustersFromJson(lines, ''))).toEqual(wanted);
          expect(exact(clustersFromJson(JSON.parse(columnsText({ ...clusters })), ''))).toEqual(wanted);
          expect(exact(read(new NdjsonClusterReader(), textOf(encodeClustersNdjson(clusters))))).toEqual(wanted);
          expect(exact(read(new NdjsonClusterReader(), textOf(encodeDecaysNdjson(decays))))).toEqual(wanted);
        },
      ),
      { seed, numRuns: 100 },
    );
  });
});
