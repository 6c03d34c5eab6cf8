import { describe, expect, it } from 'vitest';
import { clustersFromJson } from '../../formats/json/clusters.ts';
import { eventsFromJson } from '../../formats/json/events.ts';
import { isRows } from '../../formats/json/value.ts';
import { faultsOf, formatErrorOf } from './support.ts';

const momentum = { px: 1, py: -2, pz: 3.5, E: 5 };
const columns = { px: [1, 2], py: [0, 1], pz: [3, 4], E: [5, 6] };

describe('clustersFromJson', () => {
  it('gives the same columns for rows and columns', () => {
    const rows = [
      { ...momentum, q1_pdg_id: 2, q1_perturbative: 1, h1_pdg_id: 211, h2_pdg_id: -211, event: 0 },
      { ...momentum, px: -0, q1_pdg_id: 0, q1_perturbative: 0, h1_pdg_id: 111, h2_pdg_id: 111, event: 4 },
    ];
    const names = Object.keys(rows[0]!) as (keyof (typeof rows)[0])[];
    const asColumns = Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name])]));
    const clusters = clustersFromJson(rows, '/clusters');
    expect(clusters).toEqual({
      px: Float64Array.of(1, -0),
      py: Float64Array.of(-2, -2),
      pz: Float64Array.of(3.5, 3.5),
      E: Float64Array.of(5, 5),
      q1_pdg_id: Int32Array.of(2, 0),
      q1_perturbative: Uint8Array.of(1, 0),
      h1_pdg_id: Int32Array.of(211, 111),
      h2_pdg_id: Int32Array.of(-211, 111),
      event: Uint32Array.of(0, 4),
    });
    expect(clustersFromJson(asColumns, '/clusters')).toEqual(clusters);
    expect([isRows(rows), isRows(asColumns)]).toEqual([true, false]);
  });

  it('accepts no clusters', () => {
    expect(clustersFromJson([], '').E).toHaveLength(0);
    expect(clustersFromJson({ px: [], py: [], pz: [], E: [] }, '').E).toHaveLength(0);
  });

  it.each([
    ['null', null, '/c: must be an array of clusters or an object of columns'],
    ['a string', 'x', '/c: must be an array of clusters or an object of columns'],
    ['a missing column', { px: [1], py: [1], pz: [1] }, '/c/E: is missing'],
    ['a column that is no array', { ...columns, E: 3 }, '/c/E: must be an array'],
    ['an array-like column', { ...columns, E: { length: 2 } }, '/c/E: must be an array'],
    ['a short column', { ...columns, E: [1] }, '/c/E: must have 2 entries as the first column has, not 1'],
    ['an unknown column', { ...columns, e: [1, 2] }, '/c/e: is not a known field'],
    ['a string in a column', { ...columns, pz: [1, '2'] }, '/c/pz/1: must be a finite number'],
    ['null in a column', { ...columns, px: [null, 2] }, '/c/px/0: must be a finite number'],
    ['infinity', { ...columns, px: JSON.parse('[1e999, 2]') }, '/c/px/0: must be a finite number'],
    ['a lone hadron id', { ...columns, h2_pdg_id: [1, 2] }, '/c/h1_pdg_id: is missing (needed with h2_pdg_id)'],
    [
      'a fractional id',
      { ...columns, q1_pdg_id: [1, 2.5] },
      '/c/q1_pdg_id/1: must be an integer of 32 bits (a PDG id)',
    ],
    [
      'an id beyond 32 bits',
      { ...columns, q1_pdg_id: [2 ** 31, 1] },
      '/c/q1_pdg_id/0: must be an integer of 32 bits (a PDG id)',
    ],
    ['a flag of 2', { ...columns, q2_perturbative: [0, 2] }, '/c/q2_perturbative/1: must be 0 or 1'],
    ['a boolean flag', { ...columns, q2_perturbative: [0, true] }, '/c/q2_perturbative/1: must be 0 or 1'],
    ['events that go back', { ...columns, event: [3, 2] }, '/c/event/1: must not be smaller than the entry before it'],
    ['a row that is no object', [momentum, 3], '/c/1: must be an object'],
    ['an array as a row', [[1, 2, 3, 4]], '/c/0: must be an object'],
    ['a missing field', [{ px: 1, py: 1, pz: 1 }], '/c/0/E: is missing'],
    ['an unknown field', [momentum, { ...momentum, mass: 1 }], '/c/1/mass: is not a known field'],
    [
      'a prototype key',
      JSON.parse('[{"px":1,"py":1,"pz":1,"E":2,"__proto__":{}}]'),
      '/c/0/__proto__: is not a known field',
    ],
    ['a pointer character', [{ ...momentum, 'a/b~c': 1 }], '/c/0/a~1b~0c: is not a known field'],
    [
      'a field that the first has not',
      [momentum, { ...momentum, event: 0 }],
      '/c/1/event: must be in every cluster or in none, and the first has none',
    ],
    ['a field that only the first has', [{ ...momentum, event: 0 }, momentum], '/c/1/event: is missing'],
    [
      'rows whose events go back',
      [
        { ...momentum, event: 1 },
        { ...momentum, event: 0 },
      ],
      '/c/1/event: must not be smaller than the one before it',
    ],
  ])('refuses %s', (_, value, fault) => {
    expect(faultsOf(() => clustersFromJson(value, '/c'))).toEqual([fault]);
  });

  it('asks for the four components of a constituent together', () => {
    expect(faultsOf(() => clustersFromJson([{ ...momentum, q2_E: 1 }], '/c'))).toEqual([
      '/c/0/q2_px: is missing (needed with q2_E)',
      '/c/0/q2_py: is missing (needed with q2_E)',
      '/c/0/q2_pz: is missing (needed with q2_E)',
    ]);
  });

  it('keeps the first hundred faults and counts the rest, with their rows', () => {
    const error = formatErrorOf(() =>
      clustersFromJson(
        Array.from({ length: 130 }, () => ({ ...momentum, E: 'x' })),
        '/c',
      ),
    );
    expect([error.kind, error.faults.length, error.omitted]).toEqual(['value', 100, 30]);
    expect(error.faults[99]).toEqual({ place: '/c/99/E', rule: 'must be a finite number', row: 99 });
    expect(error.message).toBe('/c/0/E: must be a finite number (and 129 more)');
  });

  it('does not repeat long names', () => {
    const { message } = formatErrorOf(() => clustersFromJson([{ ...momentum, ['x'.repeat(1e5)]: 1 }], '/c'));
    expect(message.length).toBeLessThan(200);
  });

  it('holds to its cap', () => {
    for (const value of [columns, [momentum, momentum]]) {
      expect(clustersFromJson(value, '/c', { clusters: 2 }).E).toHaveLength(2);
      const error = formatErrorOf(() => clustersFromJson(value, '/c', { clusters: 1 }));
      expect([error.kind, error.message]).toEqual(['limit', '/c: at most 1 clusters are accepted (limit clusters)']);
    }
  });
});

