import { describe, expect, it } from 'vitest';
import { runningCoupling } from '../../../physics/hadronization/alpha-s.ts';
import { createClusterFormation, pairMass } from '../../../physics/hadronization/cluster-formation.ts';
import {
  addCluster,
  addConstituent,
  type Clusters,
  clearClusters,
  emptyClusters,
} from '../../../physics/hadronization/clusters.ts';
import { createColourReconnection } from '../../../physics/hadronization/colour-reconnection.ts';
import { createJetReconstruction } from '../../../physics/hadronization/jet-reconstruction.ts';
import { type HadronizationParameters, TRUTHS } from '../../../physics/hadronization/parameters.ts';
import {
  ANTIQUARK,
  emptyPartons,
  insertGluon,
  type Partons,
  placePrimaries,
  QUARK,
} from '../../../physics/hadronization/partons.ts';
import { createShower } from '../../../physics/hadronization/shower.ts';
import { boostToRest } from '../../../physics/vector/boost.ts';
import { testStream } from '../uniform.ts';
import { meanOf } from './statistics.ts';

const LIGHT = 0.325;
const always: HadronizationParameters = { ...TRUTHS.nominal, gluonStrangeWeight: 0, colourReconnection: 1 };

/** Partons with n gluons between quark and antiquark, each emitted by the quark. */
function chainOf(n: number): Partons {
  const partons = emptyPartons();
  placePrimaries(partons, true, 91.2 ** 2);
  for (let i = 0; i < n; i++) insertGluon(partons, QUARK, false, 1);
  return partons;
}

/** Clusters of a quark at momentum z along the z axis and an antiquark, the antiquark first where that is perturbative. */
function clustersOf(pairs: readonly (readonly [quark: number, antiquark: number])[]): Clusters {
  const clusters = emptyClusters();
  const add = (id: number, z: number): number =>
    addConstituent(clusters, id, 0, 0, 0, z, Math.sqrt(z * z + LIGHT * LIGHT));
  for (const [quark, antiquark] of pairs) {
    const [q, qbar] = [add(2, quark), add(-1, antiquark)];
    addCluster(clusters, qbar, q, pairMass(clusters, q, qbar), 0);
  }
  return clusters;
}

const endsOf = ({ first, second, count }: Clusters): number[][] =>
  Array.from({ length: count }, (_, c) => [first[c]!, second[c]!]);

/** Two clusters between the same two directions, antiparallel: each quark is where the other's antiquark is. */
const CROSSED = [
  [10, -10],
  [-9, 9],
] as const;
/** Three clusters between the same two directions, parallel: the quarks together, the antiquarks together. */
const PARALLEL = [
  [10, -10],
  [9, -9],
  [8, -8],
] as const;

/** Shares of events in which two clusters exchanged, and of those that were lost, for many events of the same clusters. */
function outcomes(pairs: typeof CROSSED | typeof PARALLEL, settings: Partial<HadronizationParameters>, count = 4000) {
  const reconnect = createColourReconnection({ ...TRUTHS.nominal, ...settings });
  // Both colour lines of a gluon lie between neighbours, so clusters that may exchange are not neighbours: a gluon too many.
  const partons = chainOf(pairs.length - 1);
  partons.octets.count = 0;
  const stream = testStream(51);
  const [exchanged, lost]: [number[], number[]] = [[], []];
  for (let i = 0; i < count; i++) {
    const clusters = clustersOf(pairs);
    const before = String(endsOf(clusters));
    lost.push(reconnect(clusters, partons, stream) ? 0 : 1);
    exchanged.push(String(endsOf(clusters)) === before ? 0 : 1);
  }
  return { exchanged: meanOf(exchanged), lost: meanOf(lost) };
}

