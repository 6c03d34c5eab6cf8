import { describe, expect, it } from 'vitest';
import { FormatError } from '../../../formats/error.ts';
import { joinEvents } from '../../../formats/join.ts';
import { readAll } from '../../../formats/reader.ts';
import { readerOf } from '../../../formats/readers.ts';
import { type CutState, leadLines, type Piece } from '../../../formats/split/piece.ts';
import type { LineFormat } from '../../../formats/split/rules.ts';
import { TextSplitter } from '../../../formats/split/splitter.ts';
import { writerOf } from '../../../formats/write.ts';
import type { EventSet } from '../../../physics/columns.ts';
import { TRUTHS } from '../../../physics/hadronization/parameters.ts';
import { eventSetOf, simulateDecays } from '../../../physics/hadronization/simulate.ts';
import { seedOf } from '../../../physics/random/stream.ts';

const simulated = eventSetOf(simulateDecays(TRUTHS.nominal, seedOf(3), 0, 60));
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

function written(format: LineFormat, set: EventSet): Uint8Array {
  const writer = writerOf('events', format)!;
  const text = [...writer.write(set), ...writer.end()].map(textOf).join('');
  return bytesOf(text);
}

/** The pieces of a text that comes in chunks of a size. */
function cut(format: LineFormat, bytes: Uint8Array, target: number, chunk = 1000, from?: CutState) {
  const pieces: Piece[] = [];
  const splitter = new TextSplitter(format, target, (piece) => pieces.push(piece), {}, from);
  for (let at = from?.at ?? 0; at < bytes.length; at += chunk) splitter.write(bytes.subarray(at, at + chunk));
  splitter.end();
  return pieces;
}

const read = (format: LineFormat, bytes: Uint8Array, weight?: string): EventSet =>
  readAll(readerOf('events', format, { openEnd: true, ...(weight !== undefined && { weight }) }), [bytes]);

/** What readers make of each piece on its own, put together. */
function readPieces(format: LineFormat, bytes: Uint8Array, pieces: readonly Piece[], weight?: string): EventSet {
  return joinEvents(
    pieces.map(({ start, end, lead, tail, events }) => {
      const text = lead + textOf(bytes.subarray(start, end)) + tail;
      const set = read(format, bytesOf(text), weight);
      expect(set.offsets.length - 1).toBe(events);
      return set;
    }),
  );
}

const weighted: EventSet = { ...simulated, weight: Float64Array.from({ length: 60 }, (_, i) => i / 7 - 2) };

/** A listing whose second weight is another one than in the listing before it; a line of names stands between events too. */
function twoListings(): string {
  const event = (n: number, values: string): string =>
    `E ${n} 0 1\nU GEV MM\nW ${values}\nA 0 note E is no event here\nP 1 0 211 0.1 0.2 ${n} ${n + 1} 0.13957 1\n`;
  const listing = (names: string, body: string): string =>
    `HepMC::Version 3.02.06\nHepMC::Asciiv3-START_EVENT_LISTING\nW ${names}\n${body}HepMC::Asciiv3-END_EVENT_LISTING\n\n`;
  const events = (from: number, values: (n: number) => string): string =>
    Array.from({ length: 8 }, (_, i) => event(from + i, values(from + i))).join('');
  const renamed = `${events(0, (n) => `${n} ${n + 100}`)}W mu\\|Default\n${events(8, (n) => `${n + 100} ${n}`)}`;
  return (
    listing('Default\\|mu', renamed) +
    listing(
      'x\\|y\\|mu',
      events(16, (n) => `${n} 0 ${n + 100}`),
    )
  );
}

const texts: [name: string, LineFormat, Uint8Array][] = [
  ['ndjson', 'ndjson', written('ndjson', weighted)],
  ['dat', 'dat', written('dat', simulated)],
  ['dat without its last line break', 'dat', written('dat', simulated).slice(0, -1)],
  ['dat with CRLF and blank lines', 'dat', bytesOf(textOf(written('dat', simulated)).replaceAll('\n', '\r\n\r\n'))],
  ['hepmc3', 'hepmc3', written('hepmc3', simulated)],
  ['hepmc3 with weights', 'hepmc3', written('hepmc3', weighted)],
];

describe('pieces of a text', () => {
  it.each(texts)('give the events of the whole: %s', (_, format, bytes) => {
    const whole = read(format, bytes);
    for (const target of [1, 700, 5_000, 1e9]) {
      const pieces = cut(format, bytes, target);
      expect(readPieces(format, bytes, pieces)).toEqual(whole);
      if (target === 1) expect(pieces.length).toBe(60);
      if (target === 1e9) expect(pieces.length).toBe(1);
      expect(pieces.map(({ start }) => start)).toEqual([0, ...pieces.slice(0, -1).map(({ end }) => end)]);
      expect(pieces.at(-1)!.end).toBe(bytes.length);
    }
  });

  it.each(texts)('do not depend on chunks, nor on a stop in between: %s', (_, format, bytes) => {
    const pieces = cut(format, bytes, 700);
    for (const chunk of [1, 7, 1e6]) expect(cut(format, bytes, 700, chunk)).toEqual(pieces);
    const some: Piece[] = [];
    const splitter = new TextSplitter(format, 700, (piece) => some.push(piece), {});
    splitter.write(bytes.subarray(0, bytes.length >> 1));
    expect(some.length).toBeGreaterThan(0);
    const state: CutState = JSON.parse(JSON.stringify(splitter.state));
    expect([...some, ...cut(format, bytes, 700, 999, state)]).toEqual(pieces);
  });

  it.each(texts)('know their first line and first event: %s', (_, format, bytes) => {
    for (const { start, line, first } of cut(format, bytes, 700)) {
      expect(textOf(bytes.subarray(0, start)).split('\n').length).toBe(line);
      const lead = bytes.subarray(0, start);
      if (start > 0) expect(cut(format, lead, 1e9).reduce((sum, piece) => sum + piece.events, 0)).toBe(first);
    }
    expect(leadLines({ lead: 'a\nb\n' })).toBe(2);
  });

  it('keep the names of weights that hold where they begin', () => {
    const bytes = bytesOf(twoListings());
    const whole = read('hepmc3', bytes, 'mu');
    expect(Array.from(whole.weight!)).toEqual(Array.from({ length: 24 }, (_, n) => n + 100));
    expect(readPieces('hepmc3', bytes, cut('hepmc3', bytes, 1), 'mu')).toEqual(whole);
  });

  it('of two forms are refused, as the whole is', () => {
    const decays = '0,1,0,0,0;0,1,0,0,0;81,3,0,0,1;211,1.5,0,0,0.5;-211,1.5,0,0,0.5;|\n';
    const mixed = bytesOf(`${decays.repeat(5)}211,1.5,0,0,0.5;\n`);
    expect(() => read('dat', mixed)).toThrow(FormatError);
    expect(() => cut('dat', mixed, 1)).toThrow(/line 6.*differ/);
    const units = textOf(written('hepmc3', simulated));
    const without = bytesOf(units.replace(/(E 59 .*\n)U GEV MM\n/, '$1'));
    expect(() => read('hepmc3', without)).toThrow(FormatError);
    expect(() => cut('hepmc3', without, 1)).toThrow(/differ/);
  });

  it('are refused where a line is too long', () => {
    const splitter = new TextSplitter('ndjson', 10, () => undefined, { lineLength: 50 });
    expect(() => splitter.write(bytesOf('x'.repeat(60)))).toThrow(/at most 50 bytes in a line/);
  });
});
