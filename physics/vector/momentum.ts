// Square roots of sums rather than Math.hypot, whose rounding differs between engines.

/** Magnitude of a three-vector. */
export function momentum(px: number, py: number, pz: number): number {
  return Math.sqrt(px * px + py * py + pz * pz);
}

/** Transverse momentum: the part perpendicular to the z axis. */
export function transverseMomentum(px: number, py: number): number {
  return Math.sqrt(px * px + py * py);
}
