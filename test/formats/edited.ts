import * as fc from 'fast-check';
import { expect } from 'vitest';
import { FormatError } from '../../formats/error.ts';
import type { Reader } from '../../formats/reader.ts';
import { bytes, exact, read, resultOf } from './support.ts';

const seed = 20261123;

/** Replaces, inserts or removes a byte at a place. */
export type Edit = [place: number, byte: number, kind: string];

/** One or two edits; the bytes mean something to a parser more often than chance would have it. */
export function editsWith(marks: string): fc.Arbitrary<Edit[]> {
  const someByte = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...bytes('123456789')) },
    fc.constantFrom(...bytes(marks)),
    fc.constantFrom(0, 0x7f, 0x80, 0xc3, 0xe2, 0xff),
    fc.nat(255),
  );
  return fc.array(fc.tuple(fc.nat(), someByte, fc.constantFrom('replace', 'insert', 'remove')), {
    minLength: 1,
    maxLength: 2,
  });
}

export function edited(all: Uint8Array, changes: Edit[]): Uint8Array {
  const list = [...all];
  for (const [place, byte, kind] of changes) {
    list.splice(place % (list.length + 1), kind === 'insert' ? 0 : 1, ...(kind === 'remove' ? [] : [byte]));
  }
  return Uint8Array.from(list);
}

/** Bytes as characters of the same numbers. */
export const latin1 = (all: Uint8Array): string => String.fromCharCode(...all);

/** Reads edited bytes with a reader and a reference; gives how often either answer was met. */
export function compareEdits<T extends object>(
  original: Uint8Array,
  edits: fc.Arbitrary<Edit[]>,
  reader: () => Reader<T>,
  reference: (all: Uint8Array) => T | null,
): { valid: number; refused: number } {
  const met = { valid: 0, refused: 0 };
  fc.assert(
    fc.property(edits, (changes) => {
      const all = edited(original, changes);
      const wanted = reference(all);
      const result = resultOf(() => read(reader(), all));
      if (wanted === null) {
        expect(result).toBeInstanceOf(FormatError);
        expect((result as FormatError).faults[0]!.place).toMatch(/^line \d+/);
        met.refused++;
      } else {
        expect(exact(result)).toEqual(exact(wanted));
        met.valid++;
      }
    }),
    { seed, numRuns: 3000 },
  );
  return met;
}
