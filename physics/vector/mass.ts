/** Squared invariant mass E^2 - p^2, GeV^2; negative for a spacelike vector. */
export function massSquared(px: number, py: number, pz: number, E: number): number {
  return E * E - (px * px + py * py + pz * pz);
}

/** Invariant mass, GeV, with the sign of m^2: negative for a spacelike vector (the convention of vector and ROOT). */
export function mass(px: number, py: number, pz: number, E: number): number {
  const m2 = massSquared(px, py, pz, E);
  return m2 < 0 ? -Math.sqrt(-m2) : Math.sqrt(m2);
}
