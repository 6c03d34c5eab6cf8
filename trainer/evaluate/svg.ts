/** A rectangle of a drawing that shows a range of x and of y. */
export interface Panel {
  left: number;
  top: number;
  width: number;
  height: number;
  x: readonly [number, number];
  y: readonly [number, number];
}

/** Pixels, with as many digits as one can see. */
const px = (value: number): string => (Math.round(value * 10) / 10).toString();

const xOf = (panel: Panel, value: number): number =>
  panel.left + (panel.width * (value - panel.x[0])) / (panel.x[1] - panel.x[0]);

/** Values outside the range stand at its border. */
const yOf = (panel: Panel, value: number): number => {
  const share = (value - panel.y[0]) / (panel.y[1] - panel.y[0]);
  return panel.top + panel.height * (1 - Math.min(1, Math.max(0, share)));
};

/** Text that cannot be taken for markup. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** Three to seven round numbers within a range: multiples of 1, 2 or 5 times a power of ten. */
export function ticks([low, high]: readonly [number, number]): number[] {
  let power = 1;
  while (power * 10 <= high - low) power *= 10;
  while (power > high - low) power /= 10;
  const step = [0.2, 0.5, 1, 2, 5].map((factor) => factor * power).find((size) => (high - low) / size <= 6) ?? power;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(6)));
}

const label = (x: number, y: number, text: string, anchor: string): string =>
  `<text x="${px(x)}" y="${px(y)}" text-anchor="${anchor}">${escapeText(text)}</text>`;

/** Border, ticks and their numbers; `xNumbers` false leaves the numbers below to another panel. */
export function axes(panel: Panel, xNumbers = true): string {
  const { left, top, width, height } = panel;
  const bottom = top + height;
  const parts = [
    `<rect class="frame" x="${px(left)}" y="${px(top)}" width="${px(width)}" height="${px(height)}"/>`,
    ...ticks(panel.x).map((value) => {
      const at = xOf(panel, value);
      const mark = `<path class="frame" d="M${px(at)} ${px(bottom)}v-4"/>`;
      return xNumbers ? mark + label(at, bottom + 13, String(value), 'middle') : mark;
    }),
    ...ticks(panel.y).map((value) => {
      const at = yOf(panel, value);
      return `<path class="frame" d="M${px(left)} ${px(at)}h4"/>${label(left - 4, at + 3.5, String(value), 'end')}`;
    }),
  ];
  return parts.join('');
}

/** A line through points. */
export function curve(panel: Panel, points: readonly (readonly [number, number])[], css: string): string {
  const path = points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${px(xOf(panel, x))} ${px(yOf(panel, y))}`).join('');
  return `<path class="${css}" d="${path}"/>`;
}

/** A histogram's outline. */
export function outline(panel: Panel, edges: readonly number[], heights: readonly number[], css: string): string {
  const points = heights.flatMap((y, i) => [[edges[i]!, y] as const, [edges[i + 1]!, y] as const]);
  return curve(panel, points, css);
}

/**
 * Points with vertical error bars. A value outside the panel's range is drawn as a triangle at the border that points
 * to where it lies: a point there would be taken for the value itself.
 */
export function points(panel: Panel, list: readonly { x: number; y: number; error: number }[], css: string): string {
  return list
    .map(({ x, y, error }) => {
      const at = px(xOf(panel, x));
      const height = px(yOf(panel, y));
      if (y > panel.y[1]) return `<path class="beyond ${css}" d="M${at} ${height}l-2.5 4h5z"/>`;
      if (y < panel.y[0]) return `<path class="beyond ${css}" d="M${at} ${height}l-2.5 -4h5z"/>`;
      const bar = `M${at} ${px(yOf(panel, y - error))}V${px(yOf(panel, y + error))}`;
      return `<path class="${css}" d="${bar}"/><circle class="${css}" cx="${at}" cy="${height}" r="1.6"/>`;
    })
    .join('');
}

/** What a drawing says around its panels. */
export interface Captions {
  title: string;
  /** Below the title: how well what is drawn agrees. */
  subtitle: string;
  /** The axes' names with their units; `ratio` is that of a second panel below. */
  x: string;
  y: string;
  ratio?: string;
}

/** A name along the left border, read upwards, about the middle of a panel. */
const upright = ({ top, height }: Panel, text: string): string =>
  `<text transform="translate(11 ${px(top + height / 2)}) rotate(-90)" text-anchor="middle">${escapeText(text)}</text>`;

/** One drawing: a title and a line below it, panels, and the names of the axes. */
export function figure(
  { title, subtitle, x, y, ratio }: Captions,
  [main, below]: readonly [Panel, Panel?],
  content: string,
  width: number,
  height: number,
): string {
  const names = upright(main, y) + (below && ratio !== undefined ? upright(below, ratio) : '');
  const heading = `<text class="title" x="${width / 2}" y="14" text-anchor="middle">${escapeText(title)}</text>`;
  return `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeText(
    title,
  )}">${heading}${label(width / 2, 29, subtitle, 'middle')}${names}${content}${label(
    main.left + main.width,
    height - 5,
    x,
    'end',
  )}</svg>`;
}
