import { HADRONS, type Hadron } from './table.ts';

const byId = new Map(HADRONS.map((hadron) => [hadron.id, hadron]));

/** The table's entry for a particle or antiparticle. Throws a RangeError that names an unknown id. */
function entry(pdgId: number): Hadron {
  const hadron = byId.get(Math.abs(pdgId));
  if (!hadron || (pdgId < 0 && hadron.antiName === null)) throw new RangeError(`PDG id ${pdgId} is not in the table`);
  return hadron;
}

/** Name of a hadron. Throws a RangeError that names an unknown id. */
export function nameOf(pdgId: number): string {
  const hadron = entry(pdgId);
  return pdgId < 0 ? hadron.antiName! : hadron.name;
}

/** Electric charge of a hadron in units of the positron's. Throws a RangeError that names an unknown id. */
export function chargeOf(pdgId: number): number {
  const hadron = entry(pdgId);
  return pdgId < 0 ? -hadron.charge : hadron.charge;
}
