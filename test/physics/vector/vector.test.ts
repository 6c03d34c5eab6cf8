import { describe, expect, it } from 'vitest';
import type { RandomStream } from '../../../physics/random/stream.ts';
import { azimuth, deltaPhi } from '../../../physics/vector/azimuth.ts';
import { boost, boostByVelocity, boostFromRest, boostToRest } from '../../../physics/vector/boost.ts';
import { deltaR } from '../../../physics/vector/delta-r.ts';
import { mass, massSquared } from '../../../physics/vector/mass.ts';
import { momentum, transverseMomentum } from '../../../physics/vector/momentum.ts';
import { pseudorapidity, rapidity } from '../../../physics/vector/rapidity.ts';
import { rotateFromAxis, rotateToAxis } from '../../../physics/vector/rotation.ts';
import { between, testStream } from '../uniform.ts';

type Vector = [number, number, number, number];

const OCTANTS = [-1, 1].flatMap((x) => [-1, 1].flatMap((y) => [-1, 1].map((z) => [x, y, z] as const)));

const dot = (a: Float64Array, b: Float64Array): number => a[0]! * b[0]! + a[1]! * b[1]! + a[2]! * b[2]!;

/** A massive particle in a given octant with a given gamma. */
function moving(stream: RandomStream, signs: readonly [number, number, number], m: number, gamma: number): Vector {
  const n = signs.map((sign) => sign * between(stream, 0.05, 1)) as [number, number, number];
  const p = (m * Math.sqrt((gamma - 1) * (gamma + 1))) / momentum(...n);
  return [n[0] * p, n[1] * p, n[2] * p, Math.sqrt(m * m + p * p * (n[0] ** 2 + n[1] ** 2 + n[2] ** 2))];
}

describe('mass', () => {
  it('is signed: negative for a spacelike vector', () => {
    expect(mass(0, 3, 4, 13)).toBe(12);
    expect(mass(3, 12, 4, 5)).toBe(-12);
    expect(massSquared(3, 12, 4, 5)).toBe(-144);
    expect(mass(3, 0, 4, 5)).toBe(0);
  });
});

describe('momentum and angles', () => {
  it('known triangles', () => {
    expect(momentum(2, 3, 6)).toBe(7);
    expect(transverseMomentum(3, -4)).toBe(5);
  });

  it('azimuth lies in (-pi, pi], also on the negative x axis', () => {
    expect(azimuth(-1, -0)).toBe(Math.PI);
    expect(azimuth(0, -2)).toBe(-Math.PI / 2);
    expect(azimuth(-0, 0)).toBe(0);
  });

  it('deltaPhi is brought to (-pi, pi]', () => {
    expect(deltaPhi(3, -3)).toBeCloseTo(6 - 2 * Math.PI, 15);
    expect(deltaPhi(-3, 3)).toBeCloseTo(2 * Math.PI - 6, 15);
    expect(deltaPhi(Math.PI, 0)).toBe(Math.PI);
    expect(deltaPhi(-Math.PI, 0)).toBe(Math.PI);
    expect(deltaPhi(20, 0)).toBeCloseTo(20 - 6 * Math.PI, 14);
    expect(deltaPhi(0.25, 0.5)).toBe(-0.25);
  });

  it('deltaR goes the short way round', () => {
    expect(deltaR(0, 3.1, 0, -3.1)).toBeCloseTo(2 * Math.PI - 6.2, 14);
    expect(deltaR(1, 0, 4, 4 - 2 * Math.PI)).toBeCloseTo(Math.sqrt(9 + (2 * Math.PI - 4) ** 2), 14);
  });
});

