import { axes, curve, figure, type Panel, points } from '../../trainer/evaluate/svg.ts';

/** What was measured for one number of events; seconds and MiB. */
export interface ScalePoint {
  events: number;
  megabytes: number;
  /** Bare inference of the events on one thread. */
  native: number;
  upload: number;
  job: number;
  /** Seconds of the processor, native inference to the job. */
  processor: number;
  /** Peaks of the heap and of buffers outside it while V8 collects when it likes, and of both where it collects often. */
  heap: number;
  buffers: number;
  liveHeap: number;
  liveBuffers: number;
  wasm: number;
}

const STYLE =
  'svg{font:11px system-ui,sans-serif;background:#fff}.title{font-weight:600}svg path,.frame{fill:none;stroke:#333}' +
  'circle{stroke:none}path.model{stroke:#c0392b;stroke-width:1.4}circle.model{fill:#c0392b}' +
  'path.other{stroke:#2471a3;stroke-width:1.2}circle.other{fill:#2471a3}path.guide{stroke:#aaa;stroke-dasharray:3 3}';

const X: [number, number] = [2.8, 6.2];

type Line = readonly (readonly [number, number])[];

/** A line with its points. */
function marks(panel: Panel, line: Line, css: string): string {
  const dots = line.map(([x, y]) => ({ x, y, error: 0 }));
  return curve(panel, line, css) + points(panel, dots, css);
}

/** Cost of an event in a job, in units of bare inference; below, the Worker's memory. Both against log10 of the events. */
export function scaleFigure(list: readonly ScalePoint[]): string {
  const at = ({ events }: ScalePoint): number => Math.log10(events);
  const cost = list.map((point) => [at(point), point.job / point.native] as const);
  const top = Math.ceil(Math.max(...cost.map(([, y]) => y), 1) * 1.2);
  const above: Panel = { left: 60, top: 40, width: 380, height: 150, x: X, y: [0, top] };
  const below: Panel = { left: 60, top: 205, width: 380, height: 120, x: X, y: [0, 70] };
  const heap = list.map((point) => [at(point), point.liveHeap] as const);
  const wasm = list.map((point) => [at(point), point.wasm] as const);
  const limit = (y: number): string =>
    curve(
      below,
      X.map((x) => [x, y] as const),
      'guide',
    );
  const content =
    axes(above, false) +
    marks(above, cost, 'model') +
    axes(below) +
    limit(32) +
    limit(64) +
    marks(below, heap, 'model') +
    marks(below, wasm, 'other');
  const captions = {
    title: 'Jobs of 1,000 to 1,000,000 events',
    subtitle: 'above: cost of an event; below: JavaScript heap in use (red), wasm (blue), limits dashed',
    x: 'log10 of the events',
    y: 'job / bare inference',
    ratio: 'peak, MiB',
  };
  const svg = figure(captions, [above, below], content, 460, 360);
  return `${svg.replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" ').replace('>', `><style>${STYLE}</style>`)}\n`;
}
