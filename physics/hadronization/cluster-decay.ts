import { drawPions } from '../decay/hadron-pair.ts';
import { momentumInRestFrame } from '../decay/two-body.ts';
import { log } from '../elementary/log.ts';
import { PDG } from '../particles/id.ts';
import { PION_CHARGED, PION_NEUTRAL } from '../particles/table.ts';
import type { RandomStream } from '../random/stream.ts';
import { boostFromRest, boostToRest } from '../vector/boost.ts';
import { rotateFromAxis } from '../vector/rotation.ts';
import type { Clusters } from './clusters.ts';
import { drawAtPolarAngle, drawIsotropic } from './direction.ts';
import type { HadronizationParameters } from './parameters.ts';

/** Where a decay puts its two pions: PDG numbers and (px, py, pz, E) of each, in the lab. */
export interface DecayProducts {
  id1: number;
  id2: number;
  p1: Float64Array;
  p2: Float64Array;
}

export type ClusterDecay = (out: DecayProducts, clusters: Clusters, c: number, random: RandomStream) => void;

/**
 * Two-body decay of a cluster (Herwig++ manual, arXiv:0803.0883; Herwig: ClusterDecayer). The pion that
 * carries a perturbative constituent goes along that constituent's direction in the cluster's rest frame, smeared by
 * cos(theta) = 1 + clSmr ln R (arXiv:2305.17169), again while below -1; of two perturbative constituents one is
 * drawn; without any the decay is isotropic.
 */
export function createClusterDecay(parameters: HadronizationParameters): ClusterDecay {
  const { clSmr } = parameters;
  const axis = new Float64Array(4);
  const direction = new Float64Array(3);

  /** Unit vector of constituent i in the rest frame of cluster c, into `axis`. */
  const alongConstituent = (clusters: Clusters, c: number, i: number): void => {
    const { px, py, pz, E } = clusters.constituents;
    const [Px, Py, Pz] = [clusters.px[c]!, clusters.py[c]!, clusters.pz[c]!];
    boostToRest(axis, px[i]!, py[i]!, pz[i]!, E[i]!, Px, Py, Pz, clusters.E[c]!, clusters.mass[c]!);
    const length = Math.sqrt(axis[0]! * axis[0]! + axis[1]! * axis[1]! + axis[2]! * axis[2]!);
    for (let j = 0; j < 3; j++) axis[j]! /= length;
  };

  /** Turns `axis` by a smeared polar angle, into `direction`. */
  const smear = (random: RandomStream): void => {
    let cosine = 1;
    if (clSmr > SMALLEST_SMEARING) {
      do cosine = 1 + clSmr * log(random.uniform());
      while (cosine < -1);
    }
    drawAtPolarAngle(direction, cosine, random);
    rotateFromAxis(direction, direction[0]!, direction[1]!, direction[2]!, axis[0]!, axis[1]!, axis[2]!);
  };

  /** Direction of pion 1 in the rest frame, into `direction`. */
  const drawDirection = (clusters: Clusters, c: number, random: RandomStream): void => {
    const { perturbative } = clusters.constituents;
    const chosen = chooseConstituent(perturbative[clusters.first[c]!]!, perturbative[clusters.second[c]!]!, random);
    if (chosen === 0) {
      drawIsotropic(direction, random);
      return;
    }
    alongConstituent(clusters, c, chosen === 1 ? clusters.first[c]! : clusters.second[c]!);
    smear(random);
    if (chosen === 2) for (let j = 0; j < 3; j++) direction[j]! *= -1;
  };

  return (out, clusters, c, random) => {
    const { id } = clusters.constituents;
    const M = clusters.mass[c]!;
    const [id1, id2] = drawPions(M, id[clusters.first[c]!]!, id[clusters.second[c]!]!, random);
    const [mass1, mass2] = [massOfPion(id1), massOfPion(id2)];
    const momentum = momentumInRestFrame(M, mass1, mass2);
    drawDirection(clusters, c, random);
    out.id1 = id1;
    out.id2 = id2;
    emit(out.p1, mass1, momentum, direction, clusters, c);
    emit(out.p2, mass2, -momentum, direction, clusters, c);
  };
}

function massOfPion(id: number): number {
  return id === PDG.piZero ? PION_NEUTRAL : PION_CHARGED;
}

/** At or below this Herwig does not smear at all. */
const SMALLEST_SMEARING = 0.001;

/** Which constituent sets the direction: 1 or 2; 0 for none. */
function chooseConstituent(perturbative1: number, perturbative2: number, random: RandomStream): 0 | 1 | 2 {
  if (perturbative1 === 1 && perturbative2 === 1) return random.uniform() < 0.5 ? 1 : 2;
  if (perturbative1 === 1) return 1;
  return perturbative2 === 1 ? 2 : 0;
}

/** A hadron with momentum p along a unit vector in the rest frame of cluster c, boosted to the lab. */
function emit(
  out: Float64Array,
  mass: number,
  p: number,
  direction: Float64Array,
  clusters: Clusters,
  c: number,
): void {
  const [x, y, z] = [p * direction[0]!, p * direction[1]!, p * direction[2]!];
  const E = Math.sqrt(mass * mass + p * p);
  const [Px, Py, Pz] = [clusters.px[c]!, clusters.py[c]!, clusters.pz[c]!];
  boostFromRest(out, x, y, z, E, Px, Py, Pz, clusters.E[c]!, clusters.mass[c]!);
}
