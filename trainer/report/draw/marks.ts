import type { CustomSeriesOption, LineSeriesOption } from 'echarts/charts';
import { bandPath, type Frame, type Measured, markerPaths } from './paths.ts';

interface Named {
  /** What the legend calls it; a mark without a name is not in the legend. */
  name?: string;
  colour: string;
}

/** A curve through points. */
export interface LineMark extends Named {
  kind: 'line';
  points: readonly (readonly [number, number])[];
  dashed?: boolean;
  width?: number;
}

/** The outline of a histogram. */
export interface OutlineMark extends Named {
  kind: 'outline';
  edges: readonly number[];
  heights: readonly number[];
}

/** Measured points with their errors; `across` for errors of x. What lies outside the panel is an arrow at its border. */
export interface PointsMark extends Named {
  kind: 'points';
  points: readonly Measured[];
  across?: boolean;
}

/** A shaded region between two heights, bin by bin. */
export interface BandMark extends Named {
  kind: 'band';
  edges: readonly number[];
  low: readonly number[];
  high: readonly number[];
}

export type Mark = LineMark | OutlineMark | PointsMark | BandMark;

type Series = LineSeriesOption | CustomSeriesOption;

const within = ([low, high]: Frame['y'], y: number): number => Math.min(high, Math.max(low, y));

function lineSeries(mark: LineMark | OutlineMark, { y }: Frame): LineSeriesOption {
  const outlined = mark.kind === 'outline';
  const list = outlined
    ? mark.edges.map((edge, i) => [edge, mark.heights[Math.min(i, mark.heights.length - 1)]!] as const)
    : mark.points;
  const dashed = mark.kind === 'line' && mark.dashed === true;
  return {
    type: 'line',
    ...(outlined ? { step: 'end' as const } : {}),
    showSymbol: false,
    data: list.map(([at, height]) => [at, within(y, height)]),
    lineStyle: {
      color: mark.colour,
      width: mark.kind === 'line' ? (mark.width ?? 1.5) : 1.5,
      ...(dashed ? { type: [4, 3] } : {}),
    },
  };
}

/** ECharts has no error bars and no bands of bins: paths of our own, in the coordinates that it hands over. */
function pathSeries(mark: PointsMark | BandMark, frame: Frame): CustomSeriesOption {
  return {
    type: 'custom',
    clip: false,
    data: [[frame.x[0], frame.y[0]]],
    renderItem: (_, api) => {
      const toPixel = (x: number, y: number) => api.coord([x, y]) as [number, number];
      if (mark.kind === 'band') {
        const path = bandPath(mark, frame, toPixel);
        return { type: 'path', shape: { pathData: path }, style: { fill: mark.colour } };
      }
      const { bars, symbols } = markerPaths(mark.points, mark.across ?? false, frame, toPixel);
      return {
        type: 'group',
        children: [
          { type: 'path', shape: { pathData: bars }, style: { stroke: mark.colour, fill: 'none', lineWidth: 1 } },
          { type: 'path', shape: { pathData: symbols }, style: { fill: mark.colour } },
        ],
      };
    },
  };
}

/** The ECharts series of a mark in panel number `panel`. */
export function seriesOf(mark: Mark, frame: Frame, panel: number): Series {
  const series = mark.kind === 'line' || mark.kind === 'outline' ? lineSeries(mark, frame) : pathSeries(mark, frame);
  return {
    ...series,
    ...(mark.name === undefined ? {} : { name: mark.name }),
    itemStyle: { color: mark.colour },
    silent: true,
    xAxisIndex: panel,
    yAxisIndex: panel,
  };
}

/** How the legend shows a mark: dots, a line or a patch. */
export function legendIcon({ kind }: Mark): string {
  if (kind === 'points') return 'circle';
  return kind === 'band' ? 'rect' : 'path://M0 0H14V2H0Z';
}
