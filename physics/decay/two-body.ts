/**
 * Momentum of the two products of a decay in the rest frame of the parent, GeV (PDG 2024, kinematics, eq. 49.17):
 * p* = sqrt((M^2 - (m1 + m2)^2) (M^2 - (m1 - m2)^2)) / (2 M). 0 at and below threshold, where no phase space is left.
 */
export function momentumInRestFrame(M: number, m1: number, m2: number): number {
  // Factored, so that nothing is lost near threshold.
  const excess = M - m1 - m2;
  if (!(excess > 0)) return 0;
  return Math.sqrt(excess * (M + m1 + m2) * (M - m1 + m2) * (M + m1 - m2)) / (2 * M);
}

/** Energy of a particle on its mass shell, GeV, to a few roundings. */
export function energyOnShell(m: number, px: number, py: number, pz: number): number {
  return Math.sqrt(m * m + (px * px + py * py + pz * pz));
}
