const HALF_PI = Math.PI / 2;
const PI = Math.PI;
const PI_LOW = 1.2246467991473532e-16;

/** x - atan x for |x| < 7/16, divided by x. */
function deficit(x: number): number {
  const z = x * x;
  const w = z * z;
  const odd =
    z *
    (0.3333333333333293 +
      w *
        (0.14285714272503466 +
          w *
            (9.090887133436507e-2 +
              w * (6.661073137387531e-2 + w * (4.9768779946159324e-2 + w * 1.6285820115365782e-2)))));
  const even =
    w *
    (-0.19999999999876483 +
      w *
        (-0.11111110405462356 +
          w * (-7.69187620504483e-2 + w * (-5.8335701337905735e-2 + w * -3.6531572744216916e-2))));
  return odd + even;
}

/** atan of a number >= 0: reduced to a small argument about 0, 1/2, 1, 3/2 or infinity, whose arctangents are tabled. */
function atanPositive(x: number): number {
  if (x < 0.4375) return x - x * deficit(x);
  let reduced: number;
  let high: number;
  let low: number;
  if (x < 0.6875) {
    reduced = (2 * x - 1) / (2 + x);
    high = 0.4636476090008061;
    low = 2.2698777452961687e-17;
  } else if (x < 1.1875) {
    reduced = (x - 1) / (x + 1);
    high = 0.7853981633974483;
    low = 3.061616997868383e-17;
  } else if (x < 2.4375) {
    reduced = (x - 1.5) / (1 + 1.5 * x);
    high = 0.982793723247329;
    low = 1.3903311031230998e-17;
  } else {
    reduced = -1 / x;
    high = HALF_PI;
    low = 6.123233995736766e-17;
  }
  return high - (reduced * deficit(reduced) - low - reduced);
}

/** |y / x|, with 1 where both are infinite and 0 where both are zero: the limits that IEEE 754 names for atan2. */
function slope(y: number, x: number): number {
  const a = Math.abs(y);
  const b = Math.abs(x);
  if (a === b) return a === 0 ? 0 : 1;
  return a / b;
}

/**
 * Angle of (x, y) from the x axis, in [-pi, pi], with the signs of IEEE 754 at zeros and infinities (as Math.atan2).
 * Within 1 ulp or so, from IEEE add, multiply and divide alone: the same bits on every engine.
 * Method and coefficients: fdlibm 5.3, s_atan.c and e_atan2.c (Sun Microsystems, 1993).
 */
export function atan2(y: number, x: number): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  const ratio = slope(y, x);
  const downward = y < 0 || Object.is(y, -0);
  // Beyond 1e18 the ratio no longer shows in the angle, nor the sign of x.
  if (ratio > 1e18) return downward ? -HALF_PI : HALF_PI;
  const angle = atanPositive(ratio);
  const leftward = x < 0 || Object.is(x, -0);
  const absolute = leftward ? PI - (angle - PI_LOW) : angle;
  return downward ? -absolute : absolute;
}
