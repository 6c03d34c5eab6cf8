import { describe, expect, it } from 'vitest';
import { DatClusterReader } from '../../formats/dat/clusters.ts';
import { DatDecayReader } from '../../formats/dat/decays.ts';
import { encodeDecaysDat, encodeEventsDat } from '../../formats/dat/encode.ts';
import { DatEventReader } from '../../formats/dat/events.ts';
import type { EventSet } from '../../physics/columns.ts';
import { read, referenceFile } from './support.ts';

const herwig = referenceFile('herwig7-lep-two-pion-500.dat');
const histories = referenceFile('herwig7-lep-all-hadrons-10.dat');
const pythia = referenceFile('pythia8-lep-pions-1000.dat');
const why = 'the reference data is not beside the project';

/** Summed four-momentum (E, px, py, pz) of each event. */
function sums(events: EventSet): [number, number, number, number][] {
  return Array.from(events.offsets.subarray(1), (end, e) => {
    const sum: [number, number, number, number] = [0, 0, 0, 0];
    for (let i = events.offsets[e]!; i < end; i++) {
      sum[0] += events.E[i]!;
      sum[1] += events.px[i]!;
      sum[2] += events.py[i]!;
      sum[3] += events.pz[i]!;
    }
    return sum;
  });
}

const count = (values: ArrayLike<number>, wanted: (value: number) => boolean): number =>
  Array.from(values).filter(wanted).length;

/** Every number of the events, in the order of a `.dat` line. */
function flat(file: Uint8Array): number[] {
  const { pdg_id, E, px, py, pz } = read(new DatEventReader(), file);
  return Array.from(E, (_, i) => [pdg_id[i]!, E[i]!, px[i]!, py[i]!, pz[i]!]).flat();
}

/** A file as text, cut into lines by other means than the readers'. */
const linesOf = (file: Uint8Array): string[] => new TextDecoder().decode(file).split('\n').filter(Boolean);

describe.skipIf(!herwig)(`Herwig events of two-pion clusters (skipped where ${why})`, () => {
  it('hold 500 events whose clusters conserve momentum', () => {
    const { offsets, clusters, hadrons } = read(new DatDecayReader(), herwig!);
    expect(offsets).toHaveLength(501);
    // Marks counted in the file: 3568 bars, 5 objects before each.
    expect(clusters.E).toHaveLength(3568);
    expect(hadrons.E).toHaveLength(7136);
    // 6 digits are written, so energies up to 45 GeV are right to 1e-4.
    for (const name of ['px', 'py', 'pz', 'E'] as const) {
      const worst = clusters[name].map((value, i) =>
        Math.abs(value - hadrons[name][2 * i]! - hadrons[name][2 * i + 1]!),
      );
      expect(Math.max(...worst)).toBeLessThan(2e-4);
    }
    // Of 7136 constituents, those not known were counted as '88,' in the file.
    const unknown = linesOf(herwig!).join('').split('88,0.0000,0.0000,0.0000,0.0000;').length - 1;
    expect(count(clusters.q1_pdg_id!, (id) => id === 0) + count(clusters.q2_pdg_id!, (id) => id === 0)).toBe(unknown);
    expect(new Set(hadrons.pdg_id)).toEqual(new Set([-211, 111, 211]));
  });

  it('have 91.2 GeV at rest each', () => {
    for (const [E, px, py, pz] of sums(read(new DatEventReader(), herwig!))) {
      expect(Math.abs(E - 91.2)).toBeLessThan(5e-4);
      expect(Math.max(Math.abs(px), Math.abs(py), Math.abs(pz))).toBeLessThan(5e-4);
    }
  });

  it('are the same through all three readers and back from what is written', () => {
    const decays = read(new DatDecayReader(), herwig!);
    const { event, ...clusters } = read(new DatClusterReader(), herwig!);
    const { offsets, ...hadrons } = read(new DatEventReader(), herwig!);
    expect(clusters).toEqual(decays.clusters);
    expect(hadrons).toEqual(decays.hadrons);
    expect(event!.at(-1)).toBe(499);
    expect(offsets).toEqual(decays.offsets.map((offset) => 2 * offset));
    expect(read(new DatDecayReader(), [...encodeDecaysDat(decays)].join(''))).toEqual(decays);
  });
});

