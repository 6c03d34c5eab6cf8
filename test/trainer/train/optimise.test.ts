import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../../physics/random/normal.ts';
import { DOMAIN, randomStream, seedOf } from '../../../physics/random/stream.ts';
import { adamStep, initialAdam, updateAverage } from '../../../trainer/train/adam.ts';
import { batchReader } from '../../../trainer/train/batches.ts';
import { plattCalibration } from '../../../trainer/train/platt.ts';
import { cosineRate } from '../../../trainer/train/schedule.ts';

const one = (value: number) => [{ name: 'x', shape: [1], data: Float32Array.of(value) }];

describe('Adam', () => {
  it('moves by the rate at first, whatever the gradient (Kingma and Ba, section 2.1)', () => {
    for (const gradient of [1e-3, 1, 1e3]) {
      const x = one(5);
      adamStep(x, [Float32Array.of(gradient)], initialAdam(x), 1, 0.1, { beta1: 0.9, beta2: 0.999 });
      expect(x[0]!.data[0]).toBeCloseTo(4.9, 4);
    }
  });

  it('takes the second step of algorithm 1, worked by hand', () => {
    const x = one(0);
    const adam = initialAdam(x);
    const settings = { beta1: 0.5, beta2: 0.75 };
    adamStep(x, [Float32Array.of(1)], adam, 1, 0.1, settings);
    adamStep(x, [Float32Array.of(-2)], adam, 2, 0.1, settings);
    // m = 0.5*0.5 + 0.5*(-2) = -0.75, /(1 - 0.25) = -1; v = 0.75*0.25 + 0.25*4 = 1.1875, /(1 - 0.5625) = 2.714286
    expect(x[0]!.data[0]).toBeCloseTo(-0.1 + 0.1 / Math.sqrt(2.7142857), 6);
  });

  it('finds the minimum of a parabola', () => {
    const x = one(3);
    const adam = initialAdam(x);
    for (let step = 1; step <= 2000; step++)
      adamStep(x, [Float32Array.of(2 * (x[0]!.data[0]! - 1))], adam, step, 0.01, { beta1: 0.9, beta2: 0.999 });
    expect(x[0]!.data[0]).toBeCloseTo(1, 3);
  });
});

describe('the average of weights', () => {
  it('forgets by its decay', () => {
    const [average, weights] = [one(1), one(2)];
    updateAverage(average, weights, 0.75);
    expect(average[0]!.data[0]).toBe(1.25);
  });
});

describe('the learning rate', () => {
  it('falls from its top through the middle to its final fraction, and stays there', () => {
    expect(cosineRate(2, 0.1, 0, 100)).toBe(2);
    expect(cosineRate(2, 0.1, 50, 100)).toBeCloseTo(1.1, 12);
    expect(cosineRate(2, 0.1, 100, 100)).toBeCloseTo(0.2, 12);
    expect(cosineRate(2, 0.1, 500, 100)).toBeCloseTo(0.2, 12);
  });
});

describe('batches', () => {
  it('take everything once a pass, in another order each pass', () => {
    const read = batchReader(12, 4, seedOf(1));
    const passes = [0, 3].map((first) => [0, 1, 2].flatMap((k) => [...read(first + k)]));
    for (const pass of passes) expect(pass.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, i) => i));
    expect(passes[0]).not.toEqual(passes[1]);
  });

  it('depend on the step alone, not on the steps read before', () => {
    const all = batchReader(10, 3, seedOf(1));
    const expected = [0, 1, 2, 3, 4, 5].map((step) => [...all(step)]);
    expect([...batchReader(10, 3, seedOf(1))(4)]).toEqual(expected[4]);
    expect([...all(1)]).toEqual(expected[1]);
  });

  it('refuse to be larger than the sample', () => {
    expect(() => batchReader(3, 4, seedOf(1))).toThrow(RangeError);
  });
});

/** Scores of two Gaussians of unit width at -1 and 1, whose log likelihood ratio is 2 x. */
const scores = (mean: number, index: number): Float64Array => {
  const stream = randomStream(seedOf(7), DOMAIN.test, index);
  return Float64Array.from({ length: 100_000 }, () => mean + normalQuantile(stream.uniform()));
};

const distort = (x: number): number => 5 * x + 3;

describe('Platt calibration', () => {
  it('finds the likelihood ratio behind a distorted score', () => {
    const { scale, offset } = plattCalibration(scores(-1, 1).map(distort), scores(1, 2).map(distort));
    // 2 x = 0.4 (5 x + 3) - 1.2; errors of about 1 % from 100,000 events a class
    expect(Math.abs(scale - 0.4)).toBeLessThan(0.012);
    expect(Math.abs(offset + 1.2)).toBeLessThan(0.04);
  });

  it('weighs the classes alike, however many events they have', () => {
    const { scale, offset } = plattCalibration(scores(-1, 1), scores(1, 2).subarray(0, 20_000));
    expect(Math.abs(scale - 2)).toBeLessThan(0.08);
    expect(Math.abs(offset)).toBeLessThan(0.08);
  });

  it('refuses classes that are told apart without a fault, and logits that do not vary', () => {
    expect(() => plattCalibration(Float64Array.of(-2, -1), Float64Array.of(1, 2))).toThrow(RangeError);
    expect(() => plattCalibration(Float64Array.of(1, 1), Float64Array.of(1, 1))).toThrow(RangeError);
  });
});
