import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HepmcClusterReader } from '../../formats/hepmc3/clusters.ts';
import { HepmcDecayReader } from '../../formats/hepmc3/decays.ts';
import { HepmcEventReader } from '../../formats/hepmc3/events.ts';
import { firstEventHolds } from '../../formats/hepmc3/first-event.ts';
import { generatedMass } from '../../formats/hepmc3/generated-mass.ts';
import { hepmcDecayWriter } from '../../formats/hepmc3/write-decays.ts';
import { hepmcEventWriter } from '../../formats/hepmc3/write-events.ts';
import type { Writer } from '../../formats/writer.ts';
import type { DecaySet, EventSet } from '../../physics/columns.ts';
import { latin1 } from './edited.ts';
import { footer, event as good, header, ODD_FILES } from './hepmc3-odd.ts';
import { referenceClusters3, referenceDecays3, referenceFinalStates } from './reference-hepmc3.ts';
import { bytes, exact, faultsOf, formatErrorOf, read } from './support.ts';

const fixture = (name: string): Uint8Array => readFileSync(resolve(import.meta.dirname, '../fixtures/hepmc3', name));

/** What HepMC3's own reader made of a fixture (test/fixtures/hepmc3/make-fixtures.py). */
interface LibraryEvent {
  weights: number[];
  particles: [id: number, pdg_id: number, status: number, px: number, py: number, pz: number, E: number][];
}
const library: Record<string, LibraryEvent[]> = JSON.parse(new TextDecoder().decode(fixture('expected.json')));

function textOf<T>(writer: Writer<T>, ...sets: T[]): string {
  const parts = [...sets.flatMap((set) => [...writer.write(set)]), ...writer.end()];
  return parts.map((part) => new TextDecoder().decode(part)).join('');
}

