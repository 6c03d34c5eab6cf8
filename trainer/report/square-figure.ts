import { drawFigure } from './draw/figure.ts';
import type { Mark } from './draw/marks.ts';
import { COLOURS } from './draw/palette.ts';

export interface SquareFigure {
  id: string;
  title: string;
  subtitle: string;
  x: string;
  y: string;
  marks: readonly Mark[];
  /** What the diagonal means. */
  diagonal: string;
}

const SIDE = 376;

/** Marks in a unit square over its diagonal: ROC curves, calibration. */
export function squareFigure({ id, title, subtitle, x, y, marks, diagonal }: SquareFigure): string {
  const line: Mark = {
    kind: 'line',
    name: diagonal,
    colour: COLOURS.guide,
    width: 1,
    dashed: true,
    points: [
      [0, 0],
      [1, 1],
    ],
  };
  return drawFigure({
    id,
    title,
    subtitle,
    x: { name: x, range: [0, 1] },
    panels: [{ y: { name: y, range: [0, 1] }, height: SIDE, marks: [line, ...marks] }],
  });
}

export interface Roc {
  false_positive_rate: readonly number[];
  true_positive_rate: readonly number[];
}

/** A ROC curve as a mark. */
export function rocMark(name: string, colour: string, { false_positive_rate: x, true_positive_rate: y }: Roc): Mark {
  return { kind: 'line', name, colour, points: x.map((at, i) => [at, y[i]!] as const) };
}
