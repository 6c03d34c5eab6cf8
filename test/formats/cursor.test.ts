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

  it('is compared so that a rounding twice shows', () => {
    // A product with the inexact power 0.1 instead of a quotient by the exact 10.
    expect(Object.is(3 * 0.1, Number('0.3'))).toBe(false);
    expect(Object.is(readNumber('0.3'), Number('0.3'))).toBe(true);
  });
});
