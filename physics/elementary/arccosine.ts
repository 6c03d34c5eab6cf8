import { withoutLowWord } from './bits.ts';

const HALF_PI = Math.PI / 2;
const HALF_PI_LOW = 6.123233995736766e-17;

/** (asin x - x) / x as a function of z = x^2 <= 1/4. */
function excess(z: number): number {
  const p =
    z *
    (0.16666666666666666 +
      z *
        (-0.3255658186224009 +
          z *
            (0.20121253213486293 +
              z * (-4.005553450067941e-2 + z * (7.915349942898145e-4 + z * 3.479331075960212e-5)))));
  const q =
    1 + z * (-2.403394911734414 + z * (2.0209457602335057 + z * (-0.6882839716054533 + z * 7.703815055590194e-2)));
  return p / q;
}

/**
 * Arc cosine in [0, pi], within 1 ulp or so, from IEEE add, multiply, divide and square root alone: the same bits on
 * every engine. NaN outside [-1, 1].
 * Method and coefficients: fdlibm 5.3, e_acos.c (Sun Microsystems, 1993).
 */
export function acos(x: number): number {
  if (!(x >= -1 && x <= 1)) return Number.NaN;
  if (x > -0.5 && x < 0.5) return HALF_PI - (x - (HALF_PI_LOW - x * excess(x * x)));
  const z = 0.5 * (1 - Math.abs(x));
  if (z === 0) return x > 0 ? 0 : 2 * HALF_PI;
  const root = Math.sqrt(z);
  if (x < 0) return 2 * (HALF_PI - (root + (excess(z) * root - HALF_PI_LOW)));
  // The root as an exact head and a correction, so that twice it keeps all bits.
  const head = withoutLowWord(root);
  const correction = (z - head * head) / (root + head);
  return 2 * (head + (excess(z) * root + correction));
}
