import { CustomChart, type CustomSeriesOption, LineChart, type LineSeriesOption } from 'echarts/charts';
import {
  GridComponent,
  type GridComponentOption,
  LegendComponent,
  type LegendComponentOption,
  TitleComponent,
  type TitleComponentOption,
} from 'echarts/components';
import { type ComposeOption, init, setPlatformAPI, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([CustomChart, LineChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

/** Width of a sign in parts of the size of its font: that of a wide typeface, so that no reader's font makes texts meet. */
const SIGN = 0.6;

// nothing here can measure fonts, and it is not known which one a page will be shown in
setPlatformAPI({
  measureText: (text, font) => ({
    width: SIGN * text.length * Number(/(?<size>[\d.]+)px/.exec(font ?? '')?.groups?.['size'] ?? 12),
  }),
});

export type ChartOption = ComposeOption<
  CustomSeriesOption | LineSeriesOption | GridComponentOption | LegendComponentOption | TitleComponentOption
>;

/** A drawing that ECharts is to make. */
export interface Chart {
  /** Names the drawing's clip paths: two drawings of a page must not share it. Letters, digits, `-` and `_`. */
  id: string;
  /** What a reader that cannot see it is told. */
  label: string;
  /** Pixels. */
  width: number;
  height: number;
  option: ChartOption;
}

/** Text that cannot be taken for markup. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/**
 * The drawing as an SVG element that stands alone or inside a page: no script, no style sheet, nothing to load. The same
 * chart gives the same text: ECharts numbers what it draws through the life of a process, and those numbers are replaced.
 */
export function drawChart({ id, label, width, height, option }: Chart): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({ animation: false, ...option });
    return plainSvg(chart.renderToSVGString({ useViewBox: true }), id, label);
  } finally {
    // its timers would keep the process alive
    chart.dispose();
  }
}

/** Leaves what is seen: what ECharts adds is for scripts of its own in a browser. */
function plainSvg(svg: string, id: string, label: string): string {
  const opening = /^<svg width="(?<width>\d+)" height="(?<height>\d+)"[^>]*>/.exec(svg);
  if (!opening) throw new Error('the drawing library gave no SVG');
  const { width, height } = opening.groups!;
  const body = svg
    .slice(opening[0].length)
    .replaceAll(/<style ?>.*?<\/style>/gs, '')
    .replaceAll(/ (?:ecmeta_\w+|class|pointer-events)="[^"]*"/g, '')
    // what a pointer would hit, drawn with nothing
    .replaceAll(
      /<path (?:[^>]* stroke-width="0"|(?:d|transform)="[^"]*"(?: transform="[^"]*")? fill="none")><\/path>/g,
      '',
    )
    .replaceAll(/\bzr\d+-(c\d+)\b/g, `${id}-$1`)
    .replaceAll(/\n+/g, '\n');
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
    `role="img" aria-label="${escapeText(label)}">${body.trimEnd()}`
  );
}
