import { HADRON_MASSES } from '../../physics/particles/mass.ts';
import { mass, massSquared } from '../../physics/vector/mass.ts';

/** Error of E^2 - p^2, relative to E^2, by the roundings of the components and of the sum. */
const ROUNDING = 8 * Number.EPSILON;
/** The same for a hadron that was boosted out of its cluster's frame: no more in 40,000 events of the simulation. */
const BOOSTED = 1024 * Number.EPSILON;

/**
 * The generated mass of a particle, GeV. HepMC3 keeps it beside the momentum, because the difference E^2 - p^2 loses
 * it at high energy: so it is the mass of the table, or 0, where that is what the momentum has within its rounding.
 * Otherwise it is what HepMC3 itself gives for the momentum, negative for a spacelike one.
 */
export function generatedMass(pdgId: number, px: number, py: number, pz: number, E: number): number {
  const m2 = massSquared(px, py, pz, E);
  if (!Number.isFinite(m2)) return hugeMass(px, py, pz, E);
  const known = HADRON_MASSES.get(pdgId);
  if (known !== undefined && Math.abs(m2 - known * known) <= BOOSTED * E * E) return known;
  if (Math.abs(m2) <= ROUNDING * E * E) return 0;
  return mass(px, py, pz, E);
}

/** The mass where squares overflow. */
function hugeMass(px: number, py: number, pz: number, E: number): number {
  const scale = Math.max(Math.abs(px), Math.abs(py), Math.abs(pz), Math.abs(E));
  const size = scale * mass(px / scale, py / scale, pz / scale, E / scale);
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, size));
}
