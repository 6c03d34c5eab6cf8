import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { WeightAppender } from '../../formats/hepmc3/append-weights.ts';
import { HepmcDecayReader } from '../../formats/hepmc3/decays.ts';
import { HepmcEventReader } from '../../formats/hepmc3/events.ts';
import { hepmcAnnotatedEventWriter } from '../../formats/hepmc3/write-events.ts';
import { readAll } from '../../formats/reader.ts';
import { pythonWith } from '../python/python.ts';

const folder = resolve(import.meta.dirname, '../fixtures/hepmc3');
const FILES = ['histories', 'decays', 'mev', 'pythia'].map((name) => ({
  name,
  bytes: new Uint8Array(readFileSync(join(folder, `${name}.hepmc`))),
}));
const textOf = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes);
const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

const columns = { score: Float64Array.of(0.1, 1 / 3), reweighted: Float64Array.of(2.5e-300, -7) };
const TOOL = { name: 'score-test', version: '1.0.0', description: 'sha256:00; N_eff 1.5' };

function append(bytes: Uint8Array, size = bytes.length, weights = columns): Uint8Array {
  const writer = new WeightAppender({ columns: weights, tools: [TOOL] });
  const parts: number[] = [];
  const chunk = new Uint8Array(size);
  for (let at = 0; at < bytes.length; at += size) {
    const piece = bytes.subarray(at, at + size);
    // The same memory for every chunk: nothing of it may be kept.
    chunk.set(piece);
    for (const part of writer.write(chunk.subarray(0, piece.length))) parts.push(...part);
  }
  for (const part of writer.end()) parts.push(...part);
  return Uint8Array.from(parts);
}

const weightOf = (bytes: Uint8Array, weight?: string): number[] =>
  Array.from(readAll(new HepmcEventReader(weight === undefined ? {} : { weight }), [bytes]).weight!);

const decaysIn = (bytes: Uint8Array) => readAll(new HepmcDecayReader(), [bytes]);

/** A file of two events, with these lines before their only particle. */
const frame = (lines: string[]): string =>
  [
    'HepMC::Version 3.02.05',
    'HepMC::Asciiv3-START_EVENT_LISTING',
    ...[0, 1].flatMap((e) => [`E ${e} 0 1`, 'U GEV MM', ...lines, 'P 1 0 211 0 0 3 3.1 0.1 1']),
    'HepMC::Asciiv3-END_EVENT_LISTING',
    '',
  ].join('\n');

/** Without what was appended: the tool's line, and the last two entries of each line of weights. */
function stripped(text: string): string {
  return text
    .split('\n')
    .filter((line) => !line.startsWith('T score-test'))
    .map((line) =>
      line.replace(/^(W .*)\\\|score\\\|reweighted$/, '$1').replace(/^(W \S.*) (?:0\.1 2\.5e-300|0\.3\d+ -7)$/, '$1'),
    )
    .join('\n');
}

