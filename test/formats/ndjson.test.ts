import { describe, expect, it } from 'vitest';
import { NdjsonClusterReader } from '../../formats/ndjson/clusters.ts';
import { NdjsonDecayReader } from '../../formats/ndjson/decays.ts';
import { NdjsonEventReader } from '../../formats/ndjson/events.ts';
import { faultsOf, formatErrorOf, read } from './support.ts';

const p = '"px":1,"py":2,"pz":3,"E":4';

describe('NdjsonClusterReader', () => {
  it('reads one cluster a line, with or without a last line break, past empty lines', () => {
    const text = `{${p},"event":0}\r\n\n  \n{${p},"event":7}`;
    const clusters = read(new NdjsonClusterReader(), text);
    expect(clusters.E).toEqual(Float64Array.of(4, 4));
    expect(clusters.event).toEqual(Uint32Array.of(0, 7));
    expect(read(new NdjsonClusterReader(), `${text}\n`)).toEqual(clusters);
  });

  it('reads one event a line and gives its index, counting events without clusters', () => {
    const text = `{"clusters":[{${p}},{${p}}],"particles":[],"weight":1}\n{"clusters":[]}\n\n{"clusters":[{${p}}]}\n`;
    expect(read(new NdjsonClusterReader(), text).event).toEqual(Uint32Array.of(0, 0, 2));
  });

  it('reads nothing', () => {
    expect(read(new NdjsonClusterReader(), '\n').E).toHaveLength(0);
  });

  it.each([
    [
      'a line cut short',
      `{${p}}\n{"px":1,`,
      'line 2: must be valid JSON: the name of a field, in double quotes, is expected, but the text ends here (is it cut short?)',
    ],
    ['two objects in a line', `{${p}}{${p}}\n`, 'line 1: must be valid JSON: nothing may follow'],
    ['a byte order mark', `\ufeff{${p}}\n`, 'line 1: must be valid JSON: a value is expected'],
    ['a field twice', `{${p},"E":5}\n`, 'line 1: a field must not stand twice in one object'],
    ['an array', `[1]\n`, 'line 1: must be a JSON object'],
    ['a missing field', `{${p}}\n\n{"px":1,"py":2,"pz":3}\n`, 'line 3 /E: is missing'],
    ['an event among clusters', `{${p}}\n{${p},"clusters":[]}\n`, 'line 2 /clusters: is not a known field'],
    ['a cluster among events', `{"clusters":[]}\n{"weight":1}\n`, 'line 2 /clusters: is missing'],
    ['an event index twice', `{"clusters":[{${p},"event":0}]}\n`, 'line 1 /clusters/0/event: is not a known field'],
    [
      'a bad value in an event',
      `{"clusters":[{${p}},{${p.replace('4', '"4"')}}]}\n`,
      'line 1 /clusters/1/E: must be a finite number',
    ],
  ])('refuses %s', (_, text, fault) => {
    expect(faultsOf(() => read(new NdjsonClusterReader(), text))).toEqual([fault]);
  });

  it('refuses what is not UTF-8', () => {
    const bad = Uint8Array.of(0x7b, 0x22, 0xc3, 0x28, 0x22, 0x7d, 0x0a);
    expect(faultsOf(() => read(new NdjsonClusterReader(), bad))).toEqual(['line 1: must be UTF-8']);
  });

  it('collects the faults of all lines', () => {
    const text = `{"px":1,"py":2,"pz":3}\n{${p}}\n{${p},"x":0}\n`;
    const { faults } = formatErrorOf(() => read(new NdjsonClusterReader(), text));
    expect(faults).toEqual([
      { place: 'line 1 /E', rule: 'is missing', row: 0 },
      { place: 'line 3 /x', rule: 'is not a known field', row: 2 },
    ]);
  });

  it('survives deep nesting', () => {
    const error = formatErrorOf(() => read(new NdjsonClusterReader(), `${'['.repeat(1e6)}\n`));
    expect(error.kind).toBe('syntax');
  });

  it.each([
    ['bytes', 'line 1: at most 60 bytes are accepted (limit bytes)', { bytes: 60 }],
    ['lines', 'line 1: at most 20 bytes in a line are accepted (limit lineLength)', { lineLength: 20 }],
    ['clusters', 'line 2: at most 1 clusters are accepted (limit clusters)', { clusters: 1 }],
  ])('holds to its cap of %s', (_, message, caps) => {
    const error = formatErrorOf(() => read(new NdjsonClusterReader(caps), `{${p}}\n{${p}}\n{${p}}\n`));
    expect([error.kind, error.message]).toEqual(['limit', message]);
  });
});

