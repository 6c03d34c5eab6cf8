import { highWord, withHighWord } from './bits.ts';

// ln 2 in two parts: the first has 21 trailing zero bits, so that k * LN2_HIGH is exact.
export const LN2_HIGH = 0.6931471803691238;
export const LN2_LOW = 1.9082149292705877e-10;

/** Upper half of sqrt(1/2), the lower end of the reduced range. */
const ROOT_HALF = 0x3fe6a09e;
const TWO_54 = 18014398509481984;
const SMALLEST_NORMAL = 2.2250738585072014e-308;

/**
 * Natural logarithm, within 1 ulp, from IEEE add, multiply and divide alone: the same bits on every engine.
 * x = 2^k m with m in [sqrt(1/2), sqrt(2)); log m = 2 atanh(f / (2 + f)), f = m - 1, its series replaced by a
 * minimax polynomial. Method and coefficients: fdlibm 5.3, e_log.c (Sun Microsystems, 1993).
 * log(0) = -Infinity, log of a negative number or NaN = NaN.
 */
export function log(x: number): number {
  if (!(x > 0) || x === Number.POSITIVE_INFINITY) return x === 0 ? Number.NEGATIVE_INFINITY : x > 0 ? x : Number.NaN;
  const scaled = x < SMALLEST_NORMAL;
  const normal = scaled ? x * TWO_54 : x;
  const shifted = highWord(normal) + (0x3ff00000 - ROOT_HALF);
  const k = (shifted >>> 20) - (scaled ? 1023 + 54 : 1023);
  const f = withHighWord(normal, (shifted & 0xfffff) + ROOT_HALF) - 1;
  const half = 0.5 * f * f;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const odd = z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  return s * (half + (odd + even)) + k * LN2_LOW - half + f + k * LN2_HIGH;
}
