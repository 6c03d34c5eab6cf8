import { HADRONS } from './table.ts';

export { MASS_SOURCE, PION_CHARGED, PION_NEUTRAL } from './table.ts';

/** Masses in GeV by PDG number; both signs of a particle with an antiparticle are listed. */
export type MassTable = ReadonlyMap<number, number>;

/** The masses of every hadron in `HADRONS`, antiparticles included. */
export const HADRON_MASSES: MassTable = new Map(
  HADRONS.flatMap(({ id, antiName, mass }): [number, number][] =>
    antiName === null
      ? [[id, mass]]
      : [
          [id, mass],
          [-id, mass],
        ],
  ),
);

/** Mass of a hadron in GeV. Throws a RangeError that names the id where the table does not hold it. */
export function massOf(pdgId: number, masses: MassTable = HADRON_MASSES): number {
  const mass = masses.get(pdgId);
  if (mass === undefined) throw new RangeError(`no mass is known for PDG id ${pdgId}`);
  return mass;
}
