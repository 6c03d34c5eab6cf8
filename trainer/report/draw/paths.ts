import type { Range } from './ticks.ts';

/** What a panel shows. */
export interface Frame {
  x: Range;
  y: Range;
}

/** A point with the error of what was measured. */
export interface Measured {
  x: number;
  y: number;
  error: number;
}

/** From values to pixels; y grows downwards there. */
export type ToPixel = (x: number, y: number) => readonly [number, number];

const RADIUS = 2;

const px = (value: number): string => String(Math.round(value * 10) / 10);
const within = ([low, high]: Range, value: number): number => Math.min(high, Math.max(low, value));

const dot = (x: number, y: number): string =>
  `M${px(x + RADIUS)} ${px(y)}A${RADIUS} ${RADIUS} 0 1 1 ${px(x - RADIUS)} ${px(y)}A${RADIUS} ${RADIUS} 0 1 1 ${px(x + RADIUS)} ${px(y)}`;

/** A triangle at the border, pointing outside: a dot there would be taken for the value itself. */
function arrow(x: number, y: number, dx: number, dy: number): string {
  const corners = [
    [x, y],
    [x - 5 * dx - 3 * dy, y - 5 * dy - 3 * dx],
    [x - 5 * dx + 3 * dy, y - 5 * dy + 3 * dx],
  ];
  return `M${corners.map(([a, b]) => `${px(a!)} ${px(b!)}`).join('L')}Z`;
}

function symbol({ x, y }: Measured, { x: xs, y: ys }: Frame, toPixel: ToPixel): string {
  const [left, top] = toPixel(within(xs, x), within(ys, y));
  if (y > ys[1]) return arrow(left, top, 0, -1);
  if (y < ys[0]) return arrow(left, top, 0, 1);
  if (x > xs[1]) return arrow(left, top, 1, 0);
  if (x < xs[0]) return arrow(left, top, -1, 0);
  return dot(left, top);
}

function bar({ x, y, error }: Measured, across: boolean, { x: xs, y: ys }: Frame, toPixel: ToPixel): string {
  if (!(error > 0) || x < xs[0] || x > xs[1] || y < ys[0] || y > ys[1]) return '';
  const ends = [-1, 1].map((side) =>
    across ? toPixel(within(xs, x + side * error), y) : toPixel(x, within(ys, y + side * error)),
  );
  return `M${ends.map(([a, b]) => `${px(a)} ${px(b)}`).join('L')}`;
}

/** SVG path data of error bars and symbols. */
export function markerPaths(
  points: readonly Measured[],
  across: boolean,
  frame: Frame,
  toPixel: ToPixel,
): { bars: string; symbols: string } {
  return {
    bars: points.map((point) => bar(point, across, frame, toPixel)).join(''),
    symbols: points.map((point) => symbol(point, frame, toPixel)).join(''),
  };
}

/** SVG path data of a band: one rectangle a bin; a bin whose bounds are not finite has none. */
export function bandPath(
  { edges, low, high }: { edges: readonly number[]; low: readonly number[]; high: readonly number[] },
  frame: Frame,
  toPixel: ToPixel,
): string {
  return low
    .map((bottom, i) => {
      const top = high[i]!;
      if (!Number.isFinite(bottom) || !Number.isFinite(top)) return '';
      const [left, lower] = toPixel(edges[i]!, within(frame.y, bottom));
      const [right, upper] = toPixel(edges[i + 1]!, within(frame.y, top));
      return `M${px(left)} ${px(upper)}H${px(right)}V${px(lower)}H${px(left)}Z`;
    })
    .join('');
}
