/**
 * Rotations between the lab's axes and axes about a unit vector n; out[0..2] receives the vector.
 *
 * About n the axes are those of helicity states (Jacob and Wick, Ann. Phys. 7 (1959) 404, with the third Euler angle
 * zero): e_z = n; e_x = the direction of growing polar angle at n; e_y = z_lab x n, normalised. So the azimuth about n
 * is counted from the plane of n and the lab's z axis. Where n = +z these are the lab's axes; where n = -z,
 * e_x = -x and e_y = y.
 */

/** A vector given in axes about n, in the lab's axes. n must be a unit vector. */
export function rotateFromAxis(
  out: Float64Array,
  x: number,
  y: number,
  z: number,
  nx: number,
  ny: number,
  nz: number,
): void {
  const sine = Math.sqrt(nx * nx + ny * ny);
  const c = sine > 0 ? nx / sine : 1;
  const s = sine > 0 ? ny / sine : 0;
  const radial = nz * x + sine * z;
  out[0] = c * radial - s * y;
  out[1] = s * radial + c * y;
  out[2] = nz * z - sine * x;
}

/** A vector given in the lab's axes, in axes about n: the inverse of `rotateFromAxis`. */
export function rotateToAxis(
  out: Float64Array,
  x: number,
  y: number,
  z: number,
  nx: number,
  ny: number,
  nz: number,
): void {
  const sine = Math.sqrt(nx * nx + ny * ny);
  const c = sine > 0 ? nx / sine : 1;
  const s = sine > 0 ? ny / sine : 0;
  const radial = c * x + s * y;
  out[0] = nz * radial - sine * z;
  out[1] = c * y - s * x;
  out[2] = sine * radial + nz * z;
}
