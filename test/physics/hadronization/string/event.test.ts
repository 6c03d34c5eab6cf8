import { describe, expect, it } from 'vitest';
import type { EventSet } from '../../../../physics/columns.ts';
import { createStringSimulator } from '../../../../physics/hadronization/string/event.ts';
import {
  checkStringParameters,
  LUND_STRING,
  STRING_NUMBERS,
} from '../../../../physics/hadronization/string/parameters.ts';
import { recordString, simulateString, simulateStringWith } from '../../../../physics/hadronization/string/simulate.ts';
import { multiplicity } from '../../../../physics/observables/event/multiplicity.ts';
import { kolmogorovTest } from '../../../../physics/observables/kolmogorov.ts';
import { meanOverEvents } from '../../../../physics/observables/mean.ts';
import { massOf } from '../../../../physics/particles/mass.ts';
import { chargeOf } from '../../../../physics/particles/name.ts';
import { seedOf } from '../../../../physics/random/stream.ts';
import { meanOf, pull } from '../statistics.ts';
import { stringWith } from './draws.ts';

const seed = seedOf(2027);
const EVENTS = 20_000;

/** Charged pions of each event. */
function charged({ offsets, pdg_id }: EventSet): number[] {
  return Array.from(
    offsets.subarray(1),
    (end, e) => pdg_id.subarray(offsets[e], end).filter((id) => id !== 111).length,
  );
}

const transverse = ({ px, py }: EventSet): number[] => Array.from(px, (x, i) => Math.hypot(x, py[i]!));

/** Largest deviation of an event's sums from W at rest and charge 0, and of a hadron from its mass shell. */
function violations({ offsets, px, py, pz, E, pdg_id }: EventSet, energy: number): { sums: number; shell: number } {
  let [sums, shell] = [0, 0];
  for (let e = 0; e + 1 < offsets.length; e++) {
    const total = [0, 0, 0, -energy, 0];
    for (let i = offsets[e]!; i < offsets[e + 1]!; i++) {
      for (const [k, value] of [px[i]!, py[i]!, pz[i]!, E[i]!, chargeOf(pdg_id[i]!)].entries()) total[k]! += value;
      const m = massOf(pdg_id[i]!);
      shell = Math.max(shell, Math.abs(E[i]! - Math.sqrt(m * m + px[i]! ** 2 + py[i]! ** 2 + pz[i]! ** 2)));
    }
    sums = Math.max(sums, ...total.map(Math.abs));
  }
  return { sums, shell };
}

const energies = (s: bigint, i: number): string => String(simulateString(LUND_STRING, seedOf(s), i, 1).E);

/** Scalar product of the first two momenta of each event: no rotation changes it. */
const products = ({ px, py, pz, offsets }: EventSet): number[] =>
  Array.from(offsets.subarray(0, -1), (i) => px[i]! * px[i + 1]! + py[i]! * py[i + 1]! + pz[i]! * pz[i + 1]!);

/** p_z of one hadron of each event, so that entries are independent. */
const pick = ({ pz, offsets }: EventSet): number[] =>
  Array.from(offsets.subarray(0, -1), (first, e) => pz[first + (e % (offsets[e + 1]! - first))]!);

