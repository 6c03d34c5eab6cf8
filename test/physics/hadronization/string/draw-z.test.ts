import { describe, expect, it } from 'vitest';
import { createDrawZ } from '../../../../physics/hadronization/string/draw-z.ts';
import { weightsOf } from '../../../../physics/hadronization/string/weights.ts';
import { meanOf } from '../../../../physics/observables/mean.ts';
import { testStream } from '../../uniform.ts';
import { integrate, kolmogorov } from '../statistics.ts';
import { lundMean, recordedDraws, stringWith } from './draws.ts';

/** The exact distribution function of z, tabulated: cumulative integrals between many points. */
function exactCumulative(a: number, b: number, mT2: number): (z: number) => number {
  const bare = (z: number): number => (z <= 0 || z >= 1 ? 0 : ((1 - z) ** a * Math.exp((-b * mT2) / z)) / z);
  const cells = 1000;
  const sums = [0];
  for (let i = 0; i < cells; i++) sums.push(sums[i]! + integrate(bare, i / cells, (i + 1) / cells, 4));
  return (z) => {
    const i = Math.min(cells - 1, Math.floor(z * cells));
    return (sums[i]! + (sums[i + 1]! - sums[i]!) * (z * cells - i)) / sums[cells]!;
  };
}

describe('drawing z', () => {
  it.each([
    ['a soft pion', { a: 0.68, b: 0.98 }, 0.03],
    ['a usual pion', { a: 0.68, b: 0.98 }, 0.3],
    ['a hard one', { a: 0.1, b: 0.98 }, 3],
    ['no a', { a: 0, b: 0.5 }, 0.5],
  ])('follows the Lund function for %s (KS below 1.95, 1 in 1000), oversampled or not', (_, ab, mT2) => {
    for (const oversampling of [1, 10]) {
      const drawZ = createDrawZ({ ...ab, oversampling }, null);
      const stream = testStream(32);
      const z = Array.from({ length: 20_000 }, () => drawZ(mT2, stream));
      expect(kolmogorov(z, exactCumulative(ab.a, ab.b, mT2))).toBeLessThan(1.95);
      // A fifth more a and b must show.
      expect(kolmogorov(z, exactCumulative(1.2 * ab.a, 1.2 * ab.b, mT2))).toBeGreaterThan(1.95);
    }
  });

  it('is not changed by being recorded, and records probabilities that it used', () => {
    const parameters = stringWith({ oversampling: 10 });
    const { z, record } = recordedDraws(parameters, 0.25, 5000, 33);
    const drawZ = createDrawZ(parameters, null);
    const stream = testStream(33);
    expect(z).toEqual(Array.from({ length: 5000 }, () => drawZ(0.25, stream)));
    expect(z).toEqual(Array.from(record.trial_offsets.subarray(1), (end) => record.z[end - 1]!));
    // Each trial is a coin with its own probability: accepted ones less expected ones, in standard deviations.
    const expected = record.acceptance.reduce((sum, A) => sum + A, 0);
    const variance = record.acceptance.reduce((sum, A) => sum + A * (1 - A), 0);
    expect(Math.abs(5000 - expected) / Math.sqrt(variance)).toBeLessThan(3.3);
    expect(Math.abs(5000 - 1.1 * expected) / Math.sqrt(variance)).toBeGreaterThan(3.3);
    expect(Math.max(...record.acceptance)).toBeLessThanOrEqual(0.1);
  });
});

const low = (z: number): number => Number(z < 0.2);

describe('weighted draws of z', () => {
  const moments = [
    (z: number) => z,
    (z: number) => z * z,
    (z: number) => Number(z < 0.2),
    (z: number) => Number(z > 0.8),
  ];

  it.each([
    [0.03, { a: 0.55 }],
    [0.3, { a: 0.3 }],
    [0.3, { b: 0.8 }],
    [0.3, { a: 0.8, b: 1.2 }],
    [3, { a: 0.5, b: 1.1 }],
  ])('at mT^2 = %f have the exact means of the new function, %j', (mT2, to) => {
    const parameters = stringWith({ a: 0.68 });
    const { z, record } = recordedDraws(parameters, mT2, 30_000, 34);
    const { weight, clipped } = weightsOf(record, parameters, to);
    expect(clipped).toBe(0);
    const { a, b } = { ...parameters, ...to };
    const one = meanOf(weight);
    expect(Math.abs(one.mean - 1) / one.error).toBeLessThan(3.3);
    for (const h of moments) {
      const { mean, error } = meanOf(z.map(h), weight);
      if (error > 0) expect(Math.abs(mean - lundMean(h, a, b, mT2)) / error).toBeLessThan(3.3);
    }
    // Without weights the mean is another one.
    const bare = meanOf(z);
    expect(Math.abs(bare.mean - lundMean((x) => x, a, b, mT2)) / bare.error).toBeGreaterThan(5);
  });

  it('are biased without oversampling, where the trial function is too small for the new one', () => {
    // The maximum moves from 0.03 to 0.09, beyond the flat piece of the trial function: f' > g there.
    const mT2 = 0.1;
    const pulls = [1, 10].map((oversampling) => {
      const parameters = stringWith({ b: 0.3, oversampling });
      const { z, record } = recordedDraws(parameters, mT2, 50_000, 35);
      const { weight, clipped, trials } = weightsOf(record, parameters, { b: 0.98 });
      const one = meanOf(weight);
      const { mean, error } = meanOf(z.map(low), weight);
      const exact = lundMean(low, parameters.a, 0.98, mT2);
      return { clipped: clipped / trials, one: (one.mean - 1) / one.error, low: (mean - exact) / error };
    });
    expect(pulls[0]!.clipped).toBeGreaterThan(0.1);
    // Clipping keeps the mean weight, and so cannot be seen in it.
    expect(Math.abs(pulls[0]!.one)).toBeLessThan(3.3);
    expect(Math.abs(pulls[0]!.low)).toBeGreaterThan(8);
    expect(pulls[1]!.clipped).toBe(0);
    expect(Math.abs(pulls[1]!.one)).toBeLessThan(3.3);
    expect(Math.abs(pulls[1]!.low)).toBeLessThan(3.3);
  });
});