describe('files of HepMC3’s own writer', () => {
  it.each(Object.keys(library))('hold the final state that HepMC3’s own reader finds: %s', (name) => {
    const events = read(new HepmcEventReader(), fixture(name));
    const wanted = library[name]!.map(({ particles }) => particles.filter(([, , status]) => status === 1));
    expect(Array.from(events.offsets.subarray(1), (end, e) => end - events.offsets[e]!)).toEqual(
      wanted.map((list) => list.length),
    );
    expect([...events.pdg_id]).toEqual(wanted.flat().map(([, pdgId]) => pdgId));
    for (const [column, place] of [
      ['px', 3],
      ['py', 4],
      ['pz', 5],
      ['E', 6],
    ] as const) {
      wanted.flat().forEach((particle, i) => {
        // HepMC3 multiplies MeV by 0.001, which rounds twice; a quotient by 1000 rounds once.
        const bound = name === 'mev.hepmc' ? 2 ** -52 * Math.abs(particle[place]) : 0;
        expect(Math.abs(events[column][i]! - particle[place])).toBeLessThanOrEqual(bound);
      });
    }
    const weights = library[name]!.map(({ weights }) => weights[0]);
    expect(events.weight && [...events.weight]).toEqual(weights[0] === undefined ? undefined : weights);
  });

  it.each([...Object.keys(library), 'pythia.hepmc'])('are read as the reference reads them: %s', (name) => {
    const text = latin1(fixture(name));
    expect(exact(read(new HepmcEventReader(), fixture(name)))).toEqual(exact(referenceFinalStates(text)!));
    if (name === 'pythia.hepmc') return;
    expect(exact(read(new HepmcClusterReader(), fixture(name)))).toEqual(exact(referenceClusters3(text)!));
  });

  it('give the weight that is asked for by its name', () => {
    const { weight } = read(new HepmcEventReader({ weight: 'muR=2' }), fixture('histories.hepmc'));
    expect([...weight!]).toEqual(library['histories.hepmc']!.map(({ weights }) => weights[1]));
    expect(faultsOf(() => read(new HepmcEventReader({ weight: 'muF=2' }), fixture('histories.hepmc')))).toEqual([
      "line 8, column 1: 'muF=2' is not among the weights that the file names",
    ]);
    expect(faultsOf(() => read(new HepmcEventReader({ weight: 'a' }), fixture('mev.hepmc')))).toEqual([
      "line 7, column 1: the weights have no names, but 'a' is wanted",
    ]);
  });

  it('hold clusters that split, decayed, and did neither into two', () => {
    const reader = new HepmcClusterReader();
    const clusters = read(reader, fixture('histories.hepmc'));
    // Event 0: one cluster that decayed and one that split into two that did. Event 1: one with one hadron, one with
    // three, one of unknown origin with two, of which one decayed further.
    expect([...clusters.event!]).toEqual([0, 0, 0, 1]);
    expect(reader.others).toBe(2);
    expect([...clusters.q1_pdg_id!]).toEqual([2, 0, 0, 0]);
    expect([...clusters.q2_pdg_id!]).toEqual([-1, 0, 0, 0]);
    expect([...clusters.h1_pdg_id!]).toEqual([211, -321, -321, 213]);
    expect(faultsOf(() => read(new HepmcDecayReader(), fixture('histories.hepmc')))[0]).toMatch(
      /^line \d+: the event must have clusters with two hadrons each/,
    );
  });

  it('hold decays that come back from what is written', () => {
    const decays = read(new HepmcDecayReader(), fixture('decays.hepmc'));
    expect(exact(decays)).toEqual(exact(referenceDecays3(latin1(fixture('decays.hepmc')))!));
    expect(decays.offsets).toEqual(Uint32Array.of(0, 3, 9));
    expect(exact(read(new HepmcDecayReader(), textOf(hepmcDecayWriter(), decays)))).toEqual(exact(decays));
  });

  it('are told apart by what their first event holds', () => {
    expect(firstEventHolds(fixture('decays.hepmc'))).toBe('decays');
    expect(firstEventHolds(fixture('histories.hepmc'))).toBe('decays');
    expect(firstEventHolds(fixture('pythia.hepmc'))).toBe('events');
    expect(firstEventHolds(fixture('hepmc2.hepmc'))).toBe('events');
    expect(firstEventHolds(bytes(header))).toBe(undefined);
    expect(firstEventHolds(bytes(header + good))).toBe('decays');
    expect(firstEventHolds(bytes(header + footer))).toBe('events');
  });

  it('that are HepMC2 are refused by that name', () => {
    for (const reader of [new HepmcEventReader(), new HepmcClusterReader(), new HepmcDecayReader()]) {
      expect(faultsOf(() => read<object>(reader, fixture('hepmc2.hepmc')))).toEqual([
        'line 2, column 1: this is HepMC2 (IO_GenEvent), and HepMC3 (Asciiv3) is needed: pyhepmc reads the one and writes the other',
      ]);
    }
  });
});

describe('events of Pythia', () => {
  it('have 20 GeV at rest in their final states', () => {
    const { offsets, px, py, pz, E, weight } = read(new HepmcEventReader(), fixture('pythia.hepmc'));
    expect(offsets).toHaveLength(3);
    expect(weight).toEqual(Float64Array.of(1, 1));
    for (let e = 0; e < 2; e++) {
      const sum = (column: Float64Array): number =>
        column.subarray(offsets[e], offsets[e + 1]).reduce((total, value) => total + value, 0);
      // Ten digits were written.
      expect(Math.abs(sum(E) - 20)).toBeLessThan(1e-8);
      for (const column of [px, py, pz]) expect(Math.abs(sum(column))).toBeLessThan(1e-8);
    }
  });

  it('have no clusters', () => {
    expect(faultsOf(() => read(new HepmcClusterReader(), fixture('pythia.hepmc')))[0]).toMatch(/clusters are needed/);
    expect(faultsOf(() => read(new HepmcDecayReader(), fixture('pythia.hepmc')))).toEqual([
      'line 5: the event must have clusters (id 81)',
    ]);
  });
});

/** The faults of a file of two events under caps. */
const capped = (caps: object) => faultsOf(() => read(new HepmcEventReader({ caps }), header + good + good + footer));