describe('an event of the Lund string', () => {
  it.each([
    [91.2, '1+cos2'],
    [91.2, 'z'],
    [12, '1+cos2'],
    [1.65, '1+cos2'],
    [10_000, 'z'],
  ] as const)(
    'conserves momentum, energy and charge at %f GeV (%s), with pions on their mass shells',
    (energy, axis) => {
      const events = simulateString(stringWith({ energy, axis }), seed, 0, 1000);
      const { sums, shell } = violations(events, energy);
      expect(sums).toBeLessThan(1e-11 * energy + 1e-12);
      expect(shell).toBeLessThan(1e-9);
      expect(new Set(events.pdg_id)).toEqual(new Set([111, 211, -211]));
    },
  );

  it('is a pure function of parameters, seed and index, to the bit', () => {
    const whole = simulateString(LUND_STRING, seed, 40, 60);
    const parts = [simulateString(LUND_STRING, seed, 40, 11), simulateString(LUND_STRING, seed, 51, 49)];
    for (const name of ['px', 'py', 'pz', 'E', 'pdg_id'] as const) {
      expect(parts.flatMap((part) => Array.from(part[name]))).toEqual(Array.from(whole[name]));
    }
    // An order of its own, with a simulator that has seen other events.
    const simulator = createStringSimulator(LUND_STRING);
    for (const index of [99, 40, 2 ** 40]) simulator.simulate(seed, index);
    const { count, E } = simulator.simulate(seed, 99);
    expect(E.slice(0, count)).toEqual(Array.from(whole.E.subarray(whole.offsets[59])));
    expect(new Set([energies(1n, 0), energies(2n, 0), energies(1n, 1), energies(1n, 2 ** 32)]).size).toBe(4);
  });

  it('is the same whether its trials are recorded or not', () => {
    const { events, record } = recordString(LUND_STRING, seed, 0, 300);
    expect(events).toEqual(simulateString(LUND_STRING, seed, 0, 300));
    expect(record.draw_offsets).toHaveLength(301);
    expect(record.trial_offsets).toHaveLength(record.mT2.length + 1);
    expect(record.acceptance).toHaveLength(record.z.length);
    // The last attempt drew a z for every hadron but the last two, and a kick for every one but the last.
    const n = multiplicity(events);
    expect(Array.from(record.last_draw, (first, e) => record.draw_offsets[e + 1]! - first)).toEqual(
      Array.from(n, (n) => n - 2),
    );
    expect(Array.from(record.last_kick, (first, e) => record.kick_offsets[e + 1]! - first)).toEqual(
      Array.from(n, (n) => n - 1),
    );
  });

  it('is turned as a whole by its axis: the string itself does not change', () => {
    const along = simulateString(stringWith({ axis: 'z' }), seed, 0, 500);
    const turned = simulateString(LUND_STRING, seed, 0, 500);
    expect(turned.E).toEqual(along.E);
    expect(turned.pdg_id).toEqual(along.pdg_id);
    const [a, b] = [products(along), products(turned)];
    for (const [i, product] of a.entries()) expect(b[i]).toBeCloseTo(product, 8);
  });

  it('points at 1 + cos^2 to the z axis, and its u quark is not always there', () => {
    const { px, py, pz, E, offsets } = simulateString(LUND_STRING, seed, 0, 5000);
    // The most energetic pion stands for the string.
    const squares = Array.from(offsets.subarray(1), (end, e) => {
      let best = offsets[e]!;
      for (let i = best; i < end; i++) if (E[i]! > E[best]!) best = i;
      return pz[best]! ** 2 / (px[best]! ** 2 + py[best]! ** 2 + pz[best]! ** 2);
    });
    expect(Math.abs(pull(squares, 0.4))).toBeLessThan(3.3);
    expect(Math.abs(pull(squares, 1 / 3))).toBeGreaterThan(10);
    const up = simulateString(stringWith({ upShare: 1, axis: 'z' }), seed, 0, 2000);
    // A u at the positive end makes pi+ and pi0 of rank one, no pi-: the fast positive side is positive on average.
    const charge = Array.from(up.pz, (pz, i) => (pz > 15 ? chargeOf(up.pdg_id[i]!) : 0));
    expect(charge.reduce((sum, q) => sum + q, 0)).toBeGreaterThan(100);
  });
});