describe('colour reconnection', () => {
  it('exchanges antiquarks of crossed clusters, with the quark first and the sum kept', () => {
    const clusters = clustersOf(CROSSED);
    const masses = clusters.mass.slice(0, 2);
    const partons = chainOf(1);
    partons.octets.count = 0;
    // With probability 1 the first turn exchanges, and at the second the clusters are no longer crossed.
    expect(createColourReconnection(always)(clusters, partons, testStream(50))).toBe(true);
    expect(endsOf(clusters).toSorted(([a], [b]) => a! - b!)).toEqual([
      [0, 3],
      [2, 1],
    ]);
    for (const c of [0, 1]) {
      const { id, pz, E } = clusters.constituents;
      const [q, qbar] = [clusters.first[c]!, clusters.second[c]!];
      expect([id[q], id[qbar]]).toEqual([2, -1]);
      expect(clusters.pz[c]).toBe(pz[q]! + pz[qbar]!);
      expect(clusters.E[c]).toBe(E[q]! + E[qbar]!);
      expect(clusters.mass[c]).toBe(pairMass(clusters, q, qbar));
      expect(clusters.mass[c]).toBeLessThan(1);
    }
    expect(Math.min(...masses)).toBeGreaterThan(17);
  });

  it('does so with its probability, at each of two turns', () => {
    const { exchanged, lost } = outcomes(CROSSED, { colourReconnection: 0.5, baryonicReconnection: 0.7 });
    // Both take a turn: 1 - (1 - p)^2.
    expect(Math.abs(exchanged.mean - 0.75) / exchanged.error).toBeLessThan(3.3);
    expect(Math.abs(exchanged.mean - 0.5) / exchanged.error).toBeGreaterThan(10);
    expect(lost.mean).toBe(0);
  });

  it('loses events whose clusters could make baryons, with that probability at each of three turns', () => {
    const { exchanged, lost } = outcomes(PARALLEL, { colourReconnection: 0.95, baryonicReconnection: 0.3 });
    expect(exchanged.mean).toBe(0);
    expect(Math.abs(lost.mean - (1 - 0.7 ** 3)) / lost.error).toBeLessThan(3.3);
    expect(Math.abs(lost.mean - 0.3) / lost.error).toBeGreaterThan(10);
    expect(outcomes(PARALLEL, { colourReconnection: 0.95 }, 100).lost.mean).toBe(0);
  });

  it('knows the two colour lines of every gluon that ever was', () => {
    // The quark emits g2; g2 emits g3 to the right: quark -1- g2 -2- g3 -0- antiquark. The lines of g2 were (1, 0).
    const partons = emptyPartons();
    placePrimaries(partons, true, 91.2 ** 2);
    const g2 = insertGluon(partons, QUARK, false, 1);
    const g3 = insertGluon(partons, g2, false, 1);
    const { octets, lineLeft, lineRight } = partons;
    const pairs = Array.from({ length: octets.count }, (_, k) => `${octets.left[k]} ${octets.right[k]}`);
    expect([...new Set(pairs)].toSorted()).toEqual(['1 0', '1 2', '2 0']);
    expect([lineRight[QUARK], lineLeft[g2], lineRight[g2], lineLeft[g3], lineRight[g3], lineLeft[ANTIQUARK]]).toEqual([
      1, 1, 2, 2, 0, 0,
    ]);
    // The antiquark emits g4 on its left: a line between, and no octet but g4's.
    const g4 = insertGluon(partons, ANTIQUARK, true, 1);
    expect([lineLeft[g4], lineRight[g4], lineLeft[ANTIQUARK]]).toEqual([0, 3, 3]);
    expect([octets.left[octets.count - 1], octets.right[octets.count - 1]]).toEqual([0, 3]);
    // Evolution starts a new event without what the old one left.
    placePrimaries(partons, true, 91.2 ** 2);
    expect(octets.count).toBe(0);
  });

  it('never joins a gluon again, nor what it radiated', () => {
    const { forbidden, exchanged } = rejoinedIn((partons) => partons);
    expect(exchanged).toBeGreaterThan(100);
    expect(forbidden).toBe(0);
    // Without the rule some of them do.
    const free = rejoinedIn((partons) => ({ ...partons, octets: { ...partons.octets, count: 0 } }));
    expect(free.forbidden).toBeGreaterThan(10);
  });

  it('looks for quark and antiquark on opposite sides in the rest frame of the cluster whose turn it is', () => {
    let [single, crossed, parallel] = [0, 0, 0];
    formed(3000, (clusters, partons, stream) => {
      const old = structuredClone(clusters);
      createColourReconnection(always)(clusters, partons, stream);
      const changed = endsOf(clusters).flatMap((pair, c) => {
        return pair.includes(old.first[c]!) && pair.includes(old.second[c]!) ? [] : [c];
      });
      if (changed.length !== 2) return;
      const [a, b] = changed as [number, number];
      single++;
      if (isCrossed(old, a, b, 1) || isCrossed(old, b, a, 1)) crossed++;
      if (isCrossed(old, a, b, -1) || isCrossed(old, b, a, -1)) parallel++;
    });
    expect(single).toBeGreaterThan(100);
    // All but a few, that exchanged more than once.
    expect(crossed).toBeGreaterThan(0.98 * single);
    expect(parallel).toBeLessThan(0.2 * single);
  });

  it('draws nothing where it is off', () => {
    const [used, fresh] = [testStream(52), testStream(52)];
    expect(createColourReconnection(TRUTHS.nominal)(clustersOf(PARALLEL), chainOf(2), used)).toBe(true);
    expect(used.word()).toBe(fresh.word());
  });
});

