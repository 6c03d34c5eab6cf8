import type { DecaySet } from '../../physics/columns.ts';
import { type MassTable, massOf } from '../../physics/particles/mass.ts';
import { mass } from '../../physics/vector/mass.ts';

/**
 * The largest departures over all clusters: of the sum of the two hadrons from their cluster, in any component,
 * relative to the cluster's energy; and of a hadron's mass from its pole mass, GeV.
 */
export function residualsOf({ clusters, hadrons }: DecaySet, masses: MassTable) {
  let [energyMomentum, massShell] = [0, 0];
  for (let i = 0; i < clusters.E.length; i++) {
    for (const component of ['E', 'px', 'py', 'pz'] as const) {
      const sum = hadrons[component][2 * i]! + hadrons[component][2 * i + 1]!;
      energyMomentum = Math.max(energyMomentum, Math.abs(sum - clusters[component][i]!) / clusters.E[i]!);
    }
    for (const h of [2 * i, 2 * i + 1]) {
      const found = mass(hadrons.px[h]!, hadrons.py[h]!, hadrons.pz[h]!, hadrons.E[h]!);
      massShell = Math.max(massShell, Math.abs(found - massOf(hadrons.pdg_id[h]!, masses)));
    }
  }
  return { clusters: clusters.E.length, energy_momentum: energyMomentum, mass_shell: massShell };
}
