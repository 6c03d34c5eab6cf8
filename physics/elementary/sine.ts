/**
 * Sine and cosine, within 1 ulp, from IEEE add and multiply alone: the same bits on every engine.
 * Reduction by multiples of pi/2 in three parts (Cody and Waite), then minimax polynomials on [-pi/4, pi/4].
 * Method and coefficients: fdlibm 5.3, k_sin.c, k_cos.c, e_rem_pio2.c (Sun Microsystems, 1993).
 */

const QUARTER_PI = Math.PI / 4;
const TWO_OVER_PI = 0.6366197723675814;
/** Adding and subtracting 1.5 * 2^52 rounds to the nearest integer. */
const ROUNDER = 6755399441055744;
// pi/2 in parts of 33 bits, each with what is left after it.
const HALF_PI_1 = 1.5707963267341256;
const HALF_PI_1_REST = 6.077100506506192e-11;
const HALF_PI_2 = 6.077100506303966e-11;
const HALF_PI_2_REST = 2.0222662487959506e-21;
const HALF_PI_3 = 2.0222662487111665e-21;
const HALF_PI_3_REST = 8.4784276603689e-32;
const TWO_M16 = 1.52587890625e-5;
const TWO_M49 = 1.7763568394002505e-15;

/** Largest |x| that is reduced: below 2^20 quarter turns n * HALF_PI_1 is exact. */
export const LARGEST_ANGLE = 823549;

/** The last reduction's remainder, as a sum of two numbers, in [-pi/4, pi/4]. */
const remainder = new Float64Array(2);

/** Sets the remainder of x by pi/2 and gives the multiple. */
function reduce(x: number): number {
  const n = x * TWO_OVER_PI + ROUNDER - ROUNDER;
  let rest = x - n * HALF_PI_1;
  let tail = n * HALF_PI_1_REST;
  // Each part of pi/2 gives 33 bits more; they are needed where x lies close to a multiple of it.
  if (Math.abs(rest - tail) < Math.abs(x) * TWO_M16) {
    const before = rest;
    rest = before - n * HALF_PI_2;
    tail = n * HALF_PI_2_REST - (before - rest - n * HALF_PI_2);
    if (Math.abs(rest - tail) < Math.abs(x) * TWO_M49) {
      const second = rest;
      rest = second - n * HALF_PI_3;
      tail = n * HALF_PI_3_REST - (second - rest - n * HALF_PI_3);
    }
  }
  remainder[0] = rest - tail;
  remainder[1] = rest - remainder[0] - tail;
  return n;
}

/** sin(x + y) for |x| <= pi/4 and |y| below half an ulp of x. */
function sineKernel(x: number, y: number): number {
  const z = x * x;
  const w = z * z;
  const r =
    8.33333333332249e-3 +
    z * (-1.984126982985795e-4 + z * 2.7557313707070068e-6) +
    z * w * (-2.5050760253406863e-8 + z * 1.58969099521155e-10);
  const v = z * x;
  return x - (z * (0.5 * y - v * r) - y + v * 0.16666666666666632);
}

/** cos(x + y) for |x| <= pi/4 and |y| below half an ulp of x. */
function cosineKernel(x: number, y: number): number {
  const z = x * x;
  const w = z * z;
  const r =
    z * (4.16666666666666e-2 + z * (-1.388888888887411e-3 + z * 2.480158728947673e-5)) +
    w * w * (-2.7557314351390663e-7 + z * (2.087572321298175e-9 + z * -1.1359647557788195e-11));
  const half = 0.5 * z;
  const main = 1 - half;
  return main + (1 - main - half + (z * r - x * y));
}

function requireSmall(x: number): void {
  if (Math.abs(x) > LARGEST_ANGLE && Math.abs(x) !== Number.POSITIVE_INFINITY)
    throw new RangeError(`angle ${x} rad is beyond ${LARGEST_ANGLE} rad, where it is reduced exactly`);
}

/**
 * sin x and cos x into out[0] and out[1], for |x| <= 823549 rad.
 * Throws a RangeError beyond; gives NaN for NaN and infinities.
 */
export function sincos(out: Float64Array, x: number): void {
  if (Math.abs(x) <= QUARTER_PI) {
    out[0] = sineKernel(x, 0);
    out[1] = cosineKernel(x, 0);
    return;
  }
  requireSmall(x);
  const quadrant = reduce(x) & 3;
  const sine = sineKernel(remainder[0]!, remainder[1]!);
  const cosine = cosineKernel(remainder[0]!, remainder[1]!);
  out[0] = quadrant === 0 ? sine : quadrant === 1 ? cosine : quadrant === 2 ? -sine : -cosine;
  out[1] = quadrant === 0 ? cosine : quadrant === 1 ? -sine : quadrant === 2 ? -cosine : sine;
}

const pair = new Float64Array(2);

/** sin x, as `sincos`. */
export function sin(x: number): number {
  sincos(pair, x);
  return pair[0]!;
}

/** cos x, as `sincos`. */
export function cos(x: number): number {
  sincos(pair, x);
  return pair[1]!;
}
