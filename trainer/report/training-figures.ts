import { cosineRate } from '../train/schedule.ts';
import { drawFigure } from './draw/figure.ts';
import type { Mark } from './draw/marks.ts';
import { COLOURS, CURVES } from './draw/palette.ts';
import type { Range } from './draw/ticks.ts';
import type { Section } from './html.ts';
import { figureGroups, type MetricsLine, stepRates } from './metrics.ts';
import { slug } from './slug.ts';

export type Settings = Readonly<Record<string, string | number | boolean | readonly number[]>>;

type Point = readonly [number, number];

interface Curve {
  name: string;
  points: readonly Point[];
}

/** More points than this cannot be told apart in a figure. */
const MOST_POINTS = 600;
/** What changes by more than this factor is drawn against a logarithm. */
const STEEP = 8;
const HEIGHT = 220;

/** Every so many-th point, and the last. */
function thinned(points: readonly Point[]): readonly Point[] {
  const stride = Math.ceil(points.length / MOST_POINTS);
  return points.filter((_, i) => i % stride === 0 || i === points.length - 1);
}

/** Range of the values and whether they are for a logarithmic axis; room for a single value, too. */
function rangeOf(values: readonly number[]): { range: Range; scale: 'linear' | 'log' } {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (low > 0 && high / low > STEEP) return { range: [low / 1.3, high * 1.3], scale: 'log' };
  const margin = 0.06 * (high - low) || 0.1 * Math.abs(high) || 1;
  return { range: [low - margin, high + margin], scale: 'linear' };
}

/** Curves against the step; a single point is a dot, and a dashed line stands at the best step. */
function curveFigure(
  id: string,
  title: string,
  y: string,
  curves: readonly Curve[],
  last: number,
  best: number,
): string {
  const drawn = curves.map((curve) => ({ ...curve, points: thinned(curve.points) }));
  const { range, scale } = rangeOf(drawn.flatMap(({ points }) => points.map(([, value]) => value)));
  const marks = drawn.map(({ name, points }, i): Mark => {
    const style = { name, colour: CURVES[i % CURVES.length]! };
    return points.length === 1
      ? { kind: 'points', ...style, points: points.map(([at, value]) => ({ x: at, y: value, error: 0 })) }
      : { kind: 'line', ...style, points };
  });
  const guide: Mark[] =
    best > 0
      ? [
          {
            kind: 'line',
            name: `best step ${best}`,
            colour: COLOURS.guide,
            dashed: true,
            width: 1,
            points: range.map((value) => [best, value] as const),
          },
        ]
      : [];
  return drawFigure({
    id,
    title,
    x: { name: 'step', range: [0, last] },
    panels: [{ y: { name: y, range, scale }, height: HEIGHT, marks: [...guide, ...marks] }],
  });
}

/** What groups of figures are called above and beside their curves. */
const GROUPS: Readonly<Record<string, readonly [title: string, axis: string]>> = {
  loss: ['losses', 'loss'],
  auc: ['area under the ROC curve in validation', 'AUC'],
  w1: ['Wasserstein distances in validation', 'W₁'],
  distance: ['distance in validation', 'distance'],
};

/** Curves have room for this many names above them. */
const MOST_CURVES = 4;

function groupFigures(lines: readonly MetricsLine[], last: number, best: number): string[] {
  return [...figureGroups(lines)].flatMap(([group, names]) => {
    const [title, axis] = GROUPS[group] ?? [group, group];
    const parts = Math.ceil(names.length / MOST_CURVES);
    const size = Math.ceil(names.length / parts);
    return Array.from({ length: parts }, (_, part) => {
      const curves = names.slice(part * size, (part + 1) * size).map((name) => ({
        name: name.replaceAll('_', ' '),
        points: lines.flatMap(({ step, figures }) =>
          figures[name] === undefined ? [] : [[step, figures[name]] as const],
        ),
      }));
      const [id, of] = parts === 1 ? ['', ''] : [`-${part + 1}`, ` (${part + 1} of ${parts})`];
      return curveFigure(`curve-${slug(group)}${id}`, title + of, axis, curves, last, best);
    });
  });
}

const RATE = /^(?<whose>.*?)_?rate$/;
/** Points of a schedule, which is smooth. */
const SCHEDULE_POINTS = 100;

/**
 * Every learning rate of the settings along its schedule (train/schedule.ts), up to step `last`. Networks that share a
 * rate share a curve.
 */
export function learningRates(settings: Settings, last: number): Curve[] {
  const { final_rate: final, schedule_steps: steps } = settings;
  if (typeof final !== 'number' || typeof steps !== 'number') return [];
  const names = new Map<number, string[]>();
  for (const [name, rate] of Object.entries(settings)) {
    const whose = RATE.exec(name)?.groups?.['whose'];
    if (whose === undefined || whose === 'final' || typeof rate !== 'number') continue;
    names.set(rate, [...(names.get(rate) ?? []), whose === '' ? 'learning rate' : whose]);
  }
  const at = Array.from({ length: SCHEDULE_POINTS + 1 }, (_, i) => (i * last) / SCHEDULE_POINTS);
  return [...names].map(([rate, whose]) => ({
    name: whose.join(', '),
    points: at.map((step) => [step, cosineRate(rate, final, step, steps)] as const),
  }));
}

/** Curves of a training: every figure that its metrics hold, by what it measures; learning rates; speed. */
export function trainingSection(lines: readonly MetricsLine[], settings: Settings): Section {
  const last = lines.at(-1)?.step ?? 0;
  const best = lines.at(-1)?.best_step ?? 0;
  const rates = learningRates(settings, last);
  const speed = stepRates(lines);
  return {
    heading: 'Training',
    text:
      'Losses are means over the steps since the report before; figures of validation are those of the network at the step, on events ' +
      'that it is not trained on.',
    figures:
      last === 0
        ? []
        : [
            ...groupFigures(lines, last, best),
            ...(rates.length === 0
              ? []
              : [curveFigure('curve-learning-rate', 'learning rate', 'rate', rates, last, 0)]),
            ...(speed.length === 0
              ? []
              : [
                  curveFigure(
                    'curve-speed',
                    'speed, validation included',
                    'steps / s',
                    [{ name: 'steps a second', points: speed }],
                    last,
                    0,
                  ),
                ]),
          ],
  };
}
