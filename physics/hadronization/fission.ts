import { momentumInRestFrame } from '../decay/two-body.ts';
import { exp } from '../elementary/exp.ts';
import { log } from '../elementary/log.ts';
import type { RandomStream } from '../random/stream.ts';
import { addConstituent, type Clusters, setCluster } from './clusters.ts';
import { drawLightFlavour } from './flavour.ts';
import type { HadronizationParameters } from './parameters.ts';

/**
 * Fission of heavy clusters (Webber 1984; Herwig++ manual, arXiv:0803.0883; Herwig: ClusterFissioner).
 * A cluster is heavy if M^clPow > clMax^clPow + (m1 + m2)^clPow. It breaks collinearly: a light pair is made, child 1
 * takes constituent 1 and goes along its direction in the parent's rest frame, child 2 takes constituent 2; the old
 * constituent stays first. Children that are heavy break again.
 */
export interface Fission {
  /** Breaks all heavy clusters: child 1 takes the parent's place, child 2 the end. False as soon as a pair is strange. */
  breakHeavy(clusters: Clusters, random: RandomStream): boolean;
}

export function createFission(parameters: HadronizationParameters): Fission {
  const heavyAbove = heavyMass(parameters);
  const drawCut = createCut(parameters);
  const cut: Cut = { flavour: 0, mass1: 0, mass2: 0 };

  return {
    breakHeavy(clusters, random) {
      for (let c = 0; c < clusters.count; c++) {
        while (clusters.mass[c]! > heavyAbove && drawCut(cut, clusters.mass[c]!, random)) {
          if (cut.flavour === 0) return false;
          replaceByChildren(clusters, c, cut, parameters.constituentMassLight);
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
  const { pSplit, fissionTries, fissionStrangeWeight, constituentMassStrange, constituentMassLight } = parameters;
  const drawMass = (low: number, high: number, random: RandomStream): number =>
    constituentMassLight + power(low + (high - low) * random.uniform(), 1 / pSplit);

  return (cut, M, random) => {
    for (let attempt = 0; attempt < fissionTries; attempt++) {
      cut.flavour = drawLightFlavour(random, fissionStrangeWeight);
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
 * Puts child 1 at place c and child 2 at the end. All momenta lie in the plane of the parent's four-momentum P and the
 * unit vector U along constituent 1 in the parent's rest frame; with equal masses U = (Q1 - Q2) / 2k.
 */
function replaceByChildren(clusters: Clusters, c: number, cut: Cut, light: number): void {
  const { constituents } = clusters;
  const M = clusters.mass[c]!;
  const q1 = clusters.first[c]!;
  const q2 = clusters.second[c]!;
  const p = momentumInRestFrame(M, cut.mass1, cut.mass2);
  const k = momentumInRestFrame(M, light, light);
  const [P, U] = [new Float64Array(4), new Float64Array(4)];
  for (const [j, name] of (['px', 'py', 'pz', 'E'] as const).entries()) {
    P[j] = clusters[name][c]! / M;
    U[j] = (constituents[name][q1]! - constituents[name][q2]!) / (2 * k);
  }
  breakOff(clusters, c, q1, cut.flavour, cut.mass1, p, P, U, light);
  for (let j = 0; j < 4; j++) U[j] = -U[j]!;
  breakOff(clusters, clusters.count++, q2, cut.flavour, cut.mass2, p, P, U, light);
}

/**
 * Puts at place c the child of mass `mass` that moves with momentum p along U: the old constituent goes ahead along U
 * in the child's rest frame, the new one falls behind.
 * @param P parent's four-velocity
 */
function breakOff(
  clusters: Clusters,
  c: number,
  old: number,
  flavour: number,
  mass: number,
  p: number,
  P: Float64Array,
  U: Float64Array,
  light: number,
): void {
  const { id, perturbative } = clusters.constituents;
  const energy = Math.sqrt(mass * mass + p * p);
  const velocity = momentumInRestFrame(mass, light, light) / mass;
  const add = (pdgId: number, isPerturbative: number, sign: number): number => {
    const e = 0.5 * energy + sign * velocity * p;
    const q = 0.5 * p + sign * velocity * energy;
    const [x, y, z] = [e * P[0]! + q * U[0]!, e * P[1]! + q * U[1]!, e * P[2]! + q * U[2]!];
    return addConstituent(clusters, pdgId, isPerturbative, x, y, z, e * P[3]! + q * U[3]!);
  };
  const ahead = add(id[old]!, perturbative[old]!, 1);
  const behind = add(id[old]! > 0 ? -flavour : flavour, 0, -1);
  setCluster(clusters, c, ahead, behind, mass, 1);
}
