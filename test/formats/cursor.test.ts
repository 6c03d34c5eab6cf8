import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Cursor } from '../../formats/cursor.ts';
import { bytes } from './support.ts';

function readNumber(text: string): number {
  const cursor = new Cursor();
  const all = bytes(`;;${text};9`);
  cursor.reset(all, 2, all.length, 1, 0);
  const value = cursor.number();
  cursor.expect(';'.charCodeAt(0));
  return value;
}

const digits = (min: number, max: number): fc.Arbitrary<string> =>
  fc
    .array(fc.constantFrom('0', '1', '2', '3', '4', '5', '6', '7', '8', '9'), { minLength: min, maxLength: max })
    .map((list) => list.join(''));
const exponent = fc.oneof(
  fc.constant(''),
  fc.tuple(fc.constantFrom('e', 'E', 'e+', 'e-'), fc.integer({ min: 0, max: 30 })).map(([e, n]) => `${e}${n}`),
);

describe('Cursor.number', () => {
  it('rounds as Number does, on both sides of what one exact operation can do', () => {
    fc.assert(
      fc.property(fc.constantFrom('', '-'), digits(1, 18), digits(0, 18), exponent, (sign, whole, fraction, power) => {
        const text = `${sign}${whole}${fraction && '.'}${fraction}${power}`;
        expect(Object.is(readNumber(text), Number(text))).toBe(true);
      }),
      { seed: 11, numRuns: 5000 },
    );
  });

  it('rounds as Number does with all the digits that float64 needs, and some more', () => {
    const any = fc.double({ min: -1e308, max: 1e308, noNaN: true });
    const near = fc.double({ min: -1e3, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(fc.oneof(any, near), fc.integer({ min: 14, max: 20 }), (value, places) => {
        const text = value.toExponential(places);
        expect(Object.is(readNumber(text), Number(text))).toBe(true);
      }),
      { seed: 12, numRuns: 20_000 },
    );
  });

  it('rounds as Number does halfway between two float64, and beside', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 2n ** 52n, max: 2n ** 53n - 1n }), fc.integer({ min: -1, max: 1 }), (n, beside) => {
        // 2n + 1 is halfway where float64 are 2 apart; another digit says whether it is just below or above.
        const text = `${(2n * n + 1n) * 10n + BigInt(beside)}e-1`;
        expect(Object.is(readNumber(text), Number(text))).toBe(true);
      }),
      { seed: 13, numRuns: 5000 },
    );
  });

  it.each([
    '9007199254740993', // halfway between two float64, 2^53 + 1
    '999999999999999e22',
    '999999999999999e23',
    '123456789012345e-22',
    '1e-23',
    '8.5e-324',
    '2.2250738585072011e-308',
    '1.7976931348623157e308',
    '0e999',
    '-0.000',
    `0.${'0'.repeat(400)}1`,
    '1e0000000000000000000000001',
  ])('reads %s', (text) => {
    expect(Object.is(readNumber(text), Number(text))).toBe(true);
  });

  it('passes over exactly what it reads', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9eE.+-]{0,8}$/), (text) => {
        const all = bytes(`${text};`);
        const ends = [new Cursor(), new Cursor()].map((cursor, i) => {
          cursor.reset(all, 0, all.length, 1, 0);
          try {
            if (i === 0) cursor.number();
            else cursor.skipNumber();
            return cursor.column;
          } catch (error) {
            return (error as Error).message;
          }
        });
        expect(ends[1]).toBe(ends[0]);
      }),
      { seed: 14, numRuns: 5000 },
    );
  });

  it('is compared so that a rounding twice shows', () => {
    // A product with the inexact power 0.1 instead of a quotient by the exact 10.
    expect(Object.is(3 * 0.1, Number('0.3'))).toBe(false);
    expect(Object.is(readNumber('0.3'), Number('0.3'))).toBe(true);
  });
});
