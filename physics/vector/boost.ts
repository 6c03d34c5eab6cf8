/**
 * Lorentz boosts. Each function writes (px, py, pz, E) into out[0..3] and allocates nothing.
 *
 * All use one kernel in u = gamma beta and gamma (Jackson, Classical Electrodynamics, 3rd ed., eq. 11.19):
 *   E' = gamma E + u.p        p' = p + u (E + u.p / (gamma + 1))
 * It has no 1 / beta^2, so a boost by zero is the identity to the last bit, in a batch as well as alone; and it has no
 * 1 - beta^2, so it stays accurate near the speed of light.
 */
export function boost(
  out: Float64Array,
  px: number,
  py: number,
  pz: number,
  E: number,
  ux: number,
  uy: number,
  uz: number,
  gamma: number,
): void {
  const dot = ux * px + uy * py + uz * pz;
  const factor = E + dot / (gamma + 1);
  out[0] = px + ux * factor;
  out[1] = py + uy * factor;
  out[2] = pz + uz * factor;
  out[3] = gamma * E + dot;
}

/**
 * Boost by a velocity, in units of the speed of light: what was at rest then moves with (bx, by, bz).
 * Throws a RangeError for |beta| >= 1. Near light speed prefer `boostFromRest`: 1 - beta^2 has lost its digits.
 */
export function boostByVelocity(
  out: Float64Array,
  px: number,
  py: number,
  pz: number,
  E: number,
  bx: number,
  by: number,
  bz: number,
): void {
  const beta = Math.sqrt(bx * bx + by * by + bz * bz);
  if (!(beta < 1)) throw new RangeError(`velocity ${beta} is not below the speed of light`);
  const gamma = 1 / Math.sqrt((1 - beta) * (1 + beta));
  boost(out, px, py, pz, E, gamma * bx, gamma * by, gamma * bz, gamma);
}

/**
 * From the rest frame of a system to the frame in which its four-momentum is (Px, Py, Pz, PE).
 * @param M its mass, > 0: sqrt(PE^2 - P^2), passed in because callers have it
 */
export function boostFromRest(
  out: Float64Array,
  px: number,
  py: number,
  pz: number,
  E: number,
  Px: number,
  Py: number,
  Pz: number,
  PE: number,
  M: number,
): void {
  boost(out, px, py, pz, E, Px / M, Py / M, Pz / M, PE / M);
}

/** To the rest frame of a system with four-momentum (Px, Py, Pz, PE) and mass M > 0. */
export function boostToRest(
  out: Float64Array,
  px: number,
  py: number,
  pz: number,
  E: number,
  Px: number,
  Py: number,
  Pz: number,
  PE: number,
  M: number,
): void {
  boost(out, px, py, pz, E, -Px / M, -Py / M, -Pz / M, PE / M);
}
