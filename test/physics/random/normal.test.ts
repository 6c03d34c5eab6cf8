import { expect, it } from 'vitest';
import { normalQuantile } from '../../../physics/random/normal.ts';

// The exact quantiles of these float64 probabilities: Newton's method on Phi, Python 3.13 decimal at 60 digits. The
// first is the familiar 1.959963984540054.
it.each([
  [0.975, 1.9599639845400538],
  [0.5000001, 2.506628273311648e-7],
  [0.9, 1.2815515655446006],
  [0.925, 1.4395314709384561],
  [0.0749, -1.4402382675279637],
  [0.25, -0.6744897501960817],
  [1e-4, -3.7190164854556804],
  [1e-10, -6.361340902404057],
  [1e-12, -7.034483825301132],
  [2 ** -33, -6.3379577545537895],
  [1 - 2 ** -33, 6.3379577545537895],
])('the normal quantile of %d is %d', (u, x) => {
  expect(Math.abs(normalQuantile(u) - x)).toBeLessThanOrEqual(1e-15 * Math.abs(x));
});

it('the quantile of 1/2 is 0 and the function is odd about it', () => {
  expect(normalQuantile(0.5)).toBe(0);
  for (const u of [0.25, 0.0625, 2 ** -20, 2 ** -33]) expect(normalQuantile(1 - u)).toBe(-normalQuantile(u));
});

it('the three pieces meet', () => {
  for (const u of [0.075, Math.exp(-25)]) {
    const step = normalQuantile(u * (1 + 1e-12)) - normalQuantile(u * (1 - 1e-12));
    expect(step).toBeGreaterThan(0);
    expect(step).toBeLessThan(1e-11);
  }
});

it.each([0, 1, -0.1, Number.NaN])('a probability of %d has no quantile', (u) => {
  expect(() => normalQuantile(u)).toThrow(RangeError);
});
