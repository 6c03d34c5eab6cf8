import { describe, expect, it } from 'vitest';
import {
  emptyLundFunction,
  type LundFunction,
  logLund,
  setLundFunction,
} from '../../../../physics/hadronization/string/lund-function.ts';
import {
  drawTrial,
  emptyTrialFunction,
  setTrialFunction,
  type TrialFunction,
  trialValue,
} from '../../../../physics/hadronization/string/trial-function.ts';
import { testStream } from '../../uniform.ts';
import { integrate, kolmogorov } from '../statistics.ts';

function lund(a: number, B: number): LundFunction {
  const f = emptyLundFunction();
  setLundFunction(f, a, B);
  return f;
}

function trialOf(a: number, B: number): TrialFunction {
  const g = emptyTrialFunction();
  setTrialFunction(g, lund(a, B));
  return g;
}

/** Every a of the allowed range, and B = b mT^2 from a soft pi0 at b = 0.2 to far more than 1 GeV. */
const as = Array.from({ length: 41 }, (_, i) => i * 0.05);
const Bs = Array.from({ length: 81 }, (_, i) => 0.003 * 1.12 ** i);
const zs = Array.from({ length: 300 }, (_, i) => (i + 0.5) / 300);

describe('the Lund function', () => {
  it.each([
    [0.68, 0.2],
    [0, 0.5],
    [1, 3],
    [2, 0.03],
  ])('is (1 - z)^a exp(-B / z) / z over its maximum, for a = %f, B = %f', (a, B) => {
    const f = lund(a, B);
    const bare = (z: number): number => ((1 - z) ** a * Math.exp(-B / z)) / z;
    for (const z of zs.filter((z) => z > 0.02)) expect(Math.exp(logLund(f, z))).toBeCloseTo(bare(z) / bare(f.zMax), 12);
  });

  it('has its maximum, which is 1, at zMax, and knows 1 - zMax to all digits', () => {
    for (const a of as.filter((a) => a > 0)) {
      for (const B of Bs) {
        const f = lund(a, B);
        expect(f.zMax + f.fromOne).toBeCloseTo(1, 14);
        if (f.fromOne > 1e-6) expect(logLund(f, f.zMax)).toBeCloseTo(0, 9);
        // The derivative of ln f: -1/z - a/(1 - z) + B/z^2, times z.
        expect(-1 - (a * f.zMax) / f.fromOne + B / f.zMax).toBeCloseTo(0, 7);
        for (const z of zs) if (logLund(f, z) > 1e-12) expect([a, B, z]).toEqual('below the maximum');
      }
    }
  });

  it('grows up to z = 1 where a = 0 and B > 1', () => {
    expect(lund(0, 2).zMax).toBe(1);
    expect(logLund(lund(0, 2), 1 - 1e-12)).toBeCloseTo(0, 10);
    expect(lund(0, 0.4).zMax).toBeCloseTo(0.4, 14);
  });
});

describe('the trial function', () => {
  it('is nowhere below the Lund function, and close to it somewhere', () => {
    const largest = { flat: 0, 'near zero': 0, 'near one': 0 };
    for (const a of as) {
      for (const B of Bs) {
        const [f, g] = [lund(a, B), trialOf(a, B)];
        for (const z of zs) largest[g.kind] = Math.max(largest[g.kind], Math.exp(logLund(f, z)) / trialValue(g, z));
      }
    }
    for (const kind of ['flat', 'near zero', 'near one'] as const) {
      expect(largest[kind]).toBeLessThan(1 + 1e-12);
      expect(largest[kind]).toBeGreaterThan(0.99);
    }
  });

  it.each([
    ['flat', 0.68, 0.3],
    ['near zero', 0.68, 0.05],
    ['near one', 0.1, 3],
  ] as const)('%s: draws z from itself (KS below 1.95, 1 in 1000), which a flat z is not', (kind, a, B) => {
    const g = trialOf(a, B);
    expect(g.kind).toBe(kind);
    const stream = testStream(31);
    const drawn = Array.from({ length: 20_000 }, () => drawTrial(g, stream)).filter((z) => z > 0 && z < 1);
    const value = (z: number): number => trialValue(g, z);
    // In two parts, since it may jump or bend where its pieces meet.
    const divide = kind === 'flat' ? 0.5 : g.divide;
    const upTo = (z: number): number =>
      z <= divide
        ? integrate(value, 1e-12, z, 40)
        : integrate(value, 1e-12, divide, 40) + integrate(value, divide + 1e-12, z, 40);
    const total = upTo(1);
    const cumulative = (z: number): number => upTo(z) / total;
    expect(kolmogorov(drawn, cumulative)).toBeLessThan(1.95);
    if (kind === 'flat') return;
    const flat = drawn.map(() => stream.uniform());
    expect(kolmogorov(flat, cumulative)).toBeGreaterThan(1.95);
  });
});
