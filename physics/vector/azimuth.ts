import { atan2 } from '../elementary/trig.ts';

const PI = Math.PI;
const TWO_PI = 2 * Math.PI;

/** Azimuth about the z axis in (-pi, pi]; 0 for a vector along the axis. */
export function azimuth(px: number, py: number): number {
  // + 0 turns -0 into 0, so that no vector has the azimuth -pi.
  return atan2(py + 0, px + 0);
}

/** a - b for two azimuths, brought to (-pi, pi]. */
export function deltaPhi(a: number, b: number): number {
  const d = a - b;
  if (d > -PI && d <= PI) return d;
  return d - TWO_PI * Math.ceil((d - PI) / TWO_PI);
}
