import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../../formats/error.ts';
import { HepmcClusterReader } from '../../formats/hepmc3/clusters.ts';
import { HepmcDecayReader } from '../../formats/hepmc3/decays.ts';
import { HepmcEventReader } from '../../formats/hepmc3/events.ts';
import { firstEventHolds } from '../../formats/hepmc3/first-event.ts';
import { hepmcDecayWriter } from '../../formats/hepmc3/write-decays.ts';
import { hepmcEventWriter } from '../../formats/hepmc3/write-events.ts';
import { type Reader, readAll } from '../../formats/reader.ts';
import type { Writer } from '../../formats/writer.ts';
import type { DecaySet, EventSet } from '../../physics/columns.ts';
import { chunksAt, decaySets, eventSets, exact, finite, read, resultOf } from './support.ts';

const seed = 20261124;

/** Everything that a writer makes of some sets. */
function written<T>(writer: Writer<T>, ...sets: T[]): Uint8Array {
  const parts = [...sets.flatMap((set) => [...writer.write(set)]), ...writer.end()];
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** Decays as HepMC3 holds them: both constituents of a cluster known or neither. */
const pairedDecays: fc.Arbitrary<DecaySet> = decaySets.map((set) => {
  const columns = set.clusters as unknown as Record<string, Float64Array | Int32Array>;
  set.clusters.E.forEach((_, i) => {
    if (columns['q1_pdg_id']![i] !== 0 && columns['q2_pdg_id']![i] !== 0) return;
    for (const name of Object.keys(columns)) if (/^q[12]_/.test(name)) columns[name]![i] = 0;
  });
  return set;
});

const weightedEvents: fc.Arbitrary<EventSet> = eventSets(1).chain((set) =>
  fc
    .option(fc.array(finite, { minLength: set.offsets.length - 1, maxLength: set.offsets.length - 1 }))
    .map((weights) =>
      // Without events no reader can tell whether they have weights.
      weights && weights.length > 0 ? { ...set, weight: Float64Array.from(weights) } : set,
    ),
);

/** The rows of several sets in one, by the texts of `exact`: offsets begin with 0 in each. */
function joined(sets: EventSet[]): EventSet {
  const column = (of: (set: EventSet) => Float64Array): Float64Array =>
    Float64Array.from(sets.flatMap((set) => [...of(set)]));
  const offsets = [0];
  for (const set of sets) {
    const base = offsets.at(-1)!;
    for (const end of set.offsets.subarray(1)) offsets.push(base + end);
  }
  const weights = sets.filter((set) => set.offsets.length > 1).map((set) => set.weight);
  return {
    offsets: Uint32Array.from(offsets),
    px: column((set) => set.px),
    py: column((set) => set.py),
    pz: column((set) => set.pz),
    E: column((set) => set.E),
    pdg_id: Int32Array.from(sets.flatMap((set) => [...set.pdg_id])),
    ...(weights[0] && { weight: Float64Array.from(weights.flatMap((weight) => [...weight!])) }),
  };
}

describe('HepMC3', () => {
  it('gives decays back bit by bit, however the bytes are cut into chunks', () => {
    fc.assert(
      fc.property(pairedDecays, fc.array(fc.nat(), { maxLength: 8 }), (decays, places) => {
        const all = written(hepmcDecayWriter(), decays);
        expect(exact(readAll(new HepmcDecayReader(), chunksAt(all, places)))).toEqual(exact(decays));
        const { event, ...clusters } = readAll(new HepmcClusterReader(), chunksAt(all, places));
        expect(exact(clusters)).toEqual(exact(decays.clusters));
        expect(event).toEqual(eventOf(decays.offsets));
        const { px, py, pz, E, pdg_id } = decays.hadrons;
        const offsets = decays.offsets.map((offset) => 2 * offset);
        expect(exact(read(new HepmcEventReader(), all))).toEqual(exact({ offsets, px, py, pz, E, pdg_id }));
      }),
      { seed, numRuns: 200 },
    );
  });

  it('gives events and their weights back bit by bit, however the bytes are cut into chunks', () => {
    fc.assert(
      fc.property(weightedEvents, fc.array(fc.nat(), { maxLength: 8 }), (events, places) => {
        const all = written(hepmcEventWriter(), events);
        expect(exact(readAll(new HepmcEventReader(), chunksAt(all, places)))).toEqual(exact(events));
      }),
      { seed, numRuns: 200 },
    );
  });

  it('gives whole events whenever they are taken, and each once', () => {
    fc.assert(
      fc.property(weightedEvents, fc.array(fc.nat(), { maxLength: 8 }), (events, places) => {
        const reader = new HepmcEventReader();
        const sets = chunksAt(written(hepmcEventWriter(), events), places).map((chunk) => {
          reader.write(chunk);
          return reader.take();
        });
        for (const set of sets) expect(set.offsets.at(-1)).toBe(set.E.length);
        expect(exact(joined([...sets, reader.end()]))).toEqual(exact(events));
      }),
      { seed, numRuns: 200 },
    );
  });

  it('written in several sets is what it is in one, but for the numbers of events', () => {
    fc.assert(
      fc.property(weightedEvents, (events) => {
        const named = [
          { name: 'score', values: ({ offsets }: EventSet) => new Float64Array(offsets.length - 1).fill(0.5) },
        ];
        const options = { namedWeights: named };
        const text = new TextDecoder().decode(written(hepmcEventWriter(options), events, events));
        const numbers = [...text.matchAll(/^E (\d+) /gm)].map((match) => Number(match[1]));
        expect(numbers).toEqual(Array.from({ length: 2 * (events.offsets.length - 1) }, (_, e) => e));
        const count = events.offsets.length - 1;
        const weight = events.weight ?? new Float64Array(count).fill(1);
        const twice = joined([events, events].map((set) => ({ ...set, weight })));
        const all = new TextEncoder().encode(text);
        expect(exact(read(new HepmcEventReader(), all))).toEqual(exact(twice));
        const scores = read(new HepmcEventReader({ weight: 'score' }), all).weight;
        expect(scores ?? []).toEqual(count > 0 ? new Float64Array(2 * count).fill(0.5) : []);
      }),
      { seed, numRuns: 100 },
    );
  });
});

const eventOf = (offsets: Uint32Array): Uint32Array =>
  Uint32Array.from(
    Array.from(offsets.subarray(1), (end, e) => Array.from({ length: end - offsets[e]! }, () => e)).flat(),
  );

/** Cuts every file that a property makes at every place. */
function cutEverywhere<T>(
  sets: fc.Arbitrary<T>,
  writer: () => Writer<T>,
  check: (all: Uint8Array, cut: number, set: T) => void,
): void {
  fc.assert(
    fc.property(sets, (set) => {
      const all = written(writer(), set);
      for (let cut = 0; cut <= all.length; cut++) check(all, cut, set);
    }),
    { seed, numRuns: 5 },
  );
}

const someDecays = pairedDecays.filter(({ offsets }) => offsets.length > 1);
const footer = 'HepMC::Asciiv3-END_EVENT_LISTING';

describe('a HepMC3 file that was cut', () => {
  it('is an error with a place, unless only line breaks are missing', () => {
    const readers: (() => Reader<object>)[] = [
      () => new HepmcEventReader(),
      () => new HepmcClusterReader(),
      () => new HepmcDecayReader(),
    ];
    cutEverywhere(someDecays, hepmcDecayWriter, (all, cut) => {
      for (const reader of readers) {
        const result = resultOf(() => read(reader(), all.subarray(0, cut)));
        expect([cut, result instanceof FormatError]).toEqual([cut, cut < all.length - 2]);
        if (result instanceof FormatError) expect(result.faults[0]!.place).toMatch(/^line \d+, column \d+$/);
      }
    });
  });

  it('is a whole number of events or an error, where an open end is allowed', () => {
    cutEverywhere(someDecays, hepmcDecayWriter, (all, cut, { offsets, hadrons }) => {
      const text = new TextDecoder().decode(all.subarray(0, cut));
      const result = resultOf(() => read(new HepmcEventReader({ openEnd: true }), all.subarray(0, cut)));
      const left = new TextDecoder().decode(all.subarray(cut));
      // Whole where what is left begins with an event or with the line that ends the listing (or a part of that line).
      const whole = text.includes('START_EVENT_LISTING\n') && /^(E |HepMC::A|\n?\n?$)/.test(left);
      expect([cut, result instanceof FormatError]).toEqual([cut, !whole]);
      if (result instanceof FormatError) return;
      const count = text.split('\nE ').length - 1;
      expect(result.offsets).toEqual(offsets.slice(0, count + 1).map((offset) => 2 * offset));
      expect(result.E).toEqual(hadrons.E.slice(0, result.offsets.at(-1)));
    });
  });
});

describe('firstEventHolds', () => {
  it('answers as soon as the first event is whole, and says the same of every longer prefix', () => {
    cutEverywhere(someDecays, hepmcDecayWriter, (all, cut) => {
      const text = new TextDecoder().decode(all);
      const second = text.indexOf('\nE ', text.indexOf('\nE ') + 1);
      const end = second < 0 ? text.indexOf(footer) : second + 1;
      expect([cut, firstEventHolds(all.subarray(0, cut))]).toEqual([cut, cut < end ? undefined : 'decays']);
    });
  });

  it('tells final states alone from decays', () => {
    cutEverywhere(
      eventSets(1).filter(({ offsets }) => offsets.length > 1),
      hepmcEventWriter,
      (all, cut) => {
        const holds = firstEventHolds(all.subarray(0, cut));
        expect(holds === undefined || holds === 'events').toBe(true);
        if (cut === all.length) expect(holds).toBe('events');
      },
    );
  });
});
