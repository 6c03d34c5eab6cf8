import { massSquared } from '../vector/mass.ts';

/**
 * The written rule for a valid cluster that is to decay into hadrons of masses m1 and m2:
 *
 * 1. E, px, py, pz are finite;
 * 2. 0 < E <= 1e5 GeV;
 * 3. m^2 = E^2 - p^2 >= (m1 + m2)^2 - 1e-9 E^2.
 *
 * Two things are promised of every accepted cluster: the hadrons' four-momenta add up to the cluster's within 1e-9 E,
 * and the hadrons are on their mass shells. Two particles on shell never have less than m1 + m2 together, so a cluster
 * below threshold can only decay as if it were at threshold: at rest with each other, momentum kept, and the energy
 * raised by ((m1 + m2)^2 - m^2) / (2 E). With the tolerance 1e-9 E^2 that is at most 0.5e-9 E, and the promise holds. A
 * tolerance of 1e-6 E^2 - the rounding of momenta printed with six digits - would break one promise or the other by
 * 5e-7 E; such files hold clusters well above threshold, and pass.
 *
 * Above 1e5 GeV float64 no longer tells a pion from a massless particle to the digits that the promises need
 * (E^2 - p^2 is known to about 2^-53 E^2), so that an answer would be noise.
 */
export const THRESHOLD_TOLERANCE = 1e-9;
export const LARGEST_ENERGY = 1e5;

/** Why a cluster cannot decay, with the numbers that say so. A closed list. */
export type ClusterFault =
  | { reason: 'not-finite'; component: 'E' | 'px' | 'py' | 'pz' }
  | { reason: 'energy-not-positive'; E: number }
  | { reason: 'energy-too-large'; E: number; largest: number }
  | { reason: 'below-threshold'; mass_squared: number; threshold_squared: number }
  | { reason: 'unknown-hadron'; pdg_id: number }
  | { reason: 'no-constituent-axis' };

function notFinite(E: number, px: number, py: number, pz: number): ClusterFault | null {
  if (!Number.isFinite(E)) return { reason: 'not-finite', component: 'E' };
  if (!Number.isFinite(px)) return { reason: 'not-finite', component: 'px' };
  if (!Number.isFinite(py)) return { reason: 'not-finite', component: 'py' };
  return Number.isFinite(pz) ? null : { reason: 'not-finite', component: 'pz' };
}

/** Why a cluster of this four-momentum cannot decay into hadrons of masses m1 and m2, or null where it can. */
export function reasonInvalid(
  E: number,
  px: number,
  py: number,
  pz: number,
  m1: number,
  m2: number,
): ClusterFault | null {
  const fault = notFinite(E, px, py, pz);
  if (fault) return fault;
  if (E <= 0) return { reason: 'energy-not-positive', E };
  if (E > LARGEST_ENERGY) return { reason: 'energy-too-large', E, largest: LARGEST_ENERGY };
  const m2Cluster = massSquared(px, py, pz, E);
  const threshold = (m1 + m2) * (m1 + m2);
  if (m2Cluster >= threshold - THRESHOLD_TOLERANCE * E * E) return null;
  // Momenta beyond 1e154 GeV overflow the square: the largest float64 stands for what they exceed.
  return {
    reason: 'below-threshold',
    mass_squared: Math.max(m2Cluster, -Number.MAX_VALUE),
    threshold_squared: threshold,
  };
}

/** One sentence that tells a person what is wrong and which rule it breaks. */
export function describeFault(fault: ClusterFault): string {
  switch (fault.reason) {
    case 'not-finite':
      return `${fault.component} is not a finite number`;
    case 'energy-not-positive':
      return `the energy ${fault.E} GeV is not positive`;
    case 'energy-too-large':
      return `the energy ${fault.E} GeV exceeds ${fault.largest} GeV, where float64 no longer resolves a hadron's mass`;
    case 'below-threshold':
      return (
        `the squared mass E^2 - p^2 = ${fault.mass_squared} GeV^2 is below the threshold ` +
        `(m1 + m2)^2 = ${fault.threshold_squared} GeV^2 of its hadrons`
      );
    case 'unknown-hadron':
      return `no mass is known for the hadron with PDG id ${fault.pdg_id}`;
    case 'no-constituent-axis':
      return 'this frame needs the momentum of constituent 1, finite and not at rest with the cluster';
    default:
      return fault satisfies never;
  }
}
