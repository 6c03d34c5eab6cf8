/**
 * Access to the two 32-bit halves of a float64. Module state, but never between two calls: every user writes the
 * number and reads it back within one expression.
 */
const number = new Float64Array(1);
const halves = new Int32Array(number.buffer);

/** Where the sign and exponent stand: the second half on every little-endian machine. */
const HIGH = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;
const LOW = 1 - HIGH;

/** The sign, exponent and top 20 bits of the significand, as a signed 32-bit integer. */
export function highWord(x: number): number {
  number[0] = x;
  return halves[HIGH]!;
}

/** x with its upper half replaced. */
export function withHighWord(x: number, high: number): number {
  number[0] = x;
  halves[HIGH] = high;
  return number[0];
}

/** x with the lower 32 bits of its significand set to zero. */
export function withoutLowWord(x: number): number {
  number[0] = x;
  halves[LOW] = 0;
  return number[0];
}

/** 2^k for -1022 <= k <= 1023, exactly. */
export function powerOfTwo(k: number): number {
  return withHighWord(0, (k + 1023) << 20);
}
