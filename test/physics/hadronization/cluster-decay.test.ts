import { describe, expect, it } from 'vitest';
import { createClusterDecay, type DecayProducts } from '../../../physics/hadronization/cluster-decay.ts';
import { addCluster, addConstituent, clearClusters, emptyClusters } from '../../../physics/hadronization/clusters.ts';
import { TRUTHS, type TruthName } from '../../../physics/hadronization/parameters.ts';
import { boostToRest } from '../../../physics/vector/boost.ts';
import { mass } from '../../../physics/vector/mass.ts';
import { testStream } from '../uniform.ts';
import { kolmogorov, pull } from './statistics.ts';

const LIGHT = 0.325;
const clusters = emptyClusters();

const energy = (x: number, y: number, z: number): number => Math.sqrt(LIGHT * LIGHT + x * x + y * y + z * z);

/** One moving cluster of a u at (1, 2, 12) and a dbar at (-0.3, 0.5, 3). */
function prepare(perturbative1: number, perturbative2: number): void {
  clearClusters(clusters);
  const q1 = addConstituent(clusters, 2, perturbative1, 1, 2, 12, energy(1, 2, 12));
  const q2 = addConstituent(clusters, -1, perturbative2, -0.3, 0.5, 3, energy(-0.3, 0.5, 3));
  addCluster(clusters, q1, q2, mass(0.7, 2.5, 15, energy(1, 2, 12) + energy(-0.3, 0.5, 3)), 0);
}

/** The unit vector of a four-momentum in the cluster's rest frame. */
function restDirection(p: ArrayLike<number>): number[] {
  const out = new Float64Array(4);
  const [Px, Py, Pz, E] = [clusters.px[0]!, clusters.py[0]!, clusters.pz[0]!, clusters.E[0]!];
  boostToRest(out, p[0]!, p[1]!, p[2]!, p[3]!, Px, Py, Pz, E, clusters.mass[0]!);
  const length = Math.hypot(out[0]!, out[1]!, out[2]!);
  return [out[0]! / length, out[1]! / length, out[2]! / length];
}

/** cos of the angle between hadron 1 and constituent 1 in the rest frame, for many decays. */
function cosines(truth: TruthName, perturbative1: number, perturbative2: number, count = 10_000): number[] {
  prepare(perturbative1, perturbative2);
  const decay = createClusterDecay(TRUTHS[truth]);
  const products: DecayProducts = { id1: 0, id2: 0, p1: new Float64Array(4), p2: new Float64Array(4) };
  const stream = testStream(5);
  const { px, py, pz, E } = clusters.constituents;
  const axis = restDirection([px[0]!, py[0]!, pz[0]!, E[0]!]);
  return Array.from({ length: count }, () => {
    decay(products, clusters, 0, stream);
    const direction = restDirection(products.p1);
    return axis.reduce((sum, a, j) => sum + a * direction[j]!, 0);
  });
}

/** Cumulative distribution of cos(theta) = 1 + s ln R, cut at -1 (arXiv:2305.17169). */
const smeared =
  (s: number) =>
  (c: number): number =>
    (Math.exp(-(1 - c) / s) - Math.exp(-2 / s)) / (1 - Math.exp(-2 / s));
const isotropic = (c: number): number => (1 + c) / 2;

describe('the decay of a cluster', () => {
  it.each([
    ['nominal', 0.78],
    ['kinmax', 2],
  ] as const)('smears the hadron of a perturbative constituent as %s says', (truth, s) => {
    const found = cosines(truth, 1, 0);
    expect(kolmogorov(found, smeared(s))).toBeLessThan(1.95);
    expect(kolmogorov(found, smeared(1.2 * s))).toBeGreaterThan(1.95);
    // Mean of the density above, in closed form.
    expect(Math.abs(pull(found, 1 - s + 2 / (Math.exp(2 / s) - 1)))).toBeLessThan(3.3);
  });

  it('does not smear for kinmin', () => {
    for (const c of cosines('kinmin', 1, 0, 200)) expect(c).toBeCloseTo(1, 10);
  });

  it('gives the direction of constituent 2 to hadron 2 where that one is perturbative', () => {
    // Both are back to back in the rest frame, so hadron 1 is then along constituent 1 just the same.
    for (const c of cosines('kinmin', 0, 1, 200)) expect(c).toBeCloseTo(1, 10);
    expect(kolmogorov(cosines('nominal', 0, 1), smeared(0.78))).toBeLessThan(1.95);
  });

  it('is isotropic where no constituent is perturbative, whatever the smearing', () => {
    for (const truth of ['nominal', 'kinmin', 'kinmax'] as const) {
      const found = cosines(truth, 0, 0);
      expect(kolmogorov(found, isotropic)).toBeLessThan(1.95);
      expect(kolmogorov(found, smeared(2))).toBeGreaterThan(1.95);
    }
  });

  it('has a flat azimuth about the constituent', () => {
    prepare(1, 0);
    const decay = createClusterDecay(TRUTHS.nominal);
    const products: DecayProducts = { id1: 0, id2: 0, p1: new Float64Array(4), p2: new Float64Array(4) };
    const stream = testStream(6);
    const { px, py, pz, E } = clusters.constituents;
    const [ax, ay, az] = restDirection([px[0]!, py[0]!, pz[0]!, E[0]!]) as [number, number, number];
    const across = Math.hypot(ax, ay);
    const e1 = [-ay / across, ax / across, 0];
    const e2 = [(-az * ax) / across, (-az * ay) / across, across];
    const azimuths = Array.from({ length: 5000 }, () => {
      decay(products, clusters, 0, stream);
      const d = restDirection(products.p1);
      const [u, v] = [e1, e2].map((e) => e.reduce((sum, x, j) => sum + x * d[j]!, 0)) as [number, number];
      return Math.atan2(v, u);
    });
    expect(kolmogorov(azimuths, (phi) => (phi + Math.PI) / (2 * Math.PI))).toBeLessThan(1.95);
    const halved = azimuths.map((phi) => Math.abs(phi));
    expect(kolmogorov(halved, (phi) => (phi + Math.PI) / (2 * Math.PI))).toBeGreaterThan(1.95);
  });

  it('smears alike where both constituents are perturbative', () => {
    // They are back to back, so whichever is drawn, hadron 1 is smeared about constituent 1.
    expect(kolmogorov(cosines('nominal', 1, 1), smeared(0.78))).toBeLessThan(1.95);
  });
});
