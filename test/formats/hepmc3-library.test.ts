import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../../formats/error.ts';
import { HepmcDecayReader } from '../../formats/hepmc3/decays.ts';
import { HepmcEventReader } from '../../formats/hepmc3/events.ts';
import { hepmcDecayWriter } from '../../formats/hepmc3/write-decays.ts';
import { hepmcEventWriter } from '../../formats/hepmc3/write-events.ts';
import type { Writer } from '../../formats/writer.ts';
import type { DecaySet, EventSet } from '../../physics/columns.ts';
import { TRUTHS } from '../../physics/hadronization/parameters.ts';
import { eventSetOf, simulateDecays } from '../../physics/hadronization/simulate.ts';
import { seedOf } from '../../physics/random/stream.ts';
import { pythonWith } from '../python/python.ts';
import { edited, editsWith, latin1 } from './edited.ts';
import { event, footer, header, ODD_FILES } from './hepmc3-odd.ts';
import { bytes, exact, read, resultOf } from './support.ts';

const python = pythonWith('pyhepmc');

interface LibraryEvent {
  number: number;
  weights: number[];
  names: string[];
  particles: [number, number, number, number | null, number | null, number | null, number | null, number, number][];
  vertices: [id: number, incoming: number[], outgoing: number[]][];
}
/** Null where the library ended the process. */
type LibraryAnswer = { events: LibraryEvent[]; refused: boolean } | null;

