import type { RandomStream } from '../random/stream.ts';
import { mass } from '../vector/mass.ts';
import { addCluster, addConstituent, type Clusters } from './clusters.ts';
import { createGluonSplitter } from './gluon-splitting.ts';
import type { HadronizationParameters } from './parameters.ts';
import { ANTIQUARK, type Partons, QUARK } from './partons.ts';

/**
 * One colour-singlet cluster for each colour line: the quark that starts it and the antiquark that ends it
 * (Webber 1984; Herwig: ClusterFinder). n gluons give n + 1 clusters, in order from the quark to the antiquark. A
 * parton of the shower is its cluster's constituent 1; of two such, or none, the quark is.
 */
export type ClusterFormation = (clusters: Clusters, partons: Partons, random: RandomStream) => void;

export function createClusterFormation(parameters: HadronizationParameters): ClusterFormation {
  const splitGluon = createGluonSplitter(parameters);

  return (clusters, partons, random) => {
    let quark = addPrimary(clusters, partons, QUARK);
    for (let i = partons.right[QUARK]!; i !== ANTIQUARK; i = partons.right[i]!) {
      const next = clusters.constituents.count;
      splitGluon(clusters, partons, i, random);
      addCluster(clusters, quark, next + 1, pairMass(clusters, quark, next + 1), 0);
      quark = next;
    }
    const antiquark = addPrimary(clusters, partons, ANTIQUARK);
    const quarkFirst = clusters.constituents.perturbative[quark] === 1;
    const [first, second] = quarkFirst ? [quark, antiquark] : [antiquark, quark];
    addCluster(clusters, first, second, pairMass(clusters, first, second), 0);
  };
}

/** Adds the quark or antiquark that the shower started from, as a constituent; gives its index. */
function addPrimary(clusters: Clusters, partons: Partons, i: number): number {
  const id = i === QUARK ? partons.flavour[i]! : -partons.flavour[i]!;
  return addConstituent(clusters, id, 1, partons.px[i]!, partons.py[i]!, partons.pz[i]!, partons.E[i]!);
}

/** Invariant mass of two constituents. */
export function pairMass({ constituents }: Clusters, a: number, b: number): number {
  const { px, py, pz, E } = constituents;
  return mass(px[a]! + px[b]!, py[a]! + py[b]!, pz[a]! + pz[b]!, E[a]! + E[b]!);
}
