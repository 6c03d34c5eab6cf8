import type { Momenta } from '../columns.ts';
import { massSquared } from '../vector/mass.ts';
import { energyOnShell } from './two-body.ts';

/**
 * Mass and energy with which cluster i decays into hadrons of `threshold` = m1 + m2: its own, or where rounding put it
 * below threshold (by no more than `validity.ts` allows) the threshold mass, and the energy that goes with it.
 */
export function decayMass(clusters: Momenta, i: number, threshold: number): { M: number; E: number } {
  const px = clusters.px[i]!;
  const py = clusters.py[i]!;
  const pz = clusters.pz[i]!;
  const E = clusters.E[i]!;
  const m2 = massSquared(px, py, pz, E);
  if (m2 > threshold * threshold) return { M: Math.sqrt(m2), E };
  return { M: threshold, E: energyOnShell(threshold, px, py, pz) };
}