describe('the Lund string', () => {
  // Pythia 8.318 (bench/pythia.py, 100,000 events or more), with its errors.
  it.each([
    { energy: 91.2, all: [15.677, 0.0075], plus: [10.292, 0.0065] },
    { energy: 100, all: [16.013, 0.011], plus: [10.508, 0.0095] },
    { energy: 12, all: [8.525, 0.0065], plus: [5.516, 0.006] },
  ] as const)('has the multiplicities of Pythia at $energy GeV, all and charged', ({ energy, all, plus }) => {
    const events = simulateString(stringWith({ energy, axis: 'z', oversampling: 1 }), seed, 0, EVENTS);
    const n = multiplicity(events);
    expect(Math.abs(pull(n, all[0], all[1]))).toBeLessThan(3.3);
    expect(Math.abs(pull(charged(events), plus[0], plus[1]))).toBeLessThan(3.3);
    // Two per cent more would show.
    expect(Math.abs(pull(n, 1.02 * all[0], all[1]))).toBeGreaterThan(3.3);
  });

  const simulator = createStringSimulator(stringWith({ axis: 'z', oversampling: 1 }));
  const events = simulateStringWith(simulator, seed, 0, EVENTS);

  it('has the spread, the transverse momentum and the neutral share of Pythia, and fails as often', () => {
    const n = Array.from(multiplicity(events));
    const { mean } = meanOf(n);
    const rms = Math.sqrt(meanOf(n.map((n) => (n - mean) ** 2)).mean);
    expect(Math.abs(rms - 3.31)).toBeLessThan(0.06);
    const pT = meanOverEvents(transverse(events), events.offsets);
    expect(Math.abs(pT.mean - 0.405) / Math.hypot(pT.error, 0.0005)).toBeLessThan(3.3);
    expect(Math.abs(pT.mean - 0.412) / Math.hypot(pT.error, 0.0005)).toBeGreaterThan(3.3);
    // Not 1/3: where the last two hadrons are of leftover flavours that are alike, one is a pi0 for certain.
    const neutral = meanOverEvents(
      Array.from(events.pdg_id, (id) => Number(id === 111)),
      events.offsets,
    );
    expect(Math.abs(neutral.mean - 0.344) / Math.hypot(neutral.error, 0.0005)).toBeLessThan(3.3);
    expect(Math.abs(neutral.mean - 1 / 3) / neutral.error).toBeGreaterThan(5);
    // An independent program: 0.17 failed attempts an event, 14 % of all.
    expect(Math.abs(simulator.attempts.failed / EVENTS - 0.17)).toBeLessThan(0.01);
    expect(simulator.attempts.all - simulator.attempts.failed).toBe(EVENTS);
  });

  it('is symmetric under the exchange of its ends, and does not depend on the oversampling', () => {
    const one = pick(events);
    expect(Math.abs(pull(one, 0))).toBeLessThan(3.3);
    const mirrored = pick(simulateString(stringWith({ axis: 'z' }), seedOf(2028), 0, EVENTS)).map((pz) => -pz);
    expect(kolmogorovTest(one, mirrored).p_value).toBeGreaterThan(0.001);
    const harder = pick(simulateString(stringWith({ axis: 'z', a: 0.3 }), seedOf(2028), 0, EVENTS));
    expect(kolmogorovTest(one, harder).p_value).toBeLessThan(0.001);
  });

  it('refuses parameters out of range, by name', () => {
    for (const name of STRING_NUMBERS) {
      for (const value of [-1, 1e9, Number.NaN, Number.POSITIVE_INFINITY]) {
        expect(() => checkStringParameters(stringWith({ [name]: value }))).toThrow(new RegExp(`: ${name} must`));
      }
    }
    expect(() => simulateString(stringWith({ axis: 'y' as 'z' }), seed, 0, 1)).toThrow(
      /axis must be one of 1\+cos2, z/,
    );
    expect(() => simulateString(stringWith({ energy: 1.64 }), seed, 0, 1)).toThrow(
      /energy must be at least 1 GeV above/,
    );
    expect(() => simulateString(stringWith({ energy: 1.65 }), seed, 0, 1)).not.toThrow();
    expect(() => simulateString(LUND_STRING, seed, -1, 1)).toThrow(/first event/);
    expect(() => simulateString(LUND_STRING, seed, 0, 1.5)).toThrow(/number of events/);
    expect(simulateString(LUND_STRING, seed, 0, 0).offsets).toEqual(Uint32Array.of(0));
  });
});
