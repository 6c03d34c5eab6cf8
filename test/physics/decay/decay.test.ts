import { describe, expect, it } from 'vitest';
import type { ClusterSet, ParticleColumns } from '../../../physics/columns.ts';
import { decayClusters } from '../../../physics/decay/decay.ts';
import { FRAMES, type Frame } from '../../../physics/decay/frame.ts';
import type { HadronPairs } from '../../../physics/decay/hadron-pair.ts';
import { restFrameAngles } from '../../../physics/decay/rest-frame-angles.ts';
import { HADRON_MASSES, massOf } from '../../../physics/particles/mass.ts';
import { deltaPhi } from '../../../physics/vector/azimuth.ts';
import { boostToRest } from '../../../physics/vector/boost.ts';
import { exactMassSquared } from '../exact-mass.ts';
import { randomAngles, randomClusters, samePairs, withConstituents } from './clusters.ts';

const COMPONENTS = ['px', 'py', 'pz', 'E'] as const;
const LAB = 'cluster-rest/lab-axes';
const AXIS = 'cluster-rest/constituent-axis';

const anglesFor = (n: number, frame: Frame): Float32Array => randomAngles(n, frame === LAB ? 'lab' : 'axis');

/** Largest |h1 + h2 - cluster| / E over clusters and components. */
function imbalance(clusters: ClusterSet, hadrons: ParticleColumns): number {
  let worst = 0;
  for (let i = 0; i < clusters.E.length; i++) {
    for (const c of COMPONENTS) {
      const sum = hadrons[c][2 * i]! + hadrons[c][2 * i + 1]!;
      worst = Math.max(worst, Math.abs(sum - clusters[c][i]!) / clusters.E[i]!);
    }
  }
  return worst;
}

/** Largest distance of a hadron from its mass shell, GeV, from exact arithmetic. */
function offShell(hadrons: ParticleColumns): number {
  let worst = 0;
  for (let j = 0; j < hadrons.E.length; j++) {
    const m2 = exactMassSquared(hadrons.px[j]!, hadrons.py[j]!, hadrons.pz[j]!, hadrons.E[j]!);
    worst = Math.max(worst, Math.abs(Math.sqrt(m2) - massOf(hadrons.pdg_id[j]!)));
  }
  return worst;
}

/** Row i of a set, as a set of one. */
function row(clusters: ClusterSet, i: number): ClusterSet {
  return Object.fromEntries(
    Object.entries(clusters).map(([name, column]) => [name, column.slice(i, i + 1)]),
  ) as unknown as ClusterSet;
}

const rowOfPairs = (pairs: HadronPairs, i: number): HadronPairs => ({
  h1_pdg_id: pairs.h1_pdg_id.slice(i, i + 1),
  h2_pdg_id: pairs.h2_pdg_id.slice(i, i + 1),
  first: pairs.first.slice(i, i + 1),
});

describe.each(FRAMES)('decay in %s', (frame) => {
  const n = 4000;

  it.each([1, 10, 1e3, 1e4])('sums to the cluster and stays on shell up to gamma = %d', (gamma) => {
    const clusters = withConstituents(randomClusters(n, gamma));
    const hadrons = decayClusters(clusters, anglesFor(n, frame), frame, samePairs(n, 211, 111), HADRON_MASSES);
    expect(imbalance(clusters, hadrons)).toBeLessThan(1e-9);
    expect(imbalance(clusters, hadrons)).toBeLessThan(1e-14);
    expect(offShell(hadrons)).toBeLessThan(1e-6);
  });

  it('a float32 boost would fail these checks', () => {
    const clusters = withConstituents(randomClusters(n, 10));
    const hadrons = decayClusters(clusters, anglesFor(n, frame), frame, samePairs(n, 211, 111), HADRON_MASSES);
    const rounded = { ...hadrons, E: hadrons.E.map(Math.fround), pz: hadrons.pz.map(Math.fround) };
    expect(imbalance(clusters, rounded)).toBeGreaterThan(1e-9);
    expect(offShell(rounded)).toBeGreaterThan(1e-6);
  });

  it('a batch gives what its rows give one by one, rest frames among them', () => {
    const clusters = withConstituents(randomClusters(60, 100));
    for (const i of [0, 7, 8, 59]) {
      for (const c of ['px', 'py', 'pz'] as const) clusters[c][i] = 0;
    }
    const pairs = samePairs(60, -211, 111);
    const angles = anglesFor(60, frame);
    const batch = decayClusters(clusters, angles, frame, pairs, HADRON_MASSES);
    for (let i = 0; i < 60; i++) {
      const one = decayClusters(
        row(clusters, i),
        angles.slice(2 * i, 2 * i + 2),
        frame,
        rowOfPairs(pairs, i),
        HADRON_MASSES,
      );
      for (const c of COMPONENTS) expect([...one[c]]).toEqual(Array.from(batch[c].subarray(2 * i, 2 * i + 2)));
      expect([...one.pdg_id]).toEqual([-211, 111]);
    }
  });

  it.each([1, 100, 1e4])('gives its angles back, gamma up to %d', (gamma) => {
    const clusters = withConstituents(randomClusters(n, gamma));
    const pairs = samePairs(n, 211, -211);
    const angles = anglesFor(n, frame);
    const hadrons = decayClusters(clusters, angles, frame, pairs, HADRON_MASSES);
    const back = restFrameAngles(clusters, hadrons, frame);
    // The way back to the rest frame magnifies rounding by gamma^2; an azimuth counts with sin(theta).
    const tolerance = 1e-13 + 1e-14 * gamma * gamma;
    let [worst, swapped] = [0, 0];
    for (let i = 0; i < n; i++) {
      const [phi, theta] = [angles[2 * i]!, angles[2 * i + 1]!];
      const sine = Math.sin(theta);
      // Where px = 0 within rounding, the other hadron is as good a first one.
      const atSeam = frame === LAB && sine * Math.cos(phi) < tolerance;
      if (!atSeam && back.first[i] !== (frame === LAB ? pairs.first[i] : 1)) swapped++;
      if (atSeam) continue;
      const dphi = Math.abs(deltaPhi(back.angles[2 * i]!, phi));
      worst = Math.max(worst, Math.abs(back.angles[2 * i + 1]! - theta), sine * dphi);
    }
    expect(swapped).toBe(0);
    expect(worst).toBeLessThan(tolerance);
    const again = decayClusters(clusters, back.angles, frame, { ...pairs, first: back.first }, HADRON_MASSES);
    // A change d of the angle at rest moves a hadron by up to gamma p* d in the lab.
    let moved = 0;
    for (const c of COMPONENTS)
      for (let j = 0; j < 2 * n; j++) moved = Math.max(moved, Math.abs(again[c][j]! - hadrons[c][j]!));
    expect(moved).toBeLessThan(20 * gamma * tolerance);
  });
});

