import { describe, expect, it } from 'vitest';
import { bandPath, type Frame, markerPaths, type ToPixel } from '../../../../trainer/report/draw/paths.ts';

const frame: Frame = { x: [0, 10], y: [0, 2] };
/** A square of 100 pixels, y downwards. */
const toPixel: ToPixel = (x, y) => [10 * x, 100 - 50 * y];
const paths = (x: number, y: number, error: number, across = false) =>
  markerPaths([{ x, y, error }], across, frame, toPixel);

describe('points', () => {
  it('stand at their value, with their error', () => {
    const { bars, symbols } = paths(5, 1, 0.5);
    expect(bars).toBe('M50 75L50 25');
    expect(symbols).toBe('M52 50A2 2 0 1 1 48 50A2 2 0 1 1 52 50');
    expect(paths(5, 1, 0).bars).toBe('');
    expect(paths(5, 1, 2, true).bars).toBe('M30 50L70 50');
  });

  it('have errors that end at the border', () => {
    expect(paths(5, 1.8, 0.5).bars).toBe('M50 35L50 0');
  });

  it('beyond the range are arrows at the border that point outside, never dots on it', () => {
    for (const [x, y, arrow] of [
      [2, 2.5, 'M20 0L23 5L17 5Z'],
      [4, -1, 'M40 100L37 95L43 95Z'],
      [12, 1, 'M100 50L95 47L95 53Z'],
      [-1, 1, 'M0 50L5 53L5 47Z'],
    ] as const)
      expect(paths(x, y, 1)).toEqual({ bars: '', symbols: arrow });
  });
});

describe('a band', () => {
  it('is a rectangle a bin, none where a bound is not finite', () => {
    const band = { edges: [0, 2, 4, 6], low: [0.5, Number.NaN, -3], high: [1.5, 1, 1] };
    expect(bandPath(band, frame, toPixel)).toBe('M0 25H20V75H0ZM40 50H60V100H40Z');
  });
});
