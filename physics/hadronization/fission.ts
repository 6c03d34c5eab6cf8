import { momentumInRestFrame } from '../decay/two-body.ts';
import { exp } from '../elementary/exp.ts';
import { log } from '../elementary/log.ts';
import type { RandomStream } from '../random/stream.ts';
import { boostFromRest, boostToRest } from '../vector/boost.ts';
import { addConstituent, type Clusters, setCluster } from './clusters.ts';
import { drawLightFlavour, strangeWeight } from './flavour.ts';
import type { HadronizationParameters } from './parameters.ts';

/**
 * Fission of heavy clusters (Webber 1984; Herwig++ manual, arXiv:0803.0883; Herwig: ClusterFissioner).
 * A cluster is heavy if M^clPow > clMax^clPow + (m1 + m2)^clPow. It breaks along the unit vector u of constituent 1 in
 * its rest frame: a light pair is made, child 1 takes constituent 1 and goes along u, child 2 takes constituent 2 and
 * goes along -u; the old constituent stays first. Children that are heavy break again.
 */
export interface Fission {
  /** Breaks all heavy clusters: child 1 takes the parent's place, child 2 the end. False as soon as a pair is strange. */
  breakHeavy(clusters: Clusters, random: RandomStream): boolean;
}

export function createFission(parameters: HadronizationParameters): Fission {
  const heavyAbove = heavyMass(parameters);
  const drawCut = createCut(parameters);
  const replaceByChildren = createBreaking(parameters.constituentMassLight);
  const cut: Cut = { flavour: 0, mass1: 0, mass2: 0 };

  return {
    breakHeavy(clusters, random) {
      for (let c = 0; c < clusters.count; c++) {
        while (clusters.mass[c]! > heavyAbove && drawCut(cut, clusters.mass[c]!, random)) {
          if (cut.flavour === 0) return false;
          replaceByChildren(clusters, c, cut);
        }
      }
      return true;
    },
  };
}

/** base^power for base > 0. */
function power(base: number, exponent: number): number {
  return exp(exponent * log(base));
}

/** The mass above which a cluster of two light constituents is heavy; it must also have room for two light pairs. */
function heavyMass({ clMax, clPow, constituentMassLight: light }: HadronizationParameters): number {
  return Math.max(power(power(clMax, clPow) + power(2 * light, clPow), 1 / clPow), 4 * light);
}

/** A cut: flavour of the new pair (0: strange) and the children's masses. */
interface Cut {
  flavour: number;
  mass1: number;
  mass2: number;
}

/**
 * Draws a cut of a cluster of mass M: M_i = m_i + X^(1/pSplit) with X uniform between m^pSplit and
 * (M - m_1 - m_2 - m)^pSplit, m the mass of the new quark, again until M_1 + M_2 <= M. False where all tries fail.
 */
function createCut(parameters: HadronizationParameters): (cut: Cut, M: number, random: RandomStream) => boolean {
  const { pSplit, fissionTries, constituentMassStrange, constituentMassLight } = parameters;
  const weight = strangeWeight(parameters, parameters.fissionStrangeWeight);
  const drawMass = (low: number, high: number, random: RandomStream): number =>
    constituentMassLight + power(low + (high - low) * random.uniform(), 1 / pSplit);

  return (cut, M, random) => {
    for (let attempt = 0; attempt < fissionTries; attempt++) {
      cut.flavour = drawLightFlavour(random, weight);
      const made = cut.flavour === 0 ? constituentMassStrange : constituentMassLight;
      const room = M - 2 * constituentMassLight - made;
      if (room < made) continue;
      const low = power(made, pSplit);
      const high = power(room, pSplit);
      cut.mass1 = drawMass(low, high, random);
      cut.mass2 = drawMass(low, high, random);
      if (cut.mass1 + cut.mass2 <= M) return true;
    }
    return false;
  };
}

/**
 * Puts child 1 at place c and child 2 at the end. In its own rest frame each child has its old constituent along the
 * same u (child 2: -u) as the child itself has in the parent's, and each rest frame is the one reached by a single boost
 * from the lab, as in Herwig. So parent, child and constituents are not quite collinear: two boosts after each
 * other are one boost and a Wigner rotation. Without smearing the pions show it.
 */
function createBreaking(light: number): (clusters: Clusters, c: number, cut: Cut) => void {
  const u = new Float64Array(4);
  const parent = new Float64Array(4);
  const child = new Float64Array(4);
  const q = new Float64Array(4);

  /** u and the parent's four-momentum, of cluster c. */
  const setParent = (clusters: Clusters, c: number): void => {
    const { px, py, pz, E } = clusters.constituents;
    const q1 = clusters.first[c]!;
    const [Px, Py, Pz, PE] = [clusters.px[c]!, clusters.py[c]!, clusters.pz[c]!, clusters.E[c]!];
    boostToRest(u, px[q1]!, py[q1]!, pz[q1]!, E[q1]!, Px, Py, Pz, PE, clusters.mass[c]!);
    const length = Math.sqrt(u[0]! * u[0]! + u[1]! * u[1]! + u[2]! * u[2]!);
    for (let j = 0; j < 3; j++) u[j]! /= length;
    parent[0] = Px;
    parent[1] = Py;
    parent[2] = Pz;
    parent[3] = PE;
  };

  /** Into `out`: mass m and momentum p along u in the rest frame of a system with four-momentum P and mass M. */
  const emit = (out: Float64Array, m: number, p: number, P: Float64Array, M: number): void => {
    const E = Math.sqrt(m * m + p * p);
    boostFromRest(out, p * u[0]!, p * u[1]!, p * u[2]!, E, P[0]!, P[1]!, P[2]!, P[3]!, M);
  };

  /** Puts the child in `child` at place c: constituent `old` ahead along u (sign 1) or -u (-1), a new one behind. */
  const place = (clusters: Clusters, c: number, old: number, flavour: number, mass: number, sign: number): void => {
    const { id, perturbative } = clusters.constituents;
    const k = sign * momentumInRestFrame(mass, light, light);
    emit(q, light, k, child, mass);
    const ahead = addConstituent(clusters, id[old]!, perturbative[old]!, q[0]!, q[1]!, q[2]!, q[3]!);
    emit(q, light, -k, child, mass);
    const behind = addConstituent(clusters, id[old]! > 0 ? -flavour : flavour, 0, q[0]!, q[1]!, q[2]!, q[3]!);
    setCluster(clusters, c, ahead, behind, mass, 1);
  };

  return (clusters, c, { flavour, mass1, mass2 }) => {
    const M = clusters.mass[c]!;
    const [q1, q2] = [clusters.first[c]!, clusters.second[c]!];
    const p = momentumInRestFrame(M, mass1, mass2);
    setParent(clusters, c);
    emit(child, mass1, p, parent, M);
    place(clusters, c, q1, flavour, mass1, 1);
    emit(child, mass2, -p, parent, M);
    place(clusters, clusters.count++, q2, flavour, mass2, -1);
  };
}