describe('odd HepMC3 files', () => {
  it.each(ODD_FILES)('$name', ({ text, fault }) => {
    if (fault !== null) expect(faultsOf(() => read(new HepmcEventReader(), text))).toEqual([fault]);
    else expect(exact(read(new HepmcEventReader(), text))).toEqual(exact(referenceFinalStates(text)!));
  });

  it('take no longer for many blanks between names than for as many letters', () => {
    // Quadratic time would be minutes here.
    const names = `W a${' '.repeat(260_000)}b\n`;
    const weighted = good.replace('U GEV MM\n', 'U GEV MM\nW 1 2\n');
    expect(read(new HepmcEventReader({ weight: 'b' }), header + names + weighted + footer).weight).toEqual(
      Float64Array.of(2),
    );
  });

  it('are called by the index of their event', () => {
    const broken = good.replace(' 0.1 1\n', ' 0.1\n');
    const error = formatErrorOf(() => read(new HepmcEventReader(), header + good + good + broken + footer));
    expect(error.faults[0]!.row).toBe(2);
  });

  it('may end without END where that is allowed, but not inside a line', () => {
    const open = { openEnd: true };
    expect(read(new HepmcEventReader(open), header + good).offsets).toEqual(Uint32Array.of(0, 2));
    expect(read(new HepmcEventReader(open), header + good + header + good).offsets).toEqual(Uint32Array.of(0, 2, 4));
    expect(faultsOf(() => read(new HepmcEventReader(open), (header + good).trimEnd()))[0]).toMatch(
      /^line 10, column 28/,
    );
  });

  it('keep to the caps', () => {
    expect(capped({ events: 1 })).toEqual(['line 11: at most 1 events are accepted (limit events)']);
    expect(capped({ particles: 3 })).toEqual(['line 18: at most 3 particles are accepted (limit particles)']);
    expect(capped({ lineLength: 25 })).toEqual(['line 2: at most 25 bytes in a line are accepted (limit lineLength)']);
    expect(capped({ bytes: 100 })[0]).toMatch(/limit bytes/);
    const two = header + good + good + footer;
    for (const reader of [
      new HepmcClusterReader({ caps: { clusters: 1 } }),
      new HepmcDecayReader({ caps: { clusters: 1 } }),
    ]) {
      expect(faultsOf(() => read<object>(reader, two))).toEqual([
        'line 11: at most 1 clusters are accepted (limit clusters)',
      ]);
    }
    for (const reader of [
      new HepmcClusterReader({ caps: { events: 1 } }),
      new HepmcDecayReader({ caps: { events: 1 } }),
    ]) {
      expect(faultsOf(() => read<object>(reader, two))).toEqual([
        'line 11: at most 1 events are accepted (limit events)',
      ]);
    }
  });
});

const lines = (...events: string[]): string => header + events.join('') + footer;

/** Ids and energies of a cluster's constituents, for the list of what goes into its vertex. */
const constituents = (list: string, q2 = '-1'): number[] => {
  const quarks = `P 1 0 1 1 2 3 4 0 11\nP 2 0 ${q2} 5 6 7 8 0 11\nP 3 0 21 0 0 0 1 0 11\n`;
  const text = `E 0 2 6\nU GEV MM\n${quarks}V -1 0 [${list}]\nP 4 -1 81 0 0 0 9 0 11\n`;
  const pair = 'P 5 4 211 0 0 0 4 0 1\nP 6 4 111 0 0 0 5 0 2\n';
  const set = read(new HepmcClusterReader(), lines(text + pair));
  return [set.q1_pdg_id![0]!, set.q1_E![0]!, set.q2_pdg_id![0]!, set.q2_E![0]!];
};