describe('weights appended to a HepMC3 file', () => {
  it.each(FILES)('stand behind those of $name, of which nothing else changes', ({ name, bytes }) => {
    const appended = append(bytes);
    expect(weightOf(appended, 'score')).toEqual([0.1, 1 / 3]);
    expect(weightOf(appended, 'reweighted')).toEqual([2.5e-300, -7]);
    const { weight: own, ...before } = readAll(new HepmcEventReader(), [bytes]);
    const { weight: first, ...after } = readAll(new HepmcEventReader(), [appended]);
    expect(after).toEqual(before);
    expect(Array.from(first!)).toEqual(Array.from(own ?? [1, 1]));
    expect(textOf(appended)).toContain(`\nT score-test\\|1.0.0\\|sha256:00; N_eff 1.5\n`);
    const rest = stripped(textOf(appended));
    if (name === 'histories' || name === 'pythia') expect(rest).toBe(textOf(bytes));
    // Here lines of names, or of weights, were added.
    else expect(rest.replace(/^W (?:Default(?:\\\|weight1)?|1)\n/gm, '')).toBe(textOf(bytes));
  });

  it('leave the clusters and their decays as they are', () => {
    const { bytes } = FILES[1]!;
    // Of a file without weights the first weight becomes 1 for every event.
    const { weight, ...decays } = decaysIn(append(bytes));
    expect(decays).toEqual(decaysIn(bytes));
    expect(new Set(weight)).toEqual(new Set([1]));
  });

  it.each(FILES)('are the same in $name however the bytes arrive, and with other line ends', ({ bytes }) => {
    const whole = textOf(append(bytes));
    for (const size of [1, 7, 100]) expect(textOf(append(bytes, size))).toBe(whole);
    const dos = bytesOf(textOf(bytes).replaceAll('\n', '\r\n'));
    expect(textOf(append(dos))).toBe(whole.replaceAll('\n', '\r\n'));
    // Two listings one after the other, as `cat` makes them.
    const four = Object.fromEntries(
      Object.entries(columns).map(([name, [a, b]]) => [name, Float64Array.of(a!, b!, a!, b!)]),
    ) as typeof columns;
    expect(textOf(append(bytesOf(textOf(bytes) + textOf(bytes)), 50, four))).toBe(whole + whole);
  });

  it('are found behind attributes and blank lines, and put before particles where there are none', () => {
    const weighted = frame(['A 0 signal_process_id 1', '', 'W 5', 'A 0 alphaQCD 0.1']);
    expect(weightOf(bytesOf(weighted))).toEqual([5, 5]);
    const appended = append(bytesOf(weighted));
    expect([weightOf(appended), weightOf(appended, 'score')]).toEqual([
      [5, 5],
      [0.1, 1 / 3],
    ]);
    expect(stripped(textOf(appended)).replace('W Default\n', '')).toBe(weighted);
    const bare = append(bytesOf(frame(['A 0 signal_process_id 1'])));
    expect([weightOf(bare), weightOf(bare, 'reweighted')]).toEqual([
      [1, 1],
      [2.5e-300, -7],
    ]);
    const empty = 'HepMC::Asciiv3-START_EVENT_LISTING\nE 0 0 0\nU GEV MM\nHepMC::Asciiv3-END_EVENT_LISTING\n';
    expect(() => append(bytesOf(empty))).toThrow('event 0 is empty');
  });

  it('are refused where the file has their names, other events, or cannot hold them', () => {
    const { bytes } = FILES[0]!;
    expect(() => append(append(bytes))).toThrow("a weight 'score' already");
    const one = { score: Float64Array.of(1), reweighted: Float64Array.of(1) };
    expect(() => append(bytes, 50, one)).toThrow('more events than');
    const three = { score: new Float64Array(3), reweighted: new Float64Array(3) };
    expect(() => append(bytes, 50, three)).toThrow('2 events, and there are weights for 3');
    expect(() => new WeightAppender({ columns: { 'two words': new Float64Array(2) } })).toThrow(RangeError);
  });
});

describe('events written with weights beside them', () => {
  it('give back events, own weights and the others', () => {
    const set = { ...readAll(new HepmcEventReader(), [FILES[0]!.bytes]) };
    const writer = hepmcAnnotatedEventWriter(['score'], [TOOL]);
    const text = [...writer.write({ set, columns }), ...writer.end()].map(textOf).join('');
    expect(weightOf(bytesOf(text))).toEqual(Array.from(set.weight!));
    expect(weightOf(bytesOf(text), 'score')).toEqual([0.1, 1 / 3]);
    expect(() => [...hepmcAnnotatedEventWriter(['other'], []).write({ set, columns })]).toThrow("no weights 'other'");
  });
});

const python = pythonWith('pyhepmc');

describe.skipIf(!python)('HepMC3’s own reader (skipped where there is no Python with pyhepmc)', () => {
  it('finds the same events, with the weights behind their own', () => {
    const temporary = mkdtempSync(join(tmpdir(), 'hepmc3-append-'));
    const output = join(temporary, 'answers.json');
    const script = resolve(import.meta.dirname, '../python/read-hepmc3.py');
    const input = JSON.stringify(FILES.flatMap(({ bytes }) => [textOf(bytes), textOf(append(bytes))]));
    const { status, stderr } = spawnSync(python!, [script, output], { input, encoding: 'utf8' });
    expect(status, stderr).toBe(0);
    const answers: any[] = JSON.parse(readFileSync(output, 'utf8'));
    rmSync(temporary, { recursive: true });
    for (const i of FILES.keys()) {
      const [before, after] = [answers[2 * i], answers[2 * i + 1]];
      expect([before.refused, after.refused, before.events.length]).toEqual([false, false, 2]);
      for (const [e, { weights, names, ...rest }] of after.events.entries()) {
        const { weights: own, names: _, ...same } = before.events[e];
        expect(rest).toEqual(same);
        expect(weights).toEqual([...(own.length > 0 ? own : [1]), columns.score[e], columns.reweighted[e]]);
        expect(names.slice(-2)).toEqual(['score', 'reweighted']);
      }
    }
  });
});
