import { exp } from '../elementary/exp.ts';
import { log } from '../elementary/log.ts';
import { PDG } from '../particles/id.ts';
import type { RandomStream } from '../random/stream.ts';
import type { RunningCoupling } from './alpha-s.ts';
import { drawAzimuth } from './direction.ts';
import { drawLightFlavour, strangeWeight } from './flavour.ts';
import { softWeight } from './matrix-element.ts';
import type { HadronizationParameters } from './parameters.ts';
import { ANTIQUARK, FIRST_GLUON, insertGluon, type Partons, QUARK } from './partons.ts';
import { gluonSplitting, quarkSplitting, type Splitting } from './splittings.ts';

/** A branching found by the veto algorithm: its t = q~^2, z and transverse momentum. t = 0: none. */
interface Branching {
  t: number;
  z: number;
  pT: number;
}

/**
 * The angular-ordered shower of Herwig (hep-ph/0310083; Herwig++ manual, arXiv:0803.0883) for
 * e+e- -> q qbar: q -> q g and g -> g g, azimuths flat. Every gluon draws at once the flavour that it will split into,
 * which is independent of the rest, so that a doomed event ends early.
 *
 * With the matrix-element correction, where no hard emission has made three primaries, an emission of a primary with the
 * largest pT so far is kept with its soft weight (Seymour, hep-ph/9410414; Herwig: MEee2gZ2qq::softMatrixElementVeto):
 * with angular ordering the hardest emission need not be the first.
 */
export interface Shower {
  /** Evolves the primaries until no parton can emit; false as soon as a gluon draws strangeness. */
  evolve(partons: Partons, random: RandomStream): boolean;
}

export function createShower(parameters: HadronizationParameters, coupling: RunningCoupling): Shower {
  const { energy, matrixElementCorrection } = parameters;
  const weight = strangeWeight(parameters, parameters.gluonStrangeWeight);
  const found: Branching = { t: 0, z: 0, pT: 0 };
  const other: Branching = { t: 0, z: 0, pT: 0 };
  const azimuth = new Float64Array(2);
  const search = createSearch(parameters, coupling);

  /** Looks for the next branching of a parton, into `found`; says whether it is on the left line. */
  const next = (partons: Partons, i: number, random: RandomStream): boolean => {
    if (i < FIRST_GLUON) {
      const onLeft = i === ANTIQUARK;
      const mass = partons.flavour[i] === PDG.up ? parameters.currentMassUp : parameters.currentMassDown;
      search(found, quarkSplitting, onLeft ? partons.scaleLeft[i]! : partons.scaleRight[i]!, 0, mass * mass, random);
      return onLeft;
    }
    // The two lines compete; the second need not look below the first one's result.
    search(other, gluonSplitting, partons.scaleLeft[i]!, 0, 0, random);
    search(found, gluonSplitting, partons.scaleRight[i]!, other.t, 0, random);
    if (found.t > 0 || other.t === 0) return false;
    found.t = other.t;
    found.z = other.z;
    found.pT = other.pT;
    return true;
  };

  /** Whether the matrix element takes back the branching found, `hardest` being the largest pT that was kept. */
  const isVetoed = (partons: Partons, i: number, hardest: number, random: RandomStream): boolean =>
    matrixElementCorrection === 1 &&
    i < FIRST_GLUON &&
    partons.primaries === 2 &&
    found.pT > hardest &&
    random.uniform() > softWeight(found.t / (energy * energy), found.z);

  const evolveParton = (partons: Partons, i: number, random: RandomStream): boolean => {
    let hardest = 0;
    for (;;) {
      const onLeft = next(partons, i, random);
      if (found.t === 0) return true;
      if (isVetoed(partons, i, hardest, random)) {
        (onLeft ? partons.scaleLeft : partons.scaleRight)[i] = found.t;
        continue;
      }
      hardest = Math.max(hardest, found.pT);
      const flavour = drawLightFlavour(random, weight);
      if (flavour === 0) return false;
      drawAzimuth(azimuth, random);
      branch(partons, i, onLeft, found, flavour, azimuth);
    }
  };

  return {
    evolve(partons, random) {
      for (let i = QUARK; i < partons.count; i++) if (!evolveParton(partons, i, random)) return false;
      return true;
    },
  };
}

/**
 * Carries out a branching: momenta, scales and the new gluon's place on the colour line. Of g -> g g the emitter is
 * the gluon with the larger share; its line that did not radiate keeps its own scale where that is lower.
 */
function branch(
  partons: Partons,
  i: number,
  onLeft: boolean,
  { t, z, pT }: Branching,
  flavour: number,
  azimuth: Float64Array,
): void {
  const kept = i < FIRST_GLUON ? z : Math.max(z, 1 - z);
  const given = 1 - kept;
  const gluon = insertGluon(partons, i, onLeft, flavour);
  const [alpha, x, y] = [partons.alpha[i]!, partons.x[i]!, partons.y[i]!];
  const kickX = pT * azimuth[0]!;
  const kickY = pT * azimuth[1]!;
  partons.alpha[gluon] = given * alpha;
  partons.x[gluon] = given * x - kickX;
  partons.y[gluon] = given * y - kickY;
  partons.scaleLeft[gluon] = given * given * t;
  partons.scaleRight[gluon] = given * given * t;
  partons.alpha[i] = kept * alpha;
  partons.x[i] = kept * x + kickX;
  partons.y[i] = kept * y + kickY;
  const scale = kept * kept * t;
  partons.scaleLeft[i] = onLeft ? scale : Math.min(scale, partons.scaleLeft[i]!);
  partons.scaleRight[i] = onLeft ? Math.min(scale, partons.scaleRight[i]!) : scale;
}

type Search = (
  out: Branching,
  splitting: Splitting,
  start: number,
  floor: number,
  massSquared: number,
  random: RandomStream,
) => void;

/**
 * The veto algorithm (hep-ph/0603175, section 4.2): t falls as t R^(1/c) with c the integral of the overestimate on
 * the z range at the old t, and a trial counts with probability P / overestimate * alpha_s(z (1 - z) q~) / maximum if
 * its pT^2 = (1 - z)^2 (z^2 t - m^2) lies above the cutoff.
 */
function createSearch(parameters: HadronizationParameters, coupling: RunningCoupling): Search {
  const cutoff = parameters.pTmin * parameters.pTmin;
  const prefactor = coupling.maximum / (2 * Math.PI);

  return (out, splitting, start, floor, massSquared, random) => {
    // Below t = 16 pTmin^2 no z has z (1 - z) q~ > pTmin.
    const lowest = Math.max(16 * cutoff, floor);
    let t = start;
    out.t = 0;
    while (t > lowest) {
      const product = Math.sqrt(cutoff / t);
      const zHigh = 0.5 * (1 + Math.sqrt(1 - 4 * product));
      const span = log((zHigh * zHigh) / product);
      t *= exp(log(random.uniform()) / (prefactor * splitting.integral(span)));
      if (!(t > lowest)) return;
      const z = splitting.drawZ(random.uniform(), zHigh, span);
      const rest = 1 - z;
      const pT2 = rest * rest * (z * z * t - massSquared);
      if (!(pT2 > cutoff)) continue;
      const keep = splitting.ratio(z, t, massSquared) * coupling.at(z * z * rest * rest * t);
      if (random.uniform() * coupling.maximum > keep) continue;
      out.t = t;
      out.z = z;
      out.pT = Math.sqrt(pT2);
      return;
    }
  };
}