describe('decay', () => {
  const rest: ClusterSet = {
    px: new Float64Array([0, 0]),
    py: new Float64Array([0, 0]),
    pz: new Float64Array([0, 0]),
    E: new Float64Array([1, 1]),
  };

  it('the angles are those of the first hadron, hadron 1 or hadron 2', () => {
    const pairs = samePairs(2, 211, -211);
    const hadrons = decayClusters(rest, [0.3, 1, 0.3, 1], LAB, pairs, HADRON_MASSES);
    // p* = sqrt(1/4 - m^2) for M = 1 and equal masses.
    const k = Math.sqrt(0.25 - 0.13957018 ** 2);
    const direction = [Math.sin(1) * Math.cos(0.3), Math.sin(1) * Math.sin(0.3), Math.cos(1)];
    for (const [j, sign] of [1, -1, -1, 1].entries()) {
      for (const [c, name] of (['px', 'py', 'pz'] as const).entries())
        expect(hadrons[name][j]).toBeCloseTo(sign * k * direction[c]!, 14);
      expect(hadrons.E[j]).toBeCloseTo(0.5, 15);
    }
  });

  it('theta = 0 in the constituent frame sends hadron 1 along constituent 1', () => {
    const n = 200;
    const clusters = withConstituents(randomClusters(n, 5));
    const hadrons = decayClusters(clusters, new Float64Array(2 * n), AXIS, samePairs(n, 211, 211), HADRON_MASSES);
    const [q, h] = [new Float64Array(4), new Float64Array(4)];
    for (let i = 0; i < n; i++) {
      const P = COMPONENTS.map((c) => clusters[c][i]!) as [number, number, number, number];
      const M = Math.sqrt(exactMassSquared(...P));
      boostToRest(q, clusters.q1_px![i]!, clusters.q1_py![i]!, clusters.q1_pz![i]!, clusters.q1_E![i]!, ...P, M);
      const h1 = COMPONENTS.map((c) => hadrons[c][2 * i]!) as [number, number, number, number];
      boostToRest(h, ...h1, ...P, M);
      const dot = q[0]! * h[0]! + q[1]! * h[1]! + q[2]! * h[2]!;
      expect(dot / Math.hypot(q[0]!, q[1]!, q[2]!) / Math.hypot(h[0]!, h[1]!, h[2]!)).toBeCloseTo(1, 11);
    }
  });

  it('a cluster a rounding below threshold decays at threshold and keeps both promises', () => {
    const threshold = 2 * 0.13957018;
    const [p, short] = [30, 4e-10];
    const E = Math.sqrt(p * p + threshold ** 2) * (1 - short);
    const set: ClusterSet = {
      px: new Float64Array([0]),
      py: new Float64Array([-p]),
      pz: new Float64Array([0]),
      E: new Float64Array([E]),
    };
    const hadrons = decayClusters(set, [1, 2], LAB, samePairs(1, 211, -211), HADRON_MASSES);
    expect(imbalance(set, hadrons)).toBeLessThan(5.1e-10);
    expect(offShell(hadrons)).toBeLessThan(1e-6);
    expect([...hadrons.py]).toEqual([-15, -15]);
  });

  it('refuses faulty rows, angles and lengths by name', () => {
    const pairs = samePairs(2, 211, -211);
    const decay = (set: ClusterSet, angles: number[], frame: Frame = LAB): unknown =>
      decayClusters(set, angles, frame, pairs, HADRON_MASSES);
    expect(() => decay({ ...rest, E: new Float64Array([1, 0.2]) }, [0, 0, 0, 0])).toThrow(/cluster 1: .*threshold/);
    expect(() => decay(rest, [0, 0, 0, Number.NaN])).toThrow('cluster 1: an angle is not finite');
    expect(() => decay(rest, [0, 0])).toThrow('2 clusters need 4 angles, not 2');
    expect(() => decay(rest, [0, 0, 0, 0], AXIS)).toThrow(/cluster 0: .*constituent 1/);
  });
});