describe('clusters of HepMC3', () => {
  const two = 'U GEV MM\nP 1 0 81 0 0 0 2 0 11\nP 2 0 81 0 0 1 3 0 11\n';

  it('that share a decay vertex are not taken', () => {
    const text = lines(`E 0 1 4\n${two}V -1 0 [1,2]\nP 3 -1 211 0 0 0 1 0 1\nP 4 -1 -211 0 0 1 2 0 1\n`);
    const reader = new HepmcClusterReader();
    expect(read(reader, text).E).toHaveLength(0);
    expect(reader.others).toBe(2);
  });

  it('that became nothing are an error', () => {
    const rule = 'line 3: the event must say what particle 1 became, because it is a cluster';
    for (const reader of [new HepmcClusterReader(), new HepmcDecayReader()]) {
      expect(faultsOf(() => read<object>(reader, lines(`E 0 0 2\n${two}`)))).toEqual([rule]);
      const vertex = lines(`E 0 1 2\n${two}V -1 0 [1,2]\n`);
      expect(faultsOf(() => read<object>(new HepmcClusterReader(), vertex))).toEqual([rule]);
    }
  });

  it('know their constituents where two particles of known ids go into their vertex', () => {
    expect(constituents('1,2')).toEqual([1, 4, -1, 8]);
    expect(constituents('2,1')).toEqual([1, 4, -1, 8]);
    expect(constituents('1,2,3')).toEqual([0, 0, 0, 0]);
    expect(constituents('1')).toEqual([0, 0, 0, 0]);
    expect(constituents('1,2', '0')).toEqual([0, 0, 0, 0]);
  });

  it('must be in every event of decays, and somewhere in a file of clusters', () => {
    const none = 'E 1 0 1\nU GEV MM\nP 1 0 22 0 0 1 1 0 1\n';
    expect(read(new HepmcClusterReader(), lines(good, none)).event).toEqual(Uint32Array.of(0));
    expect(faultsOf(() => read(new HepmcDecayReader(), lines(good, none)))).toEqual([
      'line 11: the event must have clusters (id 81)',
    ]);
    expect(read(new HepmcClusterReader(), lines()).E).toHaveLength(0);
  });
});

const momenta = (...E: number[]) => ({
  px: Float64Array.from(E, () => 0),
  py: Float64Array.from(E, () => -0),
  pz: Float64Array.from(E, () => 0),
  E: Float64Array.from(E),
});
const decays: DecaySet = {
  offsets: Uint32Array.of(0, 2),
  clusters: {
    ...momenta(2, 3),
    q1_pdg_id: Int32Array.of(1, 2),
    q1_px: Float64Array.of(1, 2),
    q1_py: Float64Array.of(0, 0),
    q1_pz: Float64Array.of(0, 0),
    q1_E: Float64Array.of(1, 2),
    q2_pdg_id: Int32Array.of(-1, -2),
    q2_px: Float64Array.of(0, 0),
    q2_py: Float64Array.of(0, 0),
    q2_pz: Float64Array.of(0, 0),
    q2_E: Float64Array.of(1, 2),
    from_fission: Uint8Array.of(0, 1),
  },
  hadrons: { ...momenta(1, 1, 2, 1), pdg_id: Int32Array.of(211, -211, 111, 22) },
};
const events: EventSet = {
  offsets: Uint32Array.of(0, 1),
  ...momenta(0.25),
  pdg_id: Int32Array.of(22),
  weight: Float64Array.of(1 / 3),
};