describe('rapidity', () => {
  it('known values', () => {
    // atanh(0.6) = ln 2, and asinh(3/4) = ln 2.
    expect(rapidity(0.6, 1)).toBeCloseTo(Math.LN2, 15);
    expect(rapidity(-0.6, 1)).toBeCloseTo(-Math.LN2, 15);
    expect(pseudorapidity(0, -4, 3)).toBeCloseTo(Math.LN2, 15);
    expect(pseudorapidity(4, 0, -3)).toBeCloseTo(-Math.LN2, 15);
  });

  it('is infinite on the axis and zero for the zero vector', () => {
    expect(rapidity(2, 2)).toBe(Number.POSITIVE_INFINITY);
    expect(pseudorapidity(0, 0, -2)).toBe(Number.NEGATIVE_INFINITY);
    expect([rapidity(0, 0), pseudorapidity(0, 0, 0)]).toEqual([0, 0]);
    expect(rapidity(3, 2)).toBeNaN();
  });

  it('adds under boosts along z', () => {
    const stream = testStream(10);
    const out = new Float64Array(4);
    for (let i = 0; i < 1000; i++) {
      const [px, py, pz, E] = moving(stream, OCTANTS[i % 8]!, 0.14, 1 + 50 * stream.uniform());
      const beta = between(stream, -0.999, 0.999);
      boostByVelocity(out, px, py, pz, E, 0, 0, beta);
      // rapidity(beta, 1) = atanh(beta)
      expect(rapidity(out[2]!, out[3]!)).toBeCloseTo(rapidity(pz, E) + rapidity(beta, 1), 10);
    }
  });
});

describe('boost', () => {
  it('a known one: gamma = 5/3 along x', () => {
    const out = new Float64Array(4);
    boostByVelocity(out, 0, 3, 0, 5, 0.8, 0, 0);
    // gamma (E + beta px), gamma beta E by hand.
    expect([...out]).toEqual([expect.closeTo(20 / 3, 13), 3, 0, expect.closeTo(25 / 3, 13)]);
  });

  it('takes a system to its own rest frame, and a particle at rest to the system', () => {
    const stream = testStream(11);
    const out = new Float64Array(4);
    for (let i = 0; i < 800; i++) {
      const [px, py, pz, E] = moving(stream, OCTANTS[i % 8]!, 2, 10 ** between(stream, 0, 3));
      boostToRest(out, px, py, pz, E, px, py, pz, E, 2);
      // Rounding of E^2 - p^2 is what remains: relative 2^-53 gamma^2.
      expect(momentum(out[0]!, out[1]!, out[2]!)).toBeLessThan(1e-15 * E * E);
      boostFromRest(out, 0, 0, 0, 2, px, py, pz, E, 2);
      expect([...out]).toEqual([px, py, pz, E].map((v) => expect.closeTo(v, 9)));
    }
  });

  it('there and back gives the vector again, over all octants and gamma up to 1e4', () => {
    const stream = testStream(12);
    const out = new Float64Array(4);
    for (let i = 0; i < 4000; i++) {
      const gamma = 10 ** between(stream, 0, 4);
      const P = moving(stream, OCTANTS[i % 8]!, 1.5, gamma);
      const k = moving(stream, OCTANTS[(i >> 3) % 8]!, 0.14, 1 + 5 * stream.uniform());
      const M = mass(...P);
      boostFromRest(out, ...k, ...P, M);
      const [px, py, pz, E] = out as unknown as Vector;
      boostToRest(out, px, py, pz, E, ...P, M);
      // gamma^2 is the condition number of the way back.
      const tolerance = 4e-15 * gamma * gamma;
      for (let c = 0; c < 4; c++) expect(Math.abs(out[c]! - k[c]!)).toBeLessThan(tolerance);
    }
  });

  it('keeps the mass and the sum of two vectors', () => {
    const stream = testStream(13);
    const out = new Float64Array(4);
    for (let i = 0; i < 800; i++) {
      const gamma = 10 ** between(stream, 0, 4);
      const P = moving(stream, OCTANTS[i % 8]!, 1, gamma);
      const k = moving(stream, OCTANTS[(i >> 3) % 8]!, 0.5, 1.7);
      const sum = new Float64Array(4);
      for (const sign of [1, -1]) {
        boostFromRest(out, sign * k[0], sign * k[1], sign * k[2], 0.5, ...P, 1);
        for (let c = 0; c < 4; c++) sum[c]! += out[c]!;
      }
      for (let c = 0; c < 4; c++) expect(Math.abs(sum[c]! - P[c]!)).toBeLessThan(1e-14 * P[3]);
      boostFromRest(out, ...k, ...P, mass(...P));
      expect(Math.abs(massSquared(out[0]!, out[1]!, out[2]!, out[3]!) - 0.25)).toBeLessThan(1e-14 * out[3]! ** 2);
    }
  });

  it('by nothing is the identity to the last bit, alone and among others', () => {
    const stream = testStream(14);
    const out = new Float64Array(4);
    for (let i = 0; i < 500; i++) {
      const k = moving(stream, OCTANTS[i % 8]!, 0.3, 1 + 3 * stream.uniform());
      const M = between(stream, 0.1, 100);
      const P: Vector = i % 2 ? [0, 0, 0, M] : moving(stream, OCTANTS[i % 8]!, M, 3);
      boostFromRest(out, ...k, ...P, mass(...P));
      if (i % 2) expect([...out]).toEqual(k);
      else expect([...out]).not.toEqual(k);
      boostByVelocity(out, ...k, 0, 0, 0);
      expect([...out]).toEqual(k);
      boost(out, ...k, 0, 0, 0, 1);
      expect([...out]).toEqual(k);
    }
  });

  it('at or above light speed is refused', () => {
    const out = new Float64Array(4);
    expect(() => boostByVelocity(out, 0, 0, 0, 1, 0.6, 0.8, 0)).toThrow(RangeError);
    expect(() => boostByVelocity(out, 0, 0, 0, 1, Number.NaN, 0, 0)).toThrow(RangeError);
  });
});

