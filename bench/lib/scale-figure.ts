import { drawFigure } from '../../trainer/report/draw/figure.ts';
import type { Mark } from '../../trainer/report/draw/marks.ts';
import { COLOURS } from '../../trainer/report/draw/palette.ts';

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

const EVENTS = [600, 1_600_000] as const;
/** Ceilings of the heap and of wasm memory, MiB. */
const LIMITS = [32, 64] as const;

type Line = readonly (readonly [number, number])[];

/** A line with its points. */
const marks = (name: string, colour: string, points: Line): Mark[] => [
  { kind: 'line', colour, points },
  { kind: 'points', name, colour, points: points.map(([x, y]) => ({ x, y, error: 0 })) },
];

/** Cost of an event in a job, in units of bare inference; below, the Worker's memory. Both against the events. */
export function scaleFigure(list: readonly ScalePoint[]): string {
  const line = (value: (point: ScalePoint) => number): Line => list.map((point) => [point.events, value(point)]);
  const cost = line(({ job, native }) => job / native);
  const top = Math.ceil(Math.max(...cost.map(([, y]) => y), 1) * 1.2);
  const limits = LIMITS.map(
    (limit): Mark => ({ kind: 'line', colour: COLOURS.guide, dashed: true, points: EVENTS.map((x) => [x, limit]) }),
  );
  return `${drawFigure({
    id: 'scale',
    title: 'Jobs of 1,000 to 1,000,000 events',
    subtitle: "above: cost of an event; below: the Worker's memory, its limits dashed",
    x: { name: 'events', range: EVENTS, scale: 'log' },
    panels: [
      {
        y: { name: 'job / bare inference', range: [0, top] },
        height: 150,
        marks: marks('cost', COLOURS.truth, cost),
      },
      {
        y: { name: 'peak [MiB]', range: [0, 70] },
        height: 120,
        marks: [
          ...limits,
          ...marks(
            'JavaScript heap in use',
            COLOURS.model,
            line(({ liveHeap }) => liveHeap),
          ),
          ...marks(
            'wasm',
            COLOURS.other,
            line(({ wasm }) => wasm),
          ),
        ],
      },
    ],
  })}\n`;
}