describe('eventsFromJson', () => {
  const events = { offsets: [0, 2, 2], px: [1, 2], py: [0, 1], pz: [3, 4], E: [5, 6] };

  it('gives the same columns for rows and columns, an empty event included', () => {
    const rows = [
      {
        particles: [
          { px: 1, py: 0, pz: 3, E: 5 },
          { px: 2, py: 1, pz: 4, E: 6, pdg_id: 211 },
        ],
        weight: 2,
        clusters: 'ignored',
      },
      { particles: [], weight: -0.5 },
    ];
    const set = eventsFromJson(rows, '/events');
    expect(set).toEqual({
      offsets: Uint32Array.of(0, 2, 2),
      px: Float64Array.of(1, 2),
      py: Float64Array.of(0, 1),
      pz: Float64Array.of(3, 4),
      E: Float64Array.of(5, 6),
      pdg_id: Int32Array.of(0, 211),
      weight: Float64Array.of(2, -0.5),
    });
    expect(eventsFromJson({ ...events, pdg_id: [0, 211], weight: [2, -0.5] }, '/events')).toEqual(set);
    expect(eventsFromJson(events, '').pdg_id).toEqual(Int32Array.of(0, 0));
  });

  it.each([
    ['a number', 3, '/e: must be an array of events or an object of columns'],
    ['no offsets', { ...events, offsets: [] }, '/e/offsets: must have one entry more than there are events'],
    ['offsets that begin late', { ...events, offsets: [1, 2] }, '/e/offsets/0: must be 0'],
    [
      'offsets that go back',
      { ...events, offsets: [0, 2, 1, 2] },
      '/e/offsets/2: must not be smaller than the entry before it',
    ],
    ['offsets that end early', { ...events, offsets: [0, 1] }, '/e/offsets/1: must be the number of particles, 2'],
    ['a negative offset', { ...events, offsets: [0, -1, 2] }, '/e/offsets/1: must be an integer from 0 to 4294967295'],
    ['missing offsets', { ...events, offsets: undefined }, '/e/offsets: is missing'],
    ['unequal columns', { ...events, py: [1] }, '/e/py: must have 2 entries as the first column has, not 1'],
    ['a weight too few', { ...events, weight: [1] }, '/e/weight: must have one entry for each of the 2 events'],
    ['an unknown column', { ...events, event: [0, 1] }, '/e/event: is not a known field'],
    ['a missing list', [{}], '/e/0/particles: is missing'],
    ['a list that is none', [{ particles: {} }], '/e/0/particles: must be an array of particles'],
    ['a particle that is none', [{ particles: [1] }], '/e/0/particles/0: must be an object'],
    [
      'a bad id',
      [{ particles: [{ ...momentum, pdg_id: 'pi+' }] }],
      '/e/0/particles/0/pdg_id: must be an integer of 32 bits (a PDG id)',
    ],
    ['a missing energy', [{ particles: [{ px: 1, py: 1, pz: 1 }] }], '/e/0/particles/0/E: is missing'],
    ['an unknown particle field', [{ particles: [{ ...momentum, m: 0 }] }], '/e/0/particles/0/m: is not a known field'],
    ['an unknown event field', [{ particles: [], weights: 1 }], '/e/0/weights: is not a known field'],
    [
      'a lone weight',
      [{ particles: [] }, { particles: [], weight: 1 }],
      '/e/1/weight: must be in every event or in none',
    ],
    ['a bad weight', [{ particles: [], weight: '1' }], '/e/0/weight: must be a finite number'],
  ])('refuses %s', (_, value, fault) => {
    expect(faultsOf(() => eventsFromJson(value, '/e'))).toEqual([fault]);
  });

  it('holds to its caps', () => {
    const rows = [{ particles: [momentum] }, { particles: [momentum] }];
    expect(eventsFromJson(rows, '/e', { events: 2, particles: 2 }).E).toHaveLength(2);
    for (const value of [rows, { ...events, offsets: [0, 1, 2] }]) {
      expect(formatErrorOf(() => eventsFromJson(value, '/e', { events: 1 })).kind).toBe('limit');
      expect(formatErrorOf(() => eventsFromJson(value, '/e', { particles: 1 })).kind).toBe('limit');
    }
  });
});
