import { drawFigure } from './draw/figure.ts';
import type { Mark } from './draw/marks.ts';
import { COLOURS } from './draw/palette.ts';
import type { Range } from './draw/ticks.ts';

/** A number with its error. */
export interface Value {
  value: number;
  error: number;
}

/** Values of one kind, one for each row where there is one. */
export interface DotSeries {
  /** In the legend; none for a single series. */
  name?: string;
  colour: string;
  values: readonly (Value | undefined)[];
}

export interface DotsFigure {
  id: string;
  title: string;
  subtitle?: string;
  x: string;
  rows: readonly string[];
  series: readonly DotSeries[];
  scale: 'linear' | 'log';
  /** A value to compare with, drawn as a line. */
  guide?: number;
}

const ROW = 24;
/** Rows apart, in parts of the distance between rows, are dots of one row. */
const SPREAD = 0.6;

function rangeOf(values: readonly Value[], scale: 'linear' | 'log'): Range {
  if (scale === 'log') {
    const list = values.map(({ value }) => value).filter((value) => value > 0);
    return list.length === 0 ? [0.1, 10] : [0.6 * Math.min(...list), 1.7 * Math.max(...list)];
  }
  const low = Math.min(...values.map(({ value, error }) => value - error));
  const high = Math.max(...values.map(({ value, error }) => value + error));
  const margin = 0.06 * (high - low) || 0.01;
  return [low - margin, high + margin];
}

/** A drawn table: names of rows at the left, values with errors across. */
export function dotsFigure({ id, title, subtitle, x, rows, series, scale, guide }: DotsFigure): string {
  const values = series.flatMap((of) => of.values.filter((value) => value !== undefined));
  const range = rangeOf(guide === undefined ? values : [...values, { value: guide, error: 0 }], scale);
  // rows are counted from below
  const height = (row: number, k: number): number =>
    rows.length - 1 - row - (series.length > 1 ? SPREAD * (k / (series.length - 1) - 0.5) : 0);
  const dots = series.map(
    (of, k): Mark => ({
      kind: 'points',
      ...(of.name === undefined ? {} : { name: of.name }),
      colour: of.colour,
      across: true,
      points: of.values.flatMap((value, row) =>
        value === undefined || (scale === 'log' && value.value <= 0)
          ? []
          : [{ x: value.value, y: height(row, k), error: value.error }],
      ),
    }),
  );
  const span: Range = [-0.6, rows.length - 0.4];
  const line: Mark[] =
    guide === undefined
      ? []
      : [{ kind: 'line', colour: COLOURS.guide, dashed: true, width: 1, points: span.map((y) => [guide, y]) }];
  return drawFigure({
    id,
    title,
    ...(subtitle === undefined ? {} : { subtitle }),
    left: 150,
    x: { name: x, range, scale },
    panels: [
      {
        y: { name: '', range: span, rows: rows.toReversed() },
        height: Math.max(90, ROW * rows.length),
        marks: [...line, ...dots],
      },
    ],
  });
}
