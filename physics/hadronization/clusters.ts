/**
 * The constituents and clusters of one event, as parallel arrays that are used again for the next event. Momenta in
 * the lab, GeV.
 */
export interface Clusters {
  constituents: {
    count: number;
    /** PDG number: 1, 2 and their negatives. */
    id: number[];
    px: number[];
    py: number[];
    pz: number[];
    E: number[];
    /** 1 for a parton of the shower, which remembers its direction in the decay; 0 for one made later. */
    perturbative: number[];
  };
  count: number;
  /** Indices of the two constituents, and the invariant mass. */
  first: number[];
  second: number[];
  mass: number[];
  /** 1 where the cluster came out of a fission. */
  fromFission: number[];
  /** Four-momentum: the sum of the constituents'. */
  px: number[];
  py: number[];
  pz: number[];
  E: number[];
}

export function emptyClusters(): Clusters {
  return {
    constituents: { count: 0, id: [], px: [], py: [], pz: [], E: [], perturbative: [] },
    count: 0,
    first: [],
    second: [],
    mass: [],
    fromFission: [],
    px: [],
    py: [],
    pz: [],
    E: [],
  };
}

/** Starts a new event. */
export function clearClusters(clusters: Clusters): void {
  clusters.count = 0;
  clusters.constituents.count = 0;
}

/** Adds a constituent; gives its index. */
export function addConstituent(
  clusters: Clusters,
  id: number,
  perturbative: number,
  px: number,
  py: number,
  pz: number,
  E: number,
): number {
  const { constituents } = clusters;
  const i = constituents.count++;
  constituents.id[i] = id;
  constituents.perturbative[i] = perturbative;
  constituents.px[i] = px;
  constituents.py[i] = py;
  constituents.pz[i] = pz;
  constituents.E[i] = E;
  return i;
}

/** Adds the cluster of two constituents with a known mass. */
export function addCluster(clusters: Clusters, first: number, second: number, mass: number, fromFission: number): void {
  setCluster(clusters, clusters.count++, first, second, mass, fromFission);
}

/** Puts the cluster of two constituents at place c, in the stead of what is there. */
export function setCluster(
  clusters: Clusters,
  c: number,
  first: number,
  second: number,
  mass: number,
  fromFission: number,
): void {
  const { constituents } = clusters;
  clusters.first[c] = first;
  clusters.second[c] = second;
  clusters.mass[c] = mass;
  clusters.fromFission[c] = fromFission;
  clusters.px[c] = constituents.px[first]! + constituents.px[second]!;
  clusters.py[c] = constituents.py[first]! + constituents.py[second]!;
  clusters.pz[c] = constituents.pz[first]! + constituents.pz[second]!;
  clusters.E[c] = constituents.E[first]! + constituents.E[second]!;
}
