import type { RandomStream } from '../random/stream.ts';
import { rotateFromAxis } from '../vector/rotation.ts';
import { drawPrimaryAxis } from './direction.ts';
import type { HadronizationParameters } from './parameters.ts';
import { ANTIQUARK, FIRST_GLUON, type Partons, QUARK } from './partons.ts';

/**
 * Turns what the shower gave into four-momenta (Herwig++ manual, arXiv:0803.0883): partons on their
 * constituent mass shells, each jet's mass from its partons, one factor on both jets' momenta so that they have the
 * energy of the event, each jet boosted along its axis to it.
 */
export interface JetReconstruction {
  /**
   * Four-momenta in the lab, with a new primary axis (1 + cos^2), into `partons`. False where the jets are too heavy
   * or the phase-space weight sqrt(lambda_new / lambda_old) = 2 p / energy rejects (Herwig: FinalFinalWeight).
   */
  reconstruct(partons: Partons, random: RandomStream): boolean;
}

export function createJetReconstruction(parameters: HadronizationParameters): JetReconstruction {
  const { energy } = parameters;
  const quark2 = parameters.constituentMassLight ** 2;
  const gluon2 = parameters.constituentMassGluon ** 2;
  const minus = new Float64Array(2);
  const stretch = new Float64Array(2);
  const axis = new Float64Array(3);
  const vector = new Float64Array(3);

  /** m^2 + pT^2 of parton i: the product of its light-cone momenta. */
  const transverse = (partons: Partons, i: number): number =>
    (i < FIRST_GLUON ? quark2 : gluon2) + partons.x[i]! * partons.x[i]! + partons.y[i]! * partons.y[i]!;

  /** The factor on each jet's light-cone momentum along its axis; false where there is no solution or it is rejected. */
  const solve = (partons: Partons, random: RandomStream): boolean => {
    minus.fill(0);
    for (let i = 0; i < partons.count; i++)
      minus[partons.jet[i]!]! += transverse(partons, i) / (partons.alpha[i]! * energy);
    const first = energy * minus[QUARK]!;
    const second = energy * minus[ANTIQUARK]!;
    const s = energy * energy;
    const half = s - first - second;
    const lambda = half * half - 4 * first * second;
    if (half <= 0 || lambda <= 0) return false;
    const root = Math.sqrt(lambda);
    if (random.uniform() * s > root) return false;
    // (E_j + p) / energy for the jet's energy and momentum in the two-body system.
    stretch[QUARK] = (s + first - second + root) / (2 * s);
    stretch[ANTIQUARK] = (s + second - first + root) / (2 * s);
    return true;
  };

  const place = (partons: Partons, i: number): void => {
    const jet = partons.jet[i]!;
    const plus = stretch[jet]! * partons.alpha[i]! * energy;
    const minus = transverse(partons, i) / plus;
    const along = 0.5 * (plus - minus);
    const z = jet === QUARK ? along : -along;
    rotateFromAxis(vector, partons.x[i]!, partons.y[i]!, z, axis[0]!, axis[1]!, axis[2]!);
    partons.px[i] = vector[0]!;
    partons.py[i] = vector[1]!;
    partons.pz[i] = vector[2]!;
    partons.E[i] = 0.5 * (plus + minus);
  };

  return {
    reconstruct(partons, random) {
      if (!solve(partons, random)) return false;
      drawPrimaryAxis(axis, random);
      for (let i = 0; i < partons.count; i++) place(partons, i);
      return true;
    },
  };
}
