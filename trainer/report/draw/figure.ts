import { type ChartOption, drawChart } from './chart.ts';
import { legendIcon, type Mark, seriesOf } from './marks.ts';
import { COLOURS } from './palette.ts';
import { linearTicks, logTicks, powerLabel, type Range, tickLabel } from './ticks.ts';

export interface Axis {
  /** The quantity with its unit. */
  name: string;
  range: Range;
  scale?: 'linear' | 'log';
  /** Names that stand for numbers: rows of a table that is drawn. */
  rows?: readonly string[];
}

/** A rectangle that shows marks; all panels of a figure share the axis below them. */
export interface Panel {
  y: Axis;
  /** Pixels. */
  height: number;
  /** Drawn in this order, the last on top. */
  marks: readonly Mark[];
}

/** A drawing: title, a line below it, legend, and panels one under the other. */
export interface Figure {
  /** Distinct on a page. */
  id: string;
  title: string;
  subtitle?: string;
  x: Axis;
  panels: readonly Panel[];
  /** Pixels; and of them what names of rows take at the left. */
  width?: number;
  left?: number;
  /** What a reader that cannot see it is told beside title and subtitle. */
  description?: string;
}

const WIDTH = 460;
const LEFT = 66;
const RIGHT = 18;
const GAP = 12;
/** Pixels below the panels: numbers and name of the axis. */
const FOOT = 44;

const font = (size: number) => ({ color: COLOURS.text, fontSize: size, fontFamily: 'system-ui, sans-serif' });

function axisOption(axis: Axis, panel: number, numbers: boolean, nameGap: number): Record<string, unknown> {
  const { range, scale = 'linear', rows } = axis;
  const at = rows ? rows.map((_, i) => i) : scale === 'log' ? logTicks(range) : linearTicks(range);
  const line = { show: true, lineStyle: { color: COLOURS.frame } };
  return {
    type: scale === 'log' ? 'log' : 'value',
    gridIndex: panel,
    min: range[0],
    max: range[1],
    name: numbers ? axis.name : '',
    nameLocation: 'middle',
    nameGap,
    nameTextStyle: font(12),
    axisLine: { ...line, onZero: false },
    axisTick: { ...line, inside: true, customValues: at },
    axisLabel: {
      show: numbers,
      customValues: at,
      hideOverlap: true,
      formatter: (value: number) =>
        rows?.[Math.round(value)] ?? (scale === 'log' ? powerLabel : tickLabel)(Number(value.toPrecision(10))),
      ...font(11),
    },
    splitLine: { show: false },
  };
}

/** The legend's entries: each name once, as it is first drawn. */
function legendOf(panels: readonly Panel[]) {
  const seen = new Map<string, Mark>();
  for (const mark of panels.flatMap(({ marks }) => marks))
    if (mark.name !== undefined && !seen.has(mark.name)) seen.set(mark.name, mark);
  return [...seen].map(([name, mark]) => ({ name, icon: legendIcon(mark), itemStyle: { color: mark.colour } }));
}

/** The figure as an SVG element. */
export function drawFigure(figure: Figure): string {
  const { id, title, subtitle, x, panels, width = WIDTH, left = LEFT } = figure;
  const legend = legendOf(panels);
  const legendTop = subtitle === undefined ? 30 : 48;
  let top = legend.length > 0 ? legendTop + 26 : legendTop;
  const grid = panels.map(({ height }) => {
    const place = { left, top, height, width: width - left - RIGHT, show: true, borderColor: COLOURS.frame };
    top += height + GAP;
    return { ...place, borderWidth: 1 };
  });
  const option = {
    backgroundColor: '#ffffff',
    title: {
      text: title,
      subtext: subtitle ?? '',
      left: 'center',
      top: 4,
      padding: 0,
      itemGap: 5,
      textStyle: { ...font(14), fontWeight: 'bold', lineHeight: 18 },
      subtextStyle: { ...font(11.5), lineHeight: 15 },
    },
    legend: {
      data: legend,
      top: legendTop,
      itemHeight: 8,
      itemWidth: 14,
      itemGap: 12,
      padding: 0,
      textStyle: font(11),
    },
    grid,
    xAxis: panels.map((_, i) => axisOption(x, i, i === panels.length - 1, 26)),
    yAxis: panels.map(({ y }, i) => axisOption(y, i, true, left - 20)),
    series: panels.flatMap(({ marks, y }, i) => marks.map((mark) => seriesOf(mark, { x: x.range, y: y.range }, i))),
  } as ChartOption;
  const label = [title, subtitle, figure.description].filter((text) => text !== undefined && text !== '').join('; ');
  return drawChart({ id, label, width, height: top - GAP + FOOT, option });
}