describe('rotation about an axis', () => {
  const axes = [
    [0, 0, 1],
    [0, 0, -1],
    [1, 0, 0],
    [0, -1, 0],
    ...OCTANTS.map((signs) => signs.map((s, i) => (s * [2, 3, 6][i]!) / 7)),
    [1e-200, 0, 1],
  ] as [number, number, number][];

  it.each(axes)('(%d, %d, %d): proper, orthogonal, and z goes to the axis', (...n) => {
    const [x, y, z] = [new Float64Array(3), new Float64Array(3), new Float64Array(3)];
    rotateFromAxis(x, 1, 0, 0, ...n);
    rotateFromAxis(y, 0, 1, 0, ...n);
    rotateFromAxis(z, 0, 0, 1, ...n);
    expect([...z]).toEqual(n.map((c) => expect.closeTo(c, 15)));
    expect([dot(x, x), dot(y, y), dot(x, y), dot(x, z)]).toEqual([1, 1, 0, 0].map((v) => expect.closeTo(v, 15)));
    const cross = [x[1]! * y[2]! - x[2]! * y[1]!, x[2]! * y[0]! - x[0]! * y[2]!, x[0]! * y[1]! - x[1]! * y[0]!];
    expect(cross).toEqual(n.map((c) => expect.closeTo(c, 15)));
    // The convention: e_y has no z component, e_x points to growing polar angle.
    expect(y[2]! + 0).toBe(0);
    expect(x[2]!).toBeLessThanOrEqual(0);
  });

  it.each(axes)('(%d, %d, %d): there and back', (...n) => {
    const stream = testStream(15);
    const out = new Float64Array(3);
    for (const [sx, sy, sz] of OCTANTS) {
      const v = [sx * stream.uniform(), sy * stream.uniform(), sz * stream.uniform()] as const;
      rotateFromAxis(out, ...v, ...n);
      rotateToAxis(out, out[0]!, out[1]!, out[2]!, ...n);
      expect([...out]).toEqual(v.map((c) => expect.closeTo(c, 14)));
    }
  });
});
