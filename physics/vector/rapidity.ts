import { log } from '../elementary/log.ts';
import { momentum, transverseMomentum } from './momentum.ts';

/**
 * Rapidity along z: ln((E + |pz|) / mT) with the sign of pz, mT^2 = E^2 - pz^2 = (E + pz)(E - pz).
 * Infinite where E = |pz| > 0, NaN where E < |pz|, 0 for the zero vector.
 */
export function rapidity(pz: number, E: number): number {
  const along = Math.abs(pz);
  if (along === 0) return 0;
  const y = 0.5 * log((E + along) / (E - along));
  return pz < 0 ? -y : y;
}

/**
 * Pseudorapidity -ln tan(theta/2) = ln((p + |pz|) / pT) with the sign of pz.
 * Infinite on the z axis, 0 for the zero vector (the convention of vector and ROOT 6).
 */
export function pseudorapidity(px: number, py: number, pz: number): number {
  const along = Math.abs(pz);
  if (along === 0) return 0;
  const eta = log((momentum(px, py, pz) + along) / transverseMomentum(px, py));
  return pz < 0 ? -eta : eta;
}
