import type { Momenta } from '../../physics/columns.ts';
import { numberText } from '../number-text.ts';
import { generatedMass } from './generated-mass.ts';

/** A line P: with as many digits as float64 needs, and the generated mass. */
export function particleText(
  id: number,
  mother: number,
  pdgId: number,
  { px, py, pz, E }: Momenta,
  i: number,
  status: number,
): string {
  const mass = generatedMass(pdgId, px[i]!, py[i]!, pz[i]!, E[i]!);
  const momentum = `${numberText(px[i]!)} ${numberText(py[i]!)} ${numberText(pz[i]!)} ${numberText(E[i]!)}`;
  return `P ${id} ${mother} ${pdgId} ${momentum} ${numberText(mass)} ${status}\n`;
}
