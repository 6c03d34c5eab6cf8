import { describe, expect, it } from 'vitest';
import { encodeDecaysDat, encodeEventsDat } from '../../formats/dat/encode.ts';
import { hadronsToJsonColumns, hadronsToJsonRows } from '../../formats/json/encode.ts';
import {
  encodeClustersNdjson,
  encodeDecaysNdjson,
  encodeEventsNdjson,
  encodeHadronsNdjson,
} from '../../formats/ndjson/encode.ts';
import { numbersText, numberText } from '../../formats/number-text.ts';
import type { DecaySet } from '../../physics/columns.ts';

const momenta = (...E: number[]) => ({
  px: Float64Array.from(E, (e) => e / 4),
  py: Float64Array.from(E, () => -0),
  pz: Float64Array.from(E, () => 1e-7),
  E: Float64Array.from(E),
});
const hadrons = { ...momenta(1, 2, 3, 4), pdg_id: Int32Array.of(211, -211, 111, 111) };

describe('numberText', () => {
  it('writes the shortest text that reads back, minus zero too', () => {
    for (const value of [0, -0, 1 / 3, 5e-324, 1.7976931348623157e308, -1e21, 0.1 + 0.2, 2 ** 53]) {
      expect(Object.is(JSON.parse(numberText(value)), value)).toBe(true);
      expect(Object.is(JSON.parse(numbersText(Float64Array.of(value, 1)))[0], value)).toBe(true);
    }
    expect(numberText(-0)).toBe('-0');
    expect(numbersText(Int32Array.of(-1, 2))).toBe('[-1,2]');
  });

  it('refuses what JSON has no number for', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => numberText(value)).toThrow(RangeError);
      expect(() => numbersText(Float64Array.of(1, value))).toThrow(RangeError);
    }
  });
});

describe('hadrons', () => {
  it('are written as columns, rows and lines with the index of their cluster', () => {
    const rows = [
      { cluster: 5, pdg_id: 211, px: 0.25, py: -0, pz: 1e-7, E: 1 },
      { cluster: 5, pdg_id: -211, px: 0.5, py: -0, pz: 1e-7, E: 2 },
      { cluster: 9, pdg_id: 111, px: 0.75, py: -0, pz: 1e-7, E: 3 },
      { cluster: 9, pdg_id: 111, px: 1, py: -0, pz: 1e-7, E: 4 },
    ];
    const columns = JSON.parse(hadronsToJsonColumns([5, 9], hadrons));
    expect(Object.keys(columns)).toEqual(['cluster', 'pdg_id', 'px', 'py', 'pz', 'E']);
    expect(columns.cluster).toEqual([5, 5, 9, 9]);
    expect(columns.py).toEqual([-0, -0, -0, -0]);
    expect(columns.E).toEqual([1, 2, 3, 4]);
    expect(JSON.parse(hadronsToJsonRows([5, 9], hadrons))).toEqual(rows);
    const lines = [...encodeHadronsNdjson([5, 9], hadrons)];
    expect(lines.map((line) => JSON.parse(line))).toEqual(
      [5, 9].map((cluster) => ({
        cluster,
        hadrons: rows
          .filter((row) => row.cluster === cluster)
          .map(({ pdg_id, px, py, pz, E }) => ({ pdg_id, px, py, pz, E })),
      })),
    );
    expect(lines.every((line) => line.endsWith('}\n'))).toBe(true);
  });

  it('must be two for each cluster', () => {
    expect(() => hadronsToJsonColumns([1], hadrons)).toThrow(RangeError);
    expect(() => hadronsToJsonRows([1, 2, 3], hadrons)).toThrow(RangeError);
    expect(() => [...encodeHadronsNdjson([1], hadrons)]).toThrow(RangeError);
  });
});

describe('clusters, events and decays', () => {
  const clusters = { ...momenta(3, 7), h1_pdg_id: Int32Array.of(211, 111), h2_pdg_id: Int32Array.of(-211, 111) };
  const decays: DecaySet = { offsets: Uint32Array.of(0, 0, 2), clusters, hadrons };

  it('are written as lines with the columns that are there', () => {
    expect([...encodeClustersNdjson({ ...momenta(3), event: Uint32Array.of(4) })]).toEqual([
      '{"px":0.75,"py":-0,"pz":1e-7,"E":3,"event":4}\n',
    ]);
    const events = { ...hadrons, offsets: Uint32Array.of(0, 0, 4), weight: Float64Array.of(1, 0.5) };
    const lines = [...encodeEventsNdjson(events)];
    expect(lines[0]).toBe('{"particles":[],"weight":1}\n');
    expect(JSON.parse(lines[1]!).particles).toHaveLength(4);
    expect([...encodeDecaysNdjson(decays)][0]).toBe('{"clusters":[],"particles":[]}\n');
    expect(JSON.parse([...encodeDecaysNdjson(decays)][1]!).clusters[1]).toEqual({
      px: 1.75,
      py: -0,
      pz: 1e-7,
      E: 7,
      h1_pdg_id: 111,
      h2_pdg_id: 111,
    });
  });

  it('are written as .dat', () => {
    const [line] = encodeDecaysDat({ ...decays, offsets: Uint32Array.of(0, 2) });
    expect(line).toBe(
      '88,0,0,0,0;88,0,0,0,0;81,3,0.75,-0,1e-7;211,1,0.25,-0,1e-7;-211,2,0.5,-0,1e-7;|' +
        '88,0,0,0,0;88,0,0,0,0;81,7,1.75,-0,1e-7;111,3,0.75,-0,1e-7;111,4,1,-0,1e-7;|\n',
    );
    expect([...encodeEventsDat({ ...hadrons, offsets: Uint32Array.of(0, 1, 4) })][0]).toBe('211,1,0.25,-0,1e-7;\n');
  });

  it('are refused by .dat where it cannot hold them', () => {
    const one = { ...decays, offsets: Uint32Array.of(0, 2) };
    expect(() => [...encodeDecaysDat(decays)]).toThrow('event 0 has no clusters');
    expect(() => [...encodeDecaysDat({ ...one, clusters: { ...clusters, q1_pdg_id: Int32Array.of(1, 1) } })]).toThrow(
      'q1_pdg_id without the momentum',
    );
    expect(() => [...encodeDecaysDat({ ...one, hadrons: { ...hadrons, pdg_id: Int32Array.of(88, 1, 1, 1) } })]).toThrow(
      'id 88',
    );
    const events = { ...hadrons, offsets: Uint32Array.of(0, 0, 4) };
    expect(() => [...encodeEventsDat(events)]).toThrow('event 0 has no particles');
    expect(() => [...encodeEventsDat({ ...events, weight: Float64Array.of(1, 1) })]).toThrow('weights');
  });
});