describe.skipIf(!histories)(`Herwig events with their histories (skipped where ${why})`, () => {
  it('hold 10 events; a last line without a line break is whole', () => {
    const events = read(new DatEventReader(), histories!);
    expect(histories!.at(-1)).toBe('|'.charCodeAt(0));
    expect(events.offsets).toHaveLength(11);
    // Objects with empty brackets, counted in the file; the sums of the final state are at most 91.2 GeV (the initial
    // electrons radiate) and at rest across the beam.
    expect(events.E).toHaveLength(linesOf(histories!).join('').split(',[ ],').length - 1);
    for (const [E, px, py, pz] of sums(events)) {
      expect(E).toBeLessThan(91.201);
      expect(E).toBeGreaterThan(90);
      expect(Math.max(Math.abs(px), Math.abs(py))).toBeLessThan(1e-3);
      expect(E + Math.abs(pz)).toBeCloseTo(91.2, 0);
    }
  });

  it('hold clusters that became two hadrons', () => {
    const reader = new DatClusterReader();
    const clusters = read(reader, histories!);
    // 148 hadrons, two from each cluster: no cluster became one hadron.
    expect([clusters.E.length, reader.others]).toEqual([74, 0]);
    expect(clusters.event!.at(-1)).toBe(9);
    // A primary cluster that did not split is the only object of id 81 in its tree.
    const primary = linesOf(histories!).flatMap((line) => line.split('|').filter(Boolean));
    const unsplit = primary.filter((tree) => tree.split('),81,').length === 2).length;
    expect(count(clusters.q1_pdg_id!, (id) => id !== 0)).toBe(unsplit);
    const worst = clusters.E.map((E, i) =>
      clusters.q1_E![i] === 0 ? 0 : Math.abs(E - clusters.q1_E![i]! - clusters.q2_E![i]!),
    );
    expect(Math.max(...worst)).toBeLessThan(2e-4);
  });
});

describe.skipIf(!pythia)(`Pythia events of pions (skipped where ${why})`, () => {
  it('hold 1000 events of 12 GeV at rest', () => {
    const events = read(new DatEventReader(), pythia!);
    expect(events.offsets).toHaveLength(1001);
    expect(events.E).toHaveLength(10_445);
    for (const [E, px, py, pz] of sums(events)) {
      expect(Math.abs(E - 12)).toBeLessThan(1e-4);
      expect(Math.max(Math.abs(px), Math.abs(py), Math.abs(pz))).toBeLessThan(1e-4);
    }
    expect(read(new DatEventReader(), [...encodeEventsDat(events)].join(''))).toEqual(events);
  });
});

describe.skipIf(!herwig || !histories || !pythia)(`numbers of the files (skipped where ${why})`, () => {
  it('are those that Number reads', () => {
    const numbers = (file: Uint8Array, skip: RegExp): number[] =>
      linesOf(file).flatMap((line) =>
        line
          .replaceAll(skip, '')
          .split(/[,;|]/)
          .filter((text) => text.trim() !== '')
          .map(Number),
      );
    expect(flat(pythia!)).toEqual(numbers(pythia!, /$^/g));
    const hadronsOnly = /(?:[^;|]*;){3}((?:[^;|]*;){2})\|/g;
    const herwigHadrons = linesOf(herwig!).flatMap((line) => [...line.matchAll(hadronsOnly)].map((match) => match[1]!));
    expect(flat(herwig!)).toEqual(numbers(new TextEncoder().encode(herwigHadrons.join('\n')), /$^/g));
  });
});
