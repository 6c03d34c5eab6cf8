import type { CertificateHistogram } from '../../models/contract/certificate.ts';
import { densityAxis, densityName, densityOf, densityPoints, ratioPoints, ratioReach } from './density.ts';
import { drawFigure } from './draw/figure.ts';
import type { Mark } from './draw/marks.ts';
import { COLOURS } from './draw/palette.ts';

/** A sample's histogram, its name in the legend and its colour. */
export interface DrawnSample {
  name: string;
  colour: string;
  histogram: CertificateHistogram;
}

export interface HistogramFigure {
  id: string;
  title: string;
  subtitle: string;
  /** Name of the axis with its unit, and the unit alone ('1' for none). */
  x: string;
  unit: string;
  /** Drawn as points; the ratios of the others are to it. */
  reference: DrawnSample;
  /** Drawn as outlines. */
  others: readonly DrawnSample[];
  /** Name of the ratio's axis; without it there are no ratios. */
  ratio?: string;
}

const MAIN = 190;
const RATIO = 84;
const WHOLE = 286;

/**
 * One sample as points, others as outlines; below, the ratios of the others to the first with their own errors, about a
 * band: the error of the first. A perfect sample's points scatter about 1 by both.
 */
export function histogramFigure(figure: HistogramFigure): string {
  const { id, title, subtitle, x, unit, reference, others, ratio } = figure;
  const first = densityOf(reference.histogram);
  const shapes = others.map(({ histogram }) => densityOf(histogram));
  const outlines = shapes.map(
    ({ edges, heights }, i): Mark => ({ kind: 'outline', ...named(others[i]!), edges, heights }),
  );
  const points: Mark = { kind: 'points', ...named(reference), points: densityPoints(first) };
  const range = [first.edges[0]!, first.edges.at(-1)!] as const;
  const ratios = shapes.map((shape) => ratioPoints(shape, first));
  const reach = ratioReach(ratios.flat());
  const relative = first.heights.map((height, i) => first.errors[i]! / height);
  const below: Mark[] = [
    {
      kind: 'band',
      name: `error of ${reference.name}`,
      colour: COLOURS.band,
      edges: first.edges,
      low: relative.map((error) => 1 - error),
      high: relative.map((error) => 1 + error),
    },
    { kind: 'line', colour: COLOURS.guide, width: 1, points: range.map((at) => [at, 1] as const) },
    ...ratios.map((list, i): Mark => ({ kind: 'points', colour: others[i]!.colour, points: list })),
  ];
  return drawFigure({
    id,
    title,
    subtitle,
    x: { name: x, range },
    panels: [
      {
        y: densityAxis(densityName(unit), [first, ...shapes]),
        height: ratio === undefined ? WHOLE : MAIN,
        marks: [...outlines, points],
      },
      ...(ratio === undefined
        ? []
        : [{ y: { name: ratio, range: [1 - reach, 1 + reach] as const }, height: RATIO, marks: below }]),
    ],
  });
}

const named = ({ name, colour }: DrawnSample) => ({ name, colour });
