/**
 * The first-order matrix element of e+e- -> q qbar g with massless quarks, in the energy shares x and xbar of quark and
 * antiquark (2 E / sqrt(s)), without its factor 2 alpha_s / (3 pi): d sigma / (sigma dx dxbar) (Ellis, Gaillard and
 * Ross, Nucl. Phys. B111 (1976) 253).
 */
export function matrixElement(x: number, xbar: number): number {
  return (x * x + xbar * xbar) / ((1 - x) * (1 - xbar));
}

/**
 * Matrix element over shower, 0 … 1, where the quark emits at kappa = q~^2 / s <= 1 and keeps the share z.
 *
 * The pair has mass^2 z (1 - z) q~^2 and the antiquark its recoil, so xbar = 1 - kappa z (1 - z); the gluon has 1 - z of
 * the pair's light-cone momentum, so x = 1 - (1 - z) xbar. Then dx dxbar = xbar z (1 - z) dkappa dz, and the matrix
 * element becomes (x^2 + xbar^2) / (1 - z) dkappa / kappa dz, where the shower has (1 + z^2) / (1 - z): the ratio.
 * Likewise for the antiquark. (Gieseke, Stephens and Webber, hep-ph/0310083; Herwig: MEee2gZ2qq.)
 *
 * Quark and antiquark never reach the same point, so nothing is counted twice: at kappa = 1 and z > 1/2 the quark has
 * (1 - x) / (1 - xbar) = (1 - z + z^2) / z > 1, and the antiquark by symmetry < 1.
 */
export function softWeight(kappa: number, z: number): number {
  const xbar = 1 - kappa * z * (1 - z);
  const x = 1 - (1 - z) * xbar;
  return (x * x + xbar * xbar) / (1 + z * z);
}
