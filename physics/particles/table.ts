/** A hadron: PDG number of the particle, name, mass in GeV; charge in units of the positron's. */
export interface Hadron {
  readonly id: number;
  readonly name: string;
  readonly antiName: string | null;
  readonly mass: number;
  readonly charge: number;
}

/** Masses of the pions as in Herwig 7.2.1 (src/defaults/mesons.in), which made the samples that models are held against. */
export const PION_CHARGED = 0.13957018;
export const PION_NEUTRAL = 0.1349776;

/** Where the masses come from. */
export const MASS_SOURCE = 'pions: Herwig 7.2.1; other hadrons: PDG 2024 (Phys. Rev. D 110, 030001)';

function hadron(id: number, name: string, antiName: string | null, mass: number, charge: number): Hadron {
  return { id, name, antiName, mass, charge };
}

/**
 * Hadrons that a cluster may be asked to decay into: pseudoscalar mesons, and baryons too narrow for their width to
 * show. A null `antiName` means that the particle is its own antiparticle.
 */
export const HADRONS: readonly Hadron[] = [
  hadron(111, 'pi0', null, PION_NEUTRAL, 0),
  hadron(211, 'pi+', 'pi-', PION_CHARGED, 1),
  hadron(221, 'eta', null, 0.547862, 0),
  hadron(331, "eta'", null, 0.95778, 0),
  hadron(130, 'K_L0', null, 0.497611, 0),
  hadron(310, 'K_S0', null, 0.497611, 0),
  hadron(311, 'K0', 'Kbar0', 0.497611, 0),
  hadron(321, 'K+', 'K-', 0.493677, 1),
  hadron(411, 'D+', 'D-', 1.86966, 1),
  hadron(421, 'D0', 'Dbar0', 1.86484, 0),
  hadron(431, 'D_s+', 'D_s-', 1.96835, 1),
  hadron(511, 'B0', 'Bbar0', 5.27972, 0),
  hadron(521, 'B+', 'B-', 5.27941, 1),
  hadron(2112, 'n', 'nbar', 0.93956542052, 0),
  hadron(2212, 'p', 'pbar', 0.93827208816, 1),
  hadron(3122, 'Lambda', 'Lambdabar', 1.115683, 0),
  hadron(3222, 'Sigma+', 'Sigmabar-', 1.18937, 1),
  hadron(3212, 'Sigma0', 'Sigmabar0', 1.192642, 0),
  hadron(3112, 'Sigma-', 'Sigmabar+', 1.197449, -1),
  hadron(3322, 'Xi0', 'Xibar0', 1.31486, 0),
  hadron(3312, 'Xi-', 'Xibar+', 1.32171, -1),
  hadron(3334, 'Omega-', 'Omegabar+', 1.67245, -1),
];