describe('HepMC3 writers', () => {
  it('write decays with clusters between constituents and hadrons', () => {
    expect(textOf(hepmcDecayWriter(), decays)).toBe(
      `${header}E 0 3 8
U GEV MM
P 1 0 1 1 0 0 1 0 11
P 2 0 -1 0 0 0 1 1 11
V -1 0 [1,2]
P 3 -1 81 0 -0 0 2 2 11
P 4 3 211 0 -0 0 1 1 1
P 5 3 -211 0 -0 0 1 1 1
P 6 0 81 0 -0 0 3 3 11
P 7 6 111 0 -0 0 2 2 1
P 8 6 22 0 -0 0 1 1 1
${footer}`,
    );
  });

  it('write the weight of events, others beside it, and tools', () => {
    const tools = [{ name: 'a', version: '1', description: 'b\\c\nd' }];
    const namedWeights = [{ name: 'score:x', values: () => Float64Array.of(0.5) }];
    const { weight: _, ...unweighted } = events;
    const particle = 'P 1 0 22 0 -0 0 0.25 0.25 1\n';
    expect(textOf(hepmcEventWriter({ tools, namedWeights }), events)).toBe(
      `${header}W Default\\|score:x\nT a\\|1\\|b\\\\c\\|d\nE 0 0 1\nU GEV MM\nW 0.3333333333333333 0.5\n${particle}${footer}`,
    );
    expect(textOf(hepmcEventWriter({ namedWeights }), unweighted)).toContain('\nW 1 0.5\n');
    expect(textOf(hepmcEventWriter(), unweighted)).toBe(`${header}E 0 0 1\nU GEV MM\n${particle}${footer}`);
    expect(textOf(hepmcEventWriter())).toBe(header + footer);
  });

  it.each([
    [
      'an event without particles',
      { ...events, offsets: Uint32Array.of(0, 0, 1), weight: Float64Array.of(1, 2) },
      'event 0 is empty',
    ],
    ['a number that is none', { ...events, px: Float64Array.of(Number.NaN) }, 'cannot write NaN'],
    ['a weight too many', { ...events, weight: Float64Array.of(1, 2) }, '1 events need as many weights, not 2'],
    [
      'a weight that is no number',
      { ...events, weight: Float64Array.of(Number.NaN) },
      'a weight must be a finite number',
    ],
  ])('refuse %s', (_, set, message) => {
    const error = RangeError(message);
    expect(() => textOf(hepmcEventWriter(), set)).toThrow(expect.objectContaining({ name: 'RangeError' }));
    expect(() => textOf(hepmcEventWriter(), set)).toThrow(error.message);
  });

  it('refuse sets of which only some have weights', () => {
    const { weight: _, ...unweighted } = events;
    expect(() => textOf(hepmcEventWriter(), events, unweighted)).toThrow('either all sets have weights or none');
  });

  it.each([['two words'], [''], ['Default'], ['a\\b']])('refuse the weight name %j', (name) => {
    expect(() => hepmcEventWriter({ namedWeights: [{ name, values: () => new Float64Array(0) }] })).toThrow(RangeError);
  });

  it('refuse clusters that the format cannot hold', () => {
    const changed = (clusters: Partial<DecaySet['clusters']>) => () =>
      textOf(hepmcDecayWriter(), { ...decays, clusters: { ...decays.clusters, ...clusters } });
    expect(changed({ q1_pdg_id: Int32Array.of(0, 2) })).toThrow('cluster 0 has one known constituent');
    expect(changed({ q1_pdg_id: Int32Array.of(81, 2) })).toThrow('id 81 is a cluster');
    const { q2_E: _, ...rest } = decays.clusters;
    expect(() => textOf(hepmcDecayWriter(), { ...decays, clusters: rest })).toThrow('without the momentum of q2');
    const hadrons = { ...decays.hadrons, pdg_id: Int32Array.of(81, 1, 1, 1) };
    expect(() => textOf(hepmcDecayWriter(), { ...decays, hadrons })).toThrow('id 81 is a cluster');
  });
});

describe('generatedMass', () => {
  it('is the mass of the table where the momentum has it within its rounding', () => {
    const mass = 0.13957018;
    const p = 1e4;
    // The momentum alone gives the mass to 1e-7 here.
    expect(generatedMass(211, 0, 0, p, Math.sqrt(p * p + mass * mass))).toBe(mass);
    expect(generatedMass(211, 0, 0, 0, 0.1396)).toBe(0.1396);
    expect(generatedMass(22, 3, 4, 0, 5)).toBe(0);
    expect(generatedMass(1, 0, 0, 5, 3)).toBe(-4);
    expect(generatedMass(1, 0, 0, 0, 1e300)).toBe(1e300);
  });
});
