import { binErrors, fillHistogram, makeHistogram } from '../../physics/observables/histogram.ts';
import { normalized, shapeRatio } from '../../physics/observables/shape-ratio.ts';
import { drawFigure } from '../../trainer/report/draw/figure.ts';
import type { Mark } from '../../trainer/report/draw/marks.ts';
import { COLOURS } from '../../trainer/report/draw/palette.ts';

/** A sample of scores and how it is drawn. */
export interface DrawnScores {
  name: string;
  colour: string;
  score: Float64Array;
}

/** Colours of samples of scores. */
export const SCORE_COLOURS = [COLOURS.truth, COLOURS.model, COLOURS.other] as const;

/** Densities of samples of scores above their ratios to the first, as an SVG file. */
export function scoreFigure(title: string, edges: Float64Array, samples: readonly DrawnScores[]): string {
  const drawn = samples.map((sample) => ({ ...sample, histogram: histogramOf(sample.score, edges) }));
  const middles = Array.from(edges.subarray(1), (edge, i) => (edge + edges[i]!) / 2);
  const shapes = drawn.map(({ name, colour, histogram, score }) => {
    const scale = (i: number): number => 1 / (score.length * (edges[i + 1]! - edges[i]!));
    const heights = Array.from(histogram.sumw, (w, i) => w * scale(i));
    const errors = Array.from(binErrors(histogram), (error, i) => error * scale(i));
    return { name, colour, heights, points: middles.map((x, i) => ({ x, y: heights[i]!, error: errors[i]! })) };
  });
  const reference = normalized(drawn[0]!.histogram, drawn[0]!.score.length);
  const ratios = drawn.slice(1).map(({ colour, histogram, score }): Mark => {
    const { values, errors } = shapeRatio(normalized(histogram, score.length), reference);
    const points = middles.flatMap((x, i) => (values[i] === null ? [] : [{ x, y: values[i]!, error: errors[i] ?? 0 }]));
    return { kind: 'points', colour, points };
  });
  const range = [edges[0]!, edges.at(-1)!] as const;
  const guide: Mark = { kind: 'line', colour: COLOURS.guide, width: 1, points: range.map((x) => [x, 1]) };
  const peak = Math.max(...shapes.flatMap(({ heights }) => heights));
  const outlines = shapes.map(
    ({ name, colour, heights }): Mark => ({ kind: 'outline', name, colour, edges: [...edges], heights }),
  );
  const points = shapes.map((shape): Mark => ({ kind: 'points', colour: shape.colour, points: shape.points }));
  return `${drawFigure({
    id: 'scores',
    title,
    width: 560,
    x: { name: 'score', range },
    panels: [
      { y: { name: 'density', range: [0, 1.1 * peak] }, height: 240, marks: [...outlines, ...points] },
      { y: { name: `ratio to ${samples[0]!.name}`, range: [0, 4] }, height: 92, marks: [guide, ...ratios] },
    ],
  })}\n`;
}

function histogramOf(score: Float64Array, edges: Float64Array) {
  const histogram = makeHistogram(edges);
  fillHistogram(histogram, score);
  return histogram;
}
