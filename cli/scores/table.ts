import type { ScoreAnswer } from '../../models/contract/answers.ts';

const BAR_WIDTH = 40;

/** A number with its error as people write it: `0.5123 +- 0.0012`. */
function withError(value: number, error: number | null): string {
  if (error === null || error <= 0) return value.toPrecision(4);
  const digits = Math.max(0, 1 - Math.floor(Math.log10(error)));
  return `${value.toFixed(digits)} +- ${error.toFixed(digits)}`;
}

/** The histogram as lines of bars, one a bin. */
function bars({ edges, sumw, sumw2 }: ScoreAnswer['summary']['histogram']): string[] {
  const highest = Math.max(...sumw, 0);
  return sumw.map((content, i) => {
    const bar = '#'.repeat(highest > 0 ? Math.round((BAR_WIDTH * Math.max(0, content)) / highest) : 0);
    const range = `${edges[i]!.toFixed(3)} … ${edges[i + 1]!.toFixed(3)}`;
    const number = `${content.toPrecision(4)} +- ${Math.sqrt(sumw2[i]!).toPrecision(2)}`;
    return `  ${range.padEnd(16)} ${number.padStart(20)}  ${bar}`;
  });
}

/** What a person wants to see of a score answer. */
export function scoreTable({ model, runtime, summary }: Omit<ScoreAnswer, 'events'>): string {
  const lines: [string, string][] = [
    ['model', `${model.name}@${model.version}`],
    ['digest', model.digest],
    ['runtime', runtime],
    ['events', String(summary.count)],
    ['mean score', withError(summary.mean, summary.mean_error)],
    ['N_eff', `${summary.n_eff.toFixed(1)} (${((100 * summary.n_eff) / summary.count).toFixed(1)} %)`],
    ['clipped', String(summary.clipped)],
    ['out of range', String(summary.out_of_range)],
  ];
  const head = lines.map(([name, value]) => `${name.padEnd(14)} ${value}`);
  return `${[...head, '', 'score', ...bars(summary.histogram)].join('\n')}\n`;
}
