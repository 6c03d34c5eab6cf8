import { describe, expect, it } from 'vitest';
import type { ClusterSet } from '../../../physics/columns.ts';
import { decayClusters } from '../../../physics/decay/decay.ts';
import { clusterFault } from '../../../physics/decay/fault.ts';
import { momentumInRestFrame } from '../../../physics/decay/two-body.ts';
import { describeFault, reasonInvalid } from '../../../physics/decay/validity.ts';
import { HADRON_MASSES, massOf } from '../../../physics/particles/mass.ts';
import { exactMassSquared } from '../exact-mass.ts';
import { between, testStream } from '../uniform.ts';
import { samePairs, withConstituents } from './clusters.ts';

const LAB = 'cluster-rest/lab-axes';
const AXIS = 'cluster-rest/constituent-axis';
const PION = massOf(211);

function one(E: number, px: number, py: number, pz: number): ClusterSet {
  return {
    px: new Float64Array([px]),
    py: new Float64Array([py]),
    pz: new Float64Array([pz]),
    E: new Float64Array([E]),
  };
}

describe('two-body kinematics', () => {
  it('known values', () => {
    // Equal masses: sqrt(M^2/4 - m^2). K0 -> pi+ pi-: 206 MeV, Lambda -> p pi-: 101 MeV (PDG 2024 decay tables).
    expect(momentumInRestFrame(5, 1.5, 1.5)).toBe(2);
    expect(momentumInRestFrame(massOf(310), PION, PION)).toBeCloseTo(0.206, 3);
    expect(momentumInRestFrame(massOf(3122), massOf(2212), PION)).toBeCloseTo(0.101, 3);
  });

  it('is zero at and below threshold', () => {
    expect(momentumInRestFrame(2, 1, 1)).toBe(0);
    expect(momentumInRestFrame(1.9, 1, 1)).toBe(0);
  });
});

describe('a cluster is valid', () => {
  it.each([
    [Number.NaN, 0, 0, 0, { reason: 'not-finite', component: 'E' }],
    [1, Number.POSITIVE_INFINITY, 0, 0, { reason: 'not-finite', component: 'px' }],
    [1, 0, Number.NaN, 0, { reason: 'not-finite', component: 'py' }],
    [1, 0, 0, Number.NEGATIVE_INFINITY, { reason: 'not-finite', component: 'pz' }],
    [0, 0, 0, 0, { reason: 'energy-not-positive', E: 0 }],
    [-2, 0, 0, 1, { reason: 'energy-not-positive', E: -2 }],
    [1e6, 0, 0, 0, { reason: 'energy-too-large', E: 1e6, largest: 1e5 }],
    [0.2, 0, 0, 0, { reason: 'below-threshold', mass_squared: 0.2 * 0.2, threshold_squared: (2 * PION) ** 2 }],
    [5, 3, 0, 4, { reason: 'below-threshold', mass_squared: 0, threshold_squared: (2 * PION) ** 2 }],
    [
      5,
      1e300,
      0,
      0,
      { reason: 'below-threshold', mass_squared: -Number.MAX_VALUE, threshold_squared: (2 * PION) ** 2 },
    ],
  ] as const)('unless E = %d, p = (%d, %d, %d)', (E, px, py, pz, fault) => {
    const found = reasonInvalid(E, px, py, pz, PION, PION);
    expect(found).toEqual(fault);
    expect(describeFault(found!)).toMatch(/\w+ .*(finite|positive|exceeds|below)/);
    expect(JSON.stringify(found)).not.toContain('null');
  });

  it('at threshold, and below by rounding, but no further', () => {
    expect(reasonInvalid(2 * PION, 0, 0, 0, PION, PION)).toBeNull();
    const at = (short: number): number => Math.sqrt(100 + 4 * PION * PION - short * 100);
    expect(reasonInvalid(at(0.9e-9), 0, 10, 0, PION, PION)).toBeNull();
    expect(reasonInvalid(at(1.1e-9), 0, 10, 0, PION, PION)).toMatchObject({ reason: 'below-threshold' });
  });

  it('and then keeps both promises wherever in the band it lies', () => {
    const stream = testStream(300);
    let accepted = 0;
    for (let i = 0; i < 3000; i++) {
      const p = 10 ** between(stream, -2, 3.5);
      const E = Math.sqrt(p * p + 4 * PION * PION) * (1 + between(stream, -1e-9, 1e-9));
      const set = one(E, 0.6 * p, 0, -0.8 * p);
      if (clusterFault(set, 0, LAB, samePairs(1, 211, -211), HADRON_MASSES)) continue;
      accepted++;
      const hadrons = decayClusters(set, [0.5, 1], LAB, samePairs(1, 211, -211), HADRON_MASSES);
      for (const c of ['px', 'py', 'pz', 'E'] as const)
        expect(Math.abs(hadrons[c][0]! + hadrons[c][1]! - set[c][0]!)).toBeLessThan(1e-9 * E);
      for (const j of [0, 1]) {
        const m2 = exactMassSquared(hadrons.px[j]!, hadrons.py[j]!, hadrons.pz[j]!, hadrons.E[j]!);
        expect(Math.abs(Math.sqrt(m2) - PION)).toBeLessThan(1e-6);
      }
    }
    // Both kinds are met: half of the band is above threshold, a quarter acceptably below.
    expect(accepted).toBeGreaterThan(1500);
    expect(accepted).toBeLessThan(2700);
  });
});

describe('faults of a set', () => {
  it('a hadron without a mass is named', () => {
    expect(clusterFault(one(1, 0, 0, 0), 0, LAB, samePairs(1, 211, 0), HADRON_MASSES)).toEqual({
      reason: 'unknown-hadron',
      pdg_id: 0,
    });
  });

  it('the constituent frame needs constituent 1, known and moving', () => {
    const pairs = samePairs(1, 211, -211);
    const bare = one(1, 0, 0, 0);
    const whole = withConstituents(bare);
    expect(clusterFault(bare, 0, LAB, pairs, HADRON_MASSES)).toBeNull();
    expect(clusterFault(whole, 0, AXIS, pairs, HADRON_MASSES)).toBeNull();
    const broken: ClusterSet[] = [
      bare,
      { ...whole, q1_pdg_id: new Int32Array([0]) },
      { ...whole, q1_px: new Float64Array(1), q1_py: new Float64Array(1), q1_pz: new Float64Array(1) },
      { ...whole, q1_px: new Float64Array([Number.NaN]) },
    ];
    for (const set of broken)
      expect(clusterFault(set, 0, AXIS, pairs, HADRON_MASSES)).toEqual({ reason: 'no-constituent-axis' });
  });
});
