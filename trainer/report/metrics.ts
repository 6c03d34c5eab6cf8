import { z } from 'zod';

const lineSchema = z
  .object({
    step: z.int().min(0),
    wall_time_s: z.number().min(0),
    best_step: z.int().min(0),
    /** Runs of version 0.1 before 25 November 2026 do not name it. */
    criterion: z.string().optional(),
    best_figure: z.number().nullable().optional(),
  })
  .catchall(z.unknown());

/** One report of a training, as the run's `metrics.ndjson` holds it. */
export interface MetricsLine {
  step: number;
  wall_time_s: number;
  best_step: number;
  /** Which figure the best step is chosen by (the smallest), and that figure there. */
  criterion: string | undefined;
  best_figure: number | undefined;
  /** Everything else that is a number: losses, distances. */
  figures: Readonly<Record<string, number>>;
}

function parseLine(text: string): MetricsLine | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = lineSchema.safeParse(value);
  if (!parsed.success) return null;
  const { step, wall_time_s, best_step, criterion, best_figure, ...rest } = parsed.data;
  const figures: Record<string, number> = {};
  for (const [name, figure] of Object.entries(rest)) if (typeof figure === 'number') figures[name] = figure;
  return { step, wall_time_s, best_step, criterion, best_figure: best_figure ?? undefined, figures };
}

/** Reads metrics; a line that is none, such as the half of one that a crash of the machine left, is passed over. */
export function parseMetrics(text: string): MetricsLine[] {
  return text
    .split('\n')
    .map(parseLine)
    .filter((line) => line !== null);
}

/** Measures that stand at the end of a name: `validation_loss` is a loss. */
const MEASURES = new Set(['loss', 'auc', 'rate']);

const groupOf = (name: string): string => {
  const words = name.split('_');
  const last = words.at(-1)!;
  return MEASURES.has(last) ? last : words[0]!;
};

/** Names of figures by what they measure: all losses together, all of `w1_*` together, in the order of the metrics. */
export function figureGroups(lines: readonly MetricsLine[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const name of new Set(lines.flatMap(({ figures }) => Object.keys(figures)))) {
    const group = groupOf(name);
    groups.set(group, [...(groups.get(group) ?? []), name]);
  }
  return groups;
}

/** Steps a second between each report and the one before it; the first one's since the beginning. */
export function stepRates(lines: readonly MetricsLine[]): (readonly [step: number, rate: number])[] {
  return lines.flatMap(({ step, wall_time_s }, i) => {
    const before = lines[i - 1] ?? { step: 0, wall_time_s: 0 };
    const seconds = wall_time_s - before.wall_time_s;
    return seconds > 0 && step > before.step ? [[step, (step - before.step) / seconds] as const] : [];
  });
}