const dot = (p: Float64Array, q: Float64Array): number => p[0]! * q[0]! + p[1]! * q[1]! + p[2]! * q[2]!;

/** Whether, in the rest frame of cluster a, b's quark goes along a's antiquark (sign 1) or its quark (-1), b's antiquark not. */
function isCrossed(clusters: Clusters, a: number, b: number, sign: number): boolean {
  const { id, px, py, pz, E } = clusters.constituents;
  const inRest = (i: number): Float64Array => {
    const out = new Float64Array(4);
    const [Px, Py, Pz, PE] = [clusters.px[a]!, clusters.py[a]!, clusters.pz[a]!, clusters.E[a]!];
    boostToRest(out, px[i]!, py[i]!, pz[i]!, E[i]!, Px, Py, Pz, PE, clusters.mass[a]!);
    return out;
  };
  const ends = (c: number): [Float64Array, Float64Array] => {
    const [first, second] = [clusters.first[c]!, clusters.second[c]!];
    return id[first]! > 0 ? [inRest(first), inRest(second)] : [inRest(second), inRest(first)];
  };
  const [, axis] = ends(a);
  const [quark, antiquark] = ends(b);
  return sign * dot(quark, axis) > 0 && sign * dot(antiquark, axis) < 0;
}

/** Clusters of showers as they come, before reconnection. */
function formed(
  count: number,
  visit: (clusters: Clusters, partons: Partons, stream: ReturnType<typeof testStream>) => void,
): void {
  const stream = testStream(53);
  const partons = emptyPartons();
  const clusters = emptyClusters();
  const shower = createShower(always, runningCoupling(always));
  const jets = createJetReconstruction(always);
  const form = createClusterFormation(always);
  for (let i = 0; i < count; i++) {
    placePrimaries(partons, true, always.energy ** 2);
    shower.evolve(partons, stream);
    if (!jets.reconstruct(partons, stream)) continue;
    clearClusters(clusters);
    form(clusters, partons, stream);
    visit(clusters, partons, stream);
  }
}

/** How many clusters exchanged, and how many of the new ones hold both halves of one final gluon. */
function rejoinedIn(change: (partons: Partons) => Partons): { forbidden: number; exchanged: number } {
  let [forbidden, exchanged] = [0, 0];
  const reconnect = createColourReconnection(always);
  formed(3000, (clusters, partons, stream) => {
    const before = endsOf(clusters).map((pair) => String(pair.toSorted((a, b) => a - b)));
    reconnect(clusters, change(partons), stream);
    for (const pair of endsOf(clusters)) {
      const [low, high] = pair.toSorted((a, b) => a - b) as [number, number];
      if (!before.includes(String([low, high]))) exchanged++;
      // A gluon adds its quark and its antiquark one after the other; only constituent 0 and the last are no gluon's.
      if (high === low + 1 && low % 2 === 1 && high < clusters.constituents.count - 1) forbidden++;
    }
  });
  return { forbidden, exchanged };
}
