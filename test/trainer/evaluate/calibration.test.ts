import { describe, expect, it } from 'vitest';
import { DOMAIN, randomStream, seedOf } from '../../../physics/random/stream.ts';
import { calibrationCurve, sigmoid } from '../../../trainer/evaluate/calibration.ts';
import { bellEvents } from './toys.ts';

const N = 40_000;

/** Unit normals at 0 (class 0) and at d (class 1): the logit of the likelihood ratio is d x - d^2 / 2. */
const d = 1;
const logits = (seed: number, shift: number, factor = 1) =>
  bellEvents(seed, N, shift).values.map((x) => factor * (d * x - (d * d) / 2));

describe('calibration curve', () => {
  it('finds the exact likelihood ratio of two bells calibrated', () => {
    const { bins, expected_error } = calibrationCurve(logits(1, 0), logits(2, d));
    // a perfect classifier has sqrt(20 / 80000) / 3 = 0.005; 12 uniforms are no perfect bell, worth 0.003 more
    expect(expected_error.value).toBeLessThan(0.01);
    expect(expected_error.error).toBeGreaterThan(0);
    expect(bins.reduce((sum, bin) => sum + bin.events, 0)).toBe(2 * N);
    for (const bin of bins) expect(Math.abs(bin.observed - bin.predicted)).toBeLessThan(5 * bin.error + 0.02);
  });

  it('finds an overconfident one out', () => {
    const wrong = calibrationCurve(logits(1, 0, 3), logits(2, d, 3));
    expect(wrong.expected_error.value).toBeGreaterThan(0.1);
    expect(wrong.expected_error.value).toBeGreaterThan(20 * wrong.expected_error.error);
  });

  it('takes any logit, and wants as many events of each class', () => {
    expect([sigmoid(-1e4), sigmoid(0), sigmoid(1e4)]).toEqual([0, 0.5, 1]);
    // 1 / (1 + e^-1) = 0.7310585786300049
    expect(sigmoid(1)).toBeCloseTo(0.7310585786300049, 15);
    const stream = randomStream(seedOf(1), DOMAIN.test, 0);
    const wild = Float64Array.from({ length: 20 }, () => (stream.uniform() - 0.5) * 1e6);
    expect(Number.isFinite(calibrationCurve(wild, wild).expected_error.value)).toBe(true);
    expect(() => calibrationCurve(wild, wild.slice(1))).toThrow('as many events');
  });
});
