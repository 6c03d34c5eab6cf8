/** Powers of ten that are exact in float64. */
const EXACT_POWERS = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/** Powers of ten from 1e-250 to 1e250 as the sum of two float64; not a number until they are asked for. */
const MAX_SCALE = 250;
const HIGH = new Float64Array(2 * MAX_SCALE + 1).fill(Number.NaN);
const LOW = new Float64Array(2 * MAX_SCALE + 1);

/** Digits that `head` and `tail` of `decimal` may have. */
export const PART_DIGITS = 9;

/**
 * (head * 10^tailDigits + tail) * 10^scale, rounded to the nearest float64, for a head and a tail of up to nine digits
 * each; the tail may be other than 0 only after a head of nine digits. Not a number where these few operations cannot
 * tell the nearest.
 *
 * With an exact integer and a power of ten that is exact it is one division or product (Clinger, PLDI 1990). Otherwise
 * the product is formed in two float64 (Dekker, Numer. Math. 18 (1971) 224) with a relative error below 2^-102, and
 * taken where both ends of an interval of 2^-100 round to the same float64.
 */
export function decimal(head: number, tail: number, tailDigits: number, scale: number): number {
  // Up to 2^9 * 5^9 * 10^9: the nine factors of two leave 51 bits, so that this product is exact.
  const shifted = head * EXACT_POWERS[tailDigits]!;
  const integer = shifted + tail;
  const rest = tail - (integer - shifted);
  if (rest === 0) {
    if (scale >= 0 && scale <= 22) return integer * EXACT_POWERS[scale]!;
    if (scale < 0 && scale >= -22) return integer / EXACT_POWERS[-scale]!;
  }
  if (integer === 0) return 0;
  return scale < -MAX_SCALE || scale > MAX_SCALE ? Number.NaN : scaled(integer, rest, scale);
}

/** (integer + rest) * 10^scale, or not a number where the nearest float64 is not certain. */
function scaled(integer: number, rest: number, scale: number): number {
  const index = scale + MAX_SCALE;
  if (Number.isNaN(HIGH[index]!)) fillPower(scale);
  const high = HIGH[index]!;
  const product = integer * high;
  const low = productError(integer, high, product) + (integer * LOW[index]! + rest * high);
  const bound = product * 2 ** -100;
  const value = product + (low - bound);
  return value === product + (low + bound) ? value : Number.NaN;
}

/** What rounding took from the product of two numbers: a * b = product + error, exactly. */
function productError(a: number, b: number, product: number): number {
  const aHigh = upperHalf(a);
  const aLow = a - aHigh;
  const bHigh = upperHalf(b);
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

/** The upper 26 bits of a significand. */
function upperHalf(a: number): number {
  const spread = a * (2 ** 27 + 1);
  return spread - (spread - a);
}

/** Enters a power of ten: high + low differs from it by less than 2^-105 of it. */
function fillPower(scale: number): void {
  const bits = 1000n;
  // 10^scale * 2^1000 as an integer; for 1e-250 it still has 169 bits.
  const power = scale < 0 ? (1n << bits) / 10n ** BigInt(-scale) : 10n ** BigInt(scale);
  const unit = scale < 0 ? 2 ** -1000 : 1;
  const high = Number(power);
  HIGH[scale + MAX_SCALE] = high * unit;
  LOW[scale + MAX_SCALE] = Number(power - BigInt(high)) * unit;
}
