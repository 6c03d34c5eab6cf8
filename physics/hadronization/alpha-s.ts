import { log } from '../elementary/log.ts';
import type { HadronizationParameters } from './parameters.ts';

/** The running coupling of the shower. */
export interface RunningCoupling {
  /** alpha_s at a scale squared (GeV^2). */
  at: (scaleSquared: number) => number;
  /** Its largest value, which it has at and below the freezing scale. */
  maximum: number;
}

/** Two-loop alpha_s with nf flavours at L = ln(Q^2 / Lambda^2) (PDG, review of QCD, to two loops). */
function twoLoop(nf: number, L: number): number {
  const b0 = 11 - (2 * nf) / 3;
  const b1 = 51 - (19 * nf) / 3;
  return ((4 * Math.PI) / (b0 * L)) * (1 - (2 * b1 * log(L)) / (b0 * b0 * L));
}

/** ln Lambda^2 that gives `coupling` at a scale, by bisection: alpha_s falls with L all over L = 1 … 200. */
function logLambdaSquared(nf: number, coupling: number, scale: number): number {
  let low = 1;
  let high = 200;
  for (let step = 0; step < 100; step++) {
    const middle = 0.5 * (low + high);
    if (twoLoop(nf, middle) > coupling) low = middle;
    else high = middle;
  }
  return 2 * log(scale) - 0.5 * (low + high);
}

/**
 * Two-loop alpha_s, continuous at the flavour thresholds and constant below the freezing scale
 * (Herwig: ShowerAlphaQCD, NPAlphaS option "constant"). Throws a RangeError where the freezing scale lies so low, or the
 * coupling so high, that the two-loop formula has no meaning there.
 */
export function runningCoupling(parameters: HadronizationParameters): RunningCoupling {
  const { coupling, couplingScale, charmThreshold, bottomThreshold, couplingFreeze } = parameters;
  const lambda5 = logLambdaSquared(5, coupling, couplingScale);
  const atBottom = twoLoop(5, 2 * log(bottomThreshold) - lambda5);
  const lambda4 = logLambdaSquared(4, atBottom, bottomThreshold);
  const atCharm = twoLoop(4, 2 * log(charmThreshold) - lambda4);
  const lambda3 = logLambdaSquared(3, atCharm, charmThreshold);
  const charm = charmThreshold * charmThreshold;
  const bottom = bottomThreshold * bottomThreshold;
  const freeze = couplingFreeze * couplingFreeze;

  const running = (q2: number): number => {
    if (q2 >= bottom) return twoLoop(5, log(q2) - lambda5);
    if (q2 >= charm) return twoLoop(4, log(q2) - lambda4);
    return twoLoop(3, log(q2) - lambda3);
  };
  if (!(2 * log(Math.min(couplingFreeze, charmThreshold)) - lambda3 > 1))
    throw new RangeError('hadronization parameters: couplingFreeze lies too close to Lambda of the two-loop coupling');
  const maximum = running(freeze);
  return { at: (q2) => (q2 <= freeze ? maximum : running(q2)), maximum };
}
