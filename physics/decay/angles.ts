import { atan2, sincos } from '../elementary/trig.ts';
import { azimuth } from '../vector/azimuth.ts';
import { transverseMomentum } from '../vector/momentum.ts';
import type { Frame } from './frame.ts';

const HALF_PI = Math.PI / 2;
/** The float64 next above -pi/2. */
const ABOVE_MINUS_HALF_PI = -1.5707963267948963;

/**
 * Whether the hadron with this rest-frame momentum is the first of its pair, which of two opposite vectors one is:
 * px > 0; at px = 0 py > 0; at px = py = 0 pz > 0.
 */
export function isFirst(x: number, y: number, z: number): boolean {
  return x !== 0 ? x > 0 : y !== 0 ? y > 0 : z > 0;
}

/**
 * Writes (phi, theta) of a decay into out[0..1], given hadron 1's momentum in the rest frame (any length).
 * Returns which hadron the angles belong to: 1, or 2 for the one opposite.
 *
 * For `cluster-rest/lab-axes` they are those of the first hadron (`isFirst`): phi in (-pi/2, pi/2], where phi = pi/2 is
 * px = 0, py > 0, and a hadron along +z has phi = 0, theta = 0. For `cluster-rest/constituent-axis` the momentum is to
 * be given in the axes about constituent 1, and the angles are hadron 1's. With no momentum at all (decay at threshold)
 * both angles are 0 and belong to hadron 1.
 */
export function anglesOf(out: Float64Array, frame: Frame, x: number, y: number, z: number): 1 | 2 {
  if (frame === 'cluster-rest/constituent-axis') {
    out[0] = azimuth(x, y);
    out[1] = atan2(transverseMomentum(x, y), z + 0);
    return 1;
  }
  const atRest = x === 0 && y === 0 && z === 0;
  const sign = atRest || isFirst(x, y, z) ? 1 : -1;
  const phi = azimuth(sign * x, sign * y);
  // A tiny px > 0 under py < 0 rounds to -pi/2, which stands for the other hadron.
  out[0] = phi <= -HALF_PI ? ABOVE_MINUS_HALF_PI : phi;
  out[1] = atan2(transverseMomentum(x, y), sign * z + 0);
  return sign === 1 ? 1 : 2;
}

const sineCosine = new Float64Array(2);

/**
 * Writes the unit vector with azimuth phi and polar angle theta into out[0..2]: the inverse of `anglesOf`, in the same
 * axes. Any finite angles up to LARGEST_ANGLE are taken; outside their ranges they mean the direction they point to.
 */
export function directionOf(out: Float64Array, phi: number, theta: number): void {
  sincos(sineCosine, theta);
  const sine = sineCosine[0]!;
  out[2] = sineCosine[1]!;
  sincos(sineCosine, phi);
  out[0] = sine * sineCosine[1]!;
  out[1] = sine * sineCosine[0]!;
}