/** Reads texts, a character for each byte, with HepMC3's own reader. */
function askLibrary(texts: string[]): LibraryAnswer[] {
  const folder = mkdtempSync(join(tmpdir(), 'hepmc3-'));
  const output = join(folder, 'answers.json');
  const script = resolve(import.meta.dirname, '../python/read-hepmc3.py');
  const { status, stderr } = spawnSync(python!, [script, output], { input: JSON.stringify(texts), encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const answers: LibraryAnswer[] = JSON.parse(readFileSync(output, 'utf8'));
  rmSync(folder, { recursive: true });
  return answers;
}

/** The final state that the library found: numbers of particles by event, and their ids and momenta. */
function finalStates(events: LibraryEvent[]): unknown {
  const lists = events.map(({ particles }) => particles.filter(([, , status]) => status === 1));
  const all = lists.flat().map(([, pdgId, , ...rest]) => [pdgId, ...rest.slice(0, 4)]);
  return { counts: lists.map((list) => list.length), all };
}

function finalStatesOf({ offsets, pdg_id, px, py, pz, E }: EventSet): unknown {
  return {
    counts: Array.from(offsets.subarray(1), (end, e) => end - offsets[e]!),
    // JSON writes no minus zero, and neither does the library's answer need it.
    all: Array.from(pdg_id, (id, i) => [id, px[i]! + 0, py[i]! + 0, pz[i]! + 0, E[i]! + 0]),
  };
}

function textOf<T>(writer: Writer<T>, set: T): string {
  return [...writer.write(set), ...writer.end()].map((part) => new TextDecoder().decode(part)).join('');
}

/** Whether an answer is that of HepMC3 to a file that it does not read. */
const isRefusal = (answer: LibraryAnswer): boolean => answer === null || answer.refused;

describe.skipIf(!python)('HepMC3’s own reader (skipped where there is no Python with pyhepmc)', () => {
  it('reads and refuses odd files as we say that it does, with the same final state where both read', () => {
    const asked = ODD_FILES.filter(({ library }) => library !== 'not asked');
    askLibrary(asked.map(({ text }) => text)).forEach((answer, i) => {
      const { name, text, fault, library } = asked[i]!;
      expect([name, isRefusal(answer) ? 'refuses' : 'reads']).toEqual([name, library]);
      if (fault !== null || library !== 'reads') return;
      expect([name, finalStates(answer!.events)]).toEqual([name, finalStatesOf(read(new HepmcEventReader(), text))]);
      const { weight } = read(new HepmcEventReader(), text);
      expect([name, answer!.events.flatMap(({ weights }) => weights.slice(0, 1))]).toEqual([name, [...(weight ?? [])]]);
    });
  });

  it('reads what we read of edited files, and the same', () => {
    const edits = editsWith('0123456789.-+eE []@,\n\r\t\\|PVEUWATHG');
    const original = bytes(header + event.replace('U GEV MM\n', 'U GEV MM\nW 1 2\n') + footer);
    const texts = fc
      .sample(edits, { seed: 20261124, numRuns: 1500 })
      .map((changes) => latin1(edited(original, changes)));
    const ours = texts.flatMap((text) => {
      const set = resultOf(() =>
        read(
          new HepmcEventReader(),
          Uint8Array.from(text, (c) => c.charCodeAt(0)),
        ),
      );
      return set instanceof FormatError ? [] : [{ text, set }];
    });
    expect(ours.length).toBeGreaterThan(100);
    const answers = askLibrary(ours.map(({ text }) => text));
    answers.forEach((answer, i) => {
      const { text, set } = ours[i]!;
      expect([text, isRefusal(answer)]).toEqual([text, false]);
      expect([text, finalStates(answer!.events)]).toEqual([text, finalStatesOf(set)]);
      expect([text, answer!.events[0]?.weights[0]]).toEqual([text, set.weight?.[0]]);
    });
  });

  const decays = simulateDecays(TRUTHS.nominal, seedOf(5), 0, 200);
  const count = decays.offsets.length - 1;
  const scores = Float64Array.from({ length: count }, (_, e) => 1 / (e + 3));

  it('finds in our files the clusters between constituents and hadrons', () => {
    const namedWeights = [{ name: 'score', values: () => scores }];
    const text = textOf(hepmcDecayWriter({ namedWeights }), decays);
    const [answer] = askLibrary([text]);
    expect(answer!.refused).toBe(false);
    expect(answer!.events.map(({ number }) => number)).toEqual(Array.from(scores, (_, e) => e));
    expect(answer!.events.map(({ weights }) => weights)).toEqual(Array.from(scores, (score) => [1, score]));
    expect(answer!.events[0]!.names).toEqual(['Default', 'score']);
    const { weight, ...back } = read(new HepmcDecayReader(), text);
    expect(new Set(weight)).toEqual(new Set([1]));
    expect(exact(decaysOf(answer!.events))).toEqual(exact(back));
    // The simulation's own, but for what the file does not hold: constituents of fragments.
    const { from_fission, q1_pdg_id, q1_E } = decays.clusters;
    expect(back.hadrons).toEqual(decays.hadrons);
    expect(back.clusters.E).toEqual(decays.clusters.E);
    expect(back.clusters.q1_pdg_id).toEqual(q1_pdg_id.map((id, i) => (from_fission[i] === 1 ? 0 : id)));
    expect(back.clusters.q1_E).toEqual(q1_E.map((E, i) => (from_fission[i] === 1 ? 0 : E)));
  });

  it('finds in our events their particles and weights', () => {
    const events: EventSet = { ...eventSetOf(decays), weight: scores };
    const [answer] = askLibrary([textOf(hepmcEventWriter(), events)]);
    expect(answer!.refused).toBe(false);
    expect(finalStates(answer!.events)).toEqual(finalStatesOf(events));
    expect(answer!.events.map(({ weights }) => weights)).toEqual(Array.from(scores, (score) => [score]));
  });
});

/** The clusters that became two hadrons in the graph that the library built. */
function decaysOf(events: LibraryEvent[]): DecaySet {
  const offsets = [0];
  const rows: number[][][] = [];
  for (const { particles, vertices } of events) {
    const row = (id: number): number[] => particles[id - 1]!.slice(1, 7) as number[];
    for (const [, pdgId, , , , , , made, end] of particles) {
      if (pdgId !== 81) continue;
      const [, incoming, outgoing] = vertices.find(([id]) => id === end)!;
      expect(incoming).toHaveLength(1);
      const [cluster] = incoming;
      const parents = vertices.find(([id]) => id === made)?.[1] ?? [];
      const constituents =
        parents.length === 2
          ? parents.map(row)
          : [
              [0, 0, 0, 0, 0, 0],
              [0, 0, 0, 0, 0, 0],
            ];
      rows.push([...constituents, row(cluster!), ...outgoing.map(row)]);
    }
    offsets.push(rows.length);
  }
  const part = (which: number) => rows.map((list) => list[which]!);
  const { pdg_id: _, ...clusters } = columnsOf(part(2));
  const named = (name: string, list: number[][]) =>
    Object.fromEntries(Object.entries(columnsOf(list)).map(([key, values]) => [`${name}_${key}`, values]));
  return {
    offsets: Uint32Array.from(offsets),
    clusters: {
      ...clusters,
      ...named('q1', part(0)),
      ...named('q2', part(1)),
      h1_pdg_id: columnsOf(part(3)).pdg_id,
      h2_pdg_id: columnsOf(part(4)).pdg_id,
    },
    hadrons: columnsOf(rows.flatMap((list) => list.slice(3))),
  };
}

/** Columns of rows of pdg_id, status, px, py, pz, E. */
function columnsOf(list: number[][]) {
  const column = (which: number): Float64Array => Float64Array.from(list, (row) => row[which]!);
  return {
    px: column(2),
    py: column(3),
    pz: column(4),
    E: column(5),
    pdg_id: Int32Array.from(list, (row) => row[0]!),
  };
}
