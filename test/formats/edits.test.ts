import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DatClusterReader } from '../../formats/dat/clusters.ts';
import { DatDecayReader } from '../../formats/dat/decays.ts';
import { DatEventReader } from '../../formats/dat/events.ts';
import { FormatError } from '../../formats/error.ts';
import { NdjsonEventReader } from '../../formats/ndjson/events.ts';
import type { Reader } from '../../formats/reader.ts';
import type { DecaySet } from '../../physics/columns.ts';
import { compareEdits, edited, editsWith, latin1 } from './edited.ts';
import { referenceDecays } from './reference-dat.ts';
import { referenceEvents } from './reference-ndjson.ts';
import { bytes, read, resultOf } from './support.ts';

const seed = 20261123;

const edits = editsWith('0123456789.-+eE,;|()[]{}":\n\r \t');

/** A reference that is wrong on purpose. */
const wrongReference = (all: Uint8Array): DecaySet | null => referenceDecays(latin1(all).replaceAll('5', '6'));

/** Decays of short numbers, so that edits often give other valid files. */
const line = '2,1.5,0,0.25,-1e1;88,0,0,0,0;81,25,1,2,3;211,1,2,3,4;111,5,-6,7e-3,8;|';
const small = bytes(`${line}${line}\n\n${line}\r\n${line}\n`);

describe('edited bytes', () => {
  it('of .dat are read as the reference reads them, or refused with a place', () => {
    const met = compareEdits(
      small,
      edits,
      () => new DatDecayReader(),
      (all) => referenceDecays(latin1(all)),
    );
    expect(Math.min(met.valid, met.refused)).toBeGreaterThan(100);
  });

  it('of NDJSON are read as the reference reads them, or refused with a place', () => {
    const event = '{"particles":[{"px":1,"py":-2.5,"pz":3e1,"E":0.5,"pdg_id":211},{"px":1,"py":2,"pz":3,"E":4}]}';
    const met = compareEdits(
      bytes(`${event}\n\n${event}\r\n${event}`),
      edits,
      () => new NdjsonEventReader(),
      referenceEvents,
    );
    expect(Math.min(met.valid, met.refused)).toBeGreaterThan(100);
  });

  it('are compared by a test that can fail', () => {
    expect(() => compareEdits(small, edits, () => new DatDecayReader(), wrongReference)).toThrow();
  });
});

describe('history lines', () => {
  const tree =
    '(1),1,[ 3 ], 1,0,0,1;(2),-3,[ 3 ], 4,0,0,-4;(3),81,[ 4 5 ], 5,0,0,-3;(4),-311,[ ],2,0,0,-1;(5),313,[ ],3,0,0,-2;|';
  const other = tree.replaceAll(/([([ ])([1-5])(?=[) ])/g, '$11$2');
  const readers: (() => Reader<object>)[] = [() => new DatEventReader(), () => new DatClusterReader()];

  it('are whole events or an error with a place, wherever the file is cut', () => {
    const all = bytes(`${tree}\n${tree}${other}\n`);
    const ends = [tree.length + 1, all.length];
    for (const reader of readers) {
      for (let cut = 1; cut <= all.length; cut++) {
        const result = resultOf(() => read(reader(), all.subarray(0, cut)));
        expect([cut, result instanceof FormatError]).toEqual([cut, !ends.includes(cut)]);
      }
    }
  });

  it('are read or refused with a place, whatever byte is edited', () => {
    const met = { read: 0, refused: 0 };
    fc.assert(
      fc.property(edits, fc.constantFrom(...readers), (changes, reader) => {
        const result = resultOf(() => read(reader(), edited(bytes(`${tree}${other}\n${tree}\n`), changes)));
        if (!(result instanceof FormatError)) {
          met.read++;
          return;
        }
        met.refused++;
        expect(result.faults[0]!.place).toMatch(/^line \d+, column \d+/);
      }),
      { seed, numRuns: 2000 },
    );
    expect(Math.min(met.read, met.refused)).toBeGreaterThan(100);
  });
});
