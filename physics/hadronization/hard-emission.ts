import { exp } from '../elementary/exp.ts';
import { log } from '../elementary/log.ts';
import type { RandomStream } from '../random/stream.ts';
import type { RunningCoupling } from './alpha-s.ts';
import { drawLightFlavour, strangeWeight } from './flavour.ts';
import { matrixElement } from './matrix-element.ts';
import type { HadronizationParameters } from './parameters.ts';
import { type Partons, placeHardGluon } from './partons.ts';

/**
 * The hard matrix-element correction (Seymour, hep-ph/9410414; Herwig: MEee2gZ2qq::applyHard): with the first-order
 * probability 2 alpha_s / (3 pi) (x^2 + xbar^2) / ((1 - x) (1 - xbar)) dx dxbar, alpha_s at pT^2 = s (1 - x) (1 - xbar), an
 * event starts with a gluon that neither quark can emit. False where that gluon draws strangeness. Nothing happens, and no
 * random number is drawn, where the correction is off.
 */
export type HardEmission = (partons: Partons, random: RandomStream) => boolean;

/** Throws a RangeError where the coupling is so strong that the first order is no probability. */
export function createHardEmission(parameters: HadronizationParameters, coupling: RunningCoupling): HardEmission {
  if (parameters.matrixElementCorrection !== 1) return () => true;
  if (GREATEST_WEIGHT * coupling.maximum > 1)
    throw new RangeError('hadronization parameters: matrixElementCorrection needs a coupling below 0.95 at all scales');
  const { constituentMassLight, constituentMassGluon } = parameters;
  const s = parameters.energy * parameters.energy;
  const quarkShare = (2 * constituentMassLight) / parameters.energy;
  const gluonShare = (2 * constituentMassGluon) / parameters.energy;
  const weight = strangeWeight(parameters, parameters.gluonStrangeWeight);
  const point: DeadPoint = { a: 0, b: 0, measure: 0 };

  return (partons, random) => {
    drawDeadPoint(point, random);
    const { a, b, measure } = point;
    const first = ((2 * coupling.at(s * a * b)) / (3 * Math.PI)) * matrixElement(1 - a, 1 - b) * measure;
    if (random.uniform() > first) return true;
    // A parton without the energy of its constituent mass is none (as in Herwig).
    if (Math.min(1 - a, 1 - b) < quarkShare || a + b < gluonShare) return true;
    const [y, ybar] = random.uniform() < 0.5 ? [a, b] : [b, a];
    const flavour = drawLightFlavour(random, weight);
    if (flavour === 0) return false;
    placeHardGluon(partons, 1 - y, 1 - ybar, flavour, s);
    return true;
  };
}

/** 2 / (3 pi) matrixElement measure at its largest, a = b = 1/4. */
const GREATEST_WEIGHT = (2 / (3 * Math.PI)) * 4.5 * log(3);

/** A point that neither quark reaches: a < b the two of 1 - x and 1 - xbar, and what it stands for in dx dxbar. */
interface DeadPoint {
  a: number;
  b: number;
  measure: number;
}

/**
 * Draws a point from all of the dead region, a uniform and b uniform in its logarithm.
 *
 * Of the two quarks only the one with the larger 1 - x can emit here (matrix-element.ts), up to kappa = 1: 1 - xbar = a =
 * z (1 - z), b = (1 - z) (1 - a). So for a < 1/4 it reaches (1 - a) (1 - r) / 2 < b < (1 - a) (1 + r) / 2, r =
 * sqrt(1 - 4 a), and for a > 1/4 nothing. Dead is the rest of a < b < 1 - a.
 */
function drawDeadPoint(out: DeadPoint, random: RandomStream): void {
  const a = 0.5 * random.uniform();
  const r = Math.sqrt(Math.max(0, 1 - 4 * a));
  // Lengths in ln b of the parts on both sides of the quark's region, written so that small a lose no digits.
  const below = a < 0.25 ? log((2 * (1 - a)) / (1 + r)) : log((1 - a) / a);
  const above = a < 0.25 ? log(2 / (1 + r)) : 0;
  const place = random.uniform() * (below + above);
  out.a = a;
  out.b = place < below ? a * exp(place) : 0.5 * (1 - a) * (1 + r) * exp(place - below);
  // db = b dln b; a covers half of 0 … 1, and each point stands for its mirror image, too.
  out.measure = out.b * (below + above);
}
