/** What the certificate's names of observables stand for, as a figure's title. */
const TITLES: Readonly<Record<string, string>> = {
  E: 'energy of hadrons',
  px: 'momentum of hadrons along x',
  py: 'momentum of hadrons along y',
  pz: 'momentum of hadrons along z',
  delta_R: 'ΔR of a hadron to its nearest neighbour',
  energy_ratio: "min(E, E') / (E + E') with the nearest neighbour",
  pair_theta: 'polar angle in the rest frame of the pair',
  pair_phi: 'azimuth in the rest frame of the pair',
  multiplicity: 'hadrons in an event',
  leading_E: 'largest hadron energy in an event',
  cluster_theta: 'polar angle in the rest frame of the cluster',
  cluster_phi: 'azimuth in the rest frame of the cluster',
};

/** Signs on an axis. */
const SIGNS: Readonly<Record<string, string>> = {
  delta_R: 'ΔR',
  energy_ratio: "min(E, E') / (E + E')",
  pair_theta: 'θ',
  pair_phi: 'φ',
  cluster_theta: 'θ',
  cluster_phi: 'φ',
  leading_E: 'largest E',
};

export const titleOf = (observable: string): string => TITLES[observable] ?? observable.replaceAll('_', ' ');

/** The quantity with its unit; '1' is none. */
export function axisNameOf(observable: string, unit: string): string {
  const sign = SIGNS[observable] ?? observable.replaceAll('_', ' ');
  return unit === '1' ? sign : `${sign} [${unit}]`;
}
