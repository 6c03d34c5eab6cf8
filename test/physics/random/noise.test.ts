import { describe, expect, it } from 'vitest';
import { fillNoise } from '../../../physics/random/noise.ts';
import { normalQuantile } from '../../../physics/random/normal.ts';
import { philox4x32 } from '../../../physics/random/philox.ts';
import { DOMAIN, randomStream, type Seed, seedOf } from '../../../physics/random/stream.ts';

function noise(seed: Seed, firstIndex: number, count: number, dimension: number): Float32Array {
  const out = new Float32Array(count * dimension);
  fillNoise(out, seed, firstIndex, count, dimension);
  return out;
}

describe('noise', () => {
  const seed = seedOf(42);

  it('is the quantile of one Philox word, as documented', () => {
    const out = noise(seed, 2 ** 32 + 5, 3, 6);
    const words = new Uint32Array(4);
    philox4x32(words, 1, DOMAIN.noise, 7, 1, 42, 0);
    expect(out[2 * 6 + 5]).toBe(Math.fround(normalQuantile((words[1]! + 0.5) / 2 ** 32)));
  });

  it('reads the same words as the random stream of the domain', () => {
    const stream = randomStream(seed, DOMAIN.noise, 9);
    const expected = Array.from({ length: 11 }, () => Math.fround(normalQuantile(stream.uniform())));
    expect([...noise(seed, 9, 1, 11)]).toEqual(expected);
  });

  it('does not depend on how clusters are batched', () => {
    const whole = noise(seed, 1000, 64, 5);
    for (const size of [1, 3, 7, 64]) {
      const parts: number[] = [];
      for (let at = 0; at < 64; at += size) parts.push(...noise(seed, 1000 + at, Math.min(size, 64 - at), 5));
      expect(parts).toEqual([...whole]);
    }
  });

  it('of a component does not depend on the dimension', () => {
    const wide = noise(seed, 0, 10, 9);
    const narrow = noise(seed, 0, 10, 3);
    for (let i = 0; i < 10; i++)
      expect([...narrow.subarray(3 * i, 3 * i + 3)]).toEqual([...wide.subarray(9 * i, 9 * i + 3)]);
  });

  it('differs between seeds (both words), indices and domains', () => {
    const values = [
      noise(seed, 0, 1, 1),
      noise(seedOf(43), 0, 1, 1),
      noise({ low: 42, high: 1 }, 0, 1, 1),
      noise(seed, 1, 1, 1),
      noise(seed, 2 ** 32, 1, 1),
    ].map((out) => out[0]!);
    values.push(Math.fround(normalQuantile(randomStream(seed, DOMAIN.test, 0).uniform())));
    expect(new Set(values).size).toBe(6);
  });

  it('refuses a wrong length and indices outside 0 … 2^53 - 1', () => {
    expect(() => fillNoise(new Float32Array(5), seed, 0, 2, 3)).toThrow(/2 clusters x 3/);
    expect(() => noise(seed, -1, 1, 1)).toThrow(RangeError);
    expect(() => noise(seed, 0.5, 1, 1)).toThrow(RangeError);
    expect(() => noise(seed, Number.MAX_SAFE_INTEGER, 1, 1)).toThrow(RangeError);
  });
});

/** Phi by its series about 0 (Abramowitz and Stegun 26.2.11). */
function phi(x: number): number {
  let [term, sum] = [x, x];
  for (let k = 1; Math.abs(term) > 1e-17 * Math.abs(sum); k++) {
    term *= (x * x) / (2 * k + 1);
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

/** Largest distance between the empirical distribution and Phi, times sqrt(n). */
function kolmogorovOfNormal(sample: Float32Array): number {
  const sorted = Float64Array.from(sample).sort();
  const n = sorted.length;
  let d = 0;
  for (const [i, x] of sorted.entries()) {
    const p = phi(x);
    d = Math.max(d, Math.abs(p - i / n), Math.abs((i + 1) / n - p));
  }
  return d * Math.sqrt(n);
}

/** Mean and variance in units of their standard errors, and the scaled Kolmogorov distance. */
function departures(sample: Float32Array): { mean: number; variance: number; ks: number } {
  const n = sample.length;
  let [sum, squares] = [0, 0];
  for (const x of sample) {
    sum += x;
    squares += x * x;
  }
  return {
    mean: (sum / n) * Math.sqrt(n),
    variance: (squares / n - 1) * Math.sqrt(n / 2),
    ks: kolmogorovOfNormal(sample),
  };
}

/** Sum of products of numbers `lag` apart, in units of its standard error for independent normals. */
function correlation(sample: Float32Array, lag: number): number {
  let sum = 0;
  for (let i = 0; i + lag < sample.length; i++) sum += sample[i]! * sample[i + lag]!;
  return sum / Math.sqrt(sample.length);
}

describe('noise is standard normal', () => {
  const sample = noise(seedOf(7), 0, 20_000, 5);
  const KS_ONE_PER_CENT = 1.628; // asymptotic quantile of the Kolmogorov distribution

  it('in mean, variance and distribution (three sigma, one per cent)', () => {
    const d = departures(sample);
    expect(Math.abs(d.mean)).toBeLessThan(3);
    expect(Math.abs(d.variance)).toBeLessThan(3);
    expect(d.ks).toBeLessThan(KS_ONE_PER_CENT);
  });

  it('and a sample 1 % too wide, or shifted by 0.02, is told apart', () => {
    expect(departures(sample.map((x) => 1.01 * x)).variance).toBeGreaterThan(3);
    const shifted = departures(sample.map((x) => x + 0.02));
    expect(shifted.mean).toBeGreaterThan(3);
    expect(shifted.ks).toBeGreaterThan(KS_ONE_PER_CENT);
  });

  it('components and neighbouring clusters are uncorrelated, and a repeated column is not', () => {
    for (const lag of [1, 2, 3, 4, 5, 10]) expect(Math.abs(correlation(sample, lag)), `lag ${lag}`).toBeLessThan(3.5);
    expect(correlation(sample, 0)).toBeGreaterThan(100);
  });
});
