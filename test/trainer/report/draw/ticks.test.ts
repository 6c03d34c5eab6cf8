import { describe, expect, it } from 'vitest';
import { linearTicks, logTicks, powerLabel, tickLabel } from '../../../../trainer/report/draw/ticks.ts';

describe('ticks', () => {
  it('of a linear axis are round and few, whatever the range', () => {
    expect(linearTicks([0, 45.59])).toEqual([0, 10, 20, 30, 40]);
    expect(linearTicks([0.9, 1.1])).toEqual([0.9, 0.95, 1, 1.05, 1.1]);
    expect(linearTicks([-30, 30])).toEqual([-30, -20, -10, 0, 10, 20, 30]);
    for (const [low, high] of [
      [0, 1e-9],
      [0.0331, 0.0339],
      [12_345, 67_890],
      [-3.1, 2.2],
    ] as const) {
      const ticks = linearTicks([low, high]);
      expect(ticks.length, `${low}`).toBeGreaterThanOrEqual(3);
      expect(ticks.length, `${low}`).toBeLessThanOrEqual(7);
      for (const tick of ticks) expect(tick >= low - 1e-9 && tick <= high + 1e-9).toBe(true);
    }
  });

  it('of a logarithmic axis are powers of ten, with their halves and fifths where these are few', () => {
    expect(logTicks([3e-5, 0.4])).toEqual([1e-4, 1e-3, 0.01, 0.1]);
    expect(logTicks([0.03, 0.4])).toEqual([0.05, 0.1, 0.2]);
    expect(logTicks([1e-12, 1]).length).toBeLessThanOrEqual(7);
  });

  it('are labelled as numbers that can be read', () => {
    expect([0, 0.05, -20, 2e5, 1e-4].map(tickLabel)).toEqual(['0', '0.05', '-20', '2·10⁵', '10⁻⁴']);
    expect([0.1, 1e-3, 2e-3, 100, 1e12].map(powerLabel)).toEqual(['0.1', '10⁻³', '2·10⁻³', '100', '10¹²']);
  });
});
