import { deltaPhi } from './azimuth.ts';

/** Distance in (pseudo)rapidity and azimuth: sqrt((eta1 - eta2)^2 + deltaPhi^2). */
export function deltaR(eta1: number, phi1: number, eta2: number, phi2: number): number {
  const deta = eta1 - eta2;
  const dphi = deltaPhi(phi1, phi2);
  return Math.sqrt(deta * deta + dphi * dphi);
}