describe('NdjsonEventReader', () => {
  it('reads one event a line, with what a simulation writes beside the particles', () => {
    const events = read(
      new NdjsonEventReader(),
      `{"particles":[{${p}}],"clusters":[{}],"weight":2}\n{"particles":[],"weight":1}`,
    );
    expect(events.offsets).toEqual(Uint32Array.of(0, 1, 1));
    expect(events.weight).toEqual(Float64Array.of(2, 1));
  });

  it('names line, particle and field', () => {
    const text = `{"particles":[{${p}}]}\n{"particles":[{${p}},{${p},"pdg_id":0.5}]}\n`;
    expect(faultsOf(() => read(new NdjsonEventReader(), text))).toEqual([
      'line 2 /particles/1/pdg_id: must be an integer of 32 bits (a PDG id)',
    ]);
  });

  it.each([
    ['events', { events: 1 }],
    ['particles', { particles: 2 }],
  ])('holds to its cap of %s', (_, caps) => {
    const text = `{"particles":[{${p}},{${p}}]}\n{"particles":[{${p}}]}\n`;
    expect(formatErrorOf(() => read(new NdjsonEventReader(caps), text)).kind).toBe('limit');
    expect(read(new NdjsonEventReader({ events: 2, particles: 3 }), text).E).toHaveLength(3);
  });
});

const line = (ids: string, hadrons: string[]): string =>
  `{"clusters":[{${p},${ids}}],"particles":[${hadrons.map((id) => `{"pdg_id":${id},${p}}`).join(',')}]}\n`;

describe('NdjsonDecayReader', () => {
  it('reads clusters and their hadrons', () => {
    const decays = read(new NdjsonDecayReader(), line('"h1_pdg_id":211,"h2_pdg_id":-211', ['211', '-211']));
    expect(decays.offsets).toEqual(Uint32Array.of(0, 1));
    expect(decays.hadrons.pdg_id).toEqual(Int32Array.of(211, -211));
    expect(decays.clusters.h2_pdg_id).toEqual(Int32Array.of(-211));
    expect(decays.clusters).not.toHaveProperty('event');
  });

  it.each([
    [
      'a hadron too few',
      line('"q1_pdg_id":1', ['211']),
      'line 1 /particles: must hold two hadrons for each of the 1 clusters',
    ],
    [
      'another hadron than the cluster names',
      line('"h1_pdg_id":211,"h2_pdg_id":111', ['211', '-211']),
      'line 1 /particles/1/pdg_id: must be the h2_pdg_id of its cluster',
    ],
    ['no particles', `{"clusters":[]}\n`, 'line 1 /particles: is missing'],
    ['no clusters', `{"particles":[]}\n`, 'line 1 /clusters: is missing'],
    ['a word for a weight', `{"particles":[],"clusters":[],"weight":"1"}\n`, 'line 1 /weight: must be a finite number'],
    ['an unknown field', `{"particles":[],"clusters":[],"spin":1}\n`, 'line 1 /spin: is not a known field'],
  ])('refuses %s', (_, text, fault) => {
    expect(faultsOf(() => read(new NdjsonDecayReader(), text))).toEqual([fault]);
  });
});
