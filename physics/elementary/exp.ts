import { powerOfTwo } from './bits.ts';
import { LN2_HIGH, LN2_LOW } from './log.ts';

const INVERSE_LN2 = Math.LOG2E;
/** exp overflows above, and is rounded to 0 below. */
const LARGEST = 709.782712893384;
const SMALLEST = -745.1332191019411;

/** y 2^k for 1/2 < y < 2, also where the result is subnormal (one rounding). */
function scale(y: number, k: number): number {
  if (k > 1023) return y * 2 * powerOfTwo(k - 1);
  if (k < -1021) return y * powerOfTwo(k + 1000) * powerOfTwo(-1000);
  return y * powerOfTwo(k);
}

/**
 * Exponential, within 1 ulp, from IEEE add, multiply and divide alone: the same bits on every engine.
 * x = k ln 2 + r, |r| <= ln(2)/2; exp r = 1 + 2r / (R(r) - r) with a minimax polynomial R in r^2.
 * Method and coefficients: fdlibm 5.3, e_exp.c (Sun Microsystems, 1993).
 */
export function exp(x: number): number {
  if (!(x <= LARGEST)) return x > LARGEST ? Number.POSITIVE_INFINITY : Number.NaN;
  if (x < SMALLEST) return 0;
  const k = Math.floor(INVERSE_LN2 * x + 0.5);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const z = r * r;
  const c =
    r -
    z *
      (0.16666666666666602 +
        z *
          (-2.7777777777015593e-3 +
            z * (6.613756321437934e-5 + z * (-1.6533902205465252e-6 + z * 4.1381367970572385e-8))));
  return scale(1 + ((r * c) / (2 - c) - low + high), k);
}
