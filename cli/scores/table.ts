import type { ScoreComparisonAnswer, ScorerAnswer, ScoreSummary } from '../../models/contract/answers.ts';

/** What stands beside the scores of one model. */
type Said = Omit<ScorerAnswer, 'events'>;

const BAR_WIDTH = 40;
/** Width of what a number with its error takes beside another. */
const COLUMN = 24;

/** A number with its error as people write it: `0.5123 +- 0.0012`. */
function withError(value: number, error: number | null): string {
  if (error === null || error <= 0) return value.toPrecision(4);
  const digits = Math.max(0, 1 - Math.floor(Math.log10(error)));
  return `${value.toFixed(digits)} +- ${error.toFixed(digits)}`;
}

const content = (sumw: number, sumw2: number): string => `${sumw.toPrecision(4)} +- ${Math.sqrt(sumw2).toPrecision(2)}`;

const rangeText = (edges: readonly number[], i: number): string =>
  `  ${`${edges[i]!.toFixed(3)} … ${edges[i + 1]!.toFixed(3)}`.padEnd(16)}`;

/** The histogram as lines of bars, one a bin. */
function bars({ edges, sumw, sumw2 }: ScoreSummary['histogram']): string[] {
  const highest = Math.max(...sumw, 0);
  return sumw.map((w, i) => {
    const bar = '#'.repeat(highest > 0 ? Math.round((BAR_WIDTH * Math.max(0, w)) / highest) : 0);
    return `${rangeText(edges, i)} ${content(w, sumw2[i]!).padStart(20)}  ${bar}`;
  });
}

/** The histograms of two samples beside one another, with their ratio. */
function pairs(
  { edges, sumw, sumw2 }: ScoreSummary['histogram'],
  other: ScoreSummary['histogram'],
  { ratio }: ScoreComparisonAnswer,
): string[] {
  const head = `${'score'.padEnd(18)} ${['events', 'reference', 'ratio'].map((name) => name.padStart(COLUMN - 4)).join('  ')}`;
  const lines = sumw.map((w, i) => {
    const value = ratio.values[i];
    const cells = [
      content(w, sumw2[i]!),
      content(other.sumw[i]!, other.sumw2[i]!),
      value == null ? '-' : withError(value, ratio.errors[i] ?? null),
    ];
    return `${rangeText(edges, i)} ${cells.map((cell) => cell.padStart(COLUMN - 4)).join('  ')}`;
  });
  return [head, ...lines];
}

const summaryLines = (summary: ScoreSummary): [string, string][] => [
  ['events', String(summary.count)],
  ['mean score', withError(summary.mean, summary.mean_error)],
  ['N_eff', `${summary.n_eff.toFixed(1)} (${(100 * summary.effective_reduction).toFixed(1)} %)`],
  ['clipped', String(summary.clipped)],
  ['out of range', String(summary.out_of_range)],
];

const line = (name: string, value: string): string => `${name.padEnd(14)} ${value}`;

/** A number of the comparison; a dash where the samples do not define it. */
const orDash = (value: number | null, error: number | null = null): string =>
  value === null ? '-' : withError(value, error);
const probability = (p: number | null): string => (p === null ? '' : `  (p = ${p.toPrecision(2)})`);

function comparisonLines({ auc, auc_error, chi2, ndf, p_value, ks, ks_p_value }: ScoreComparisonAnswer): string[] {
  const shape = chi2 === null ? '-' : `${chi2.toFixed(1)} / ${ndf}${probability(p_value)}`;
  return [
    line('AUC', orDash(auc, auc_error)),
    line('chi2 / ndf', shape),
    line('KS', `${orDash(ks)}${probability(ks_p_value)}`),
  ];
}

function scorerTable({ model, summary, reference, comparison }: Said, runtime: string): string {
  const head = [
    line('model', `${model.name}@${model.version}`),
    line('digest', model.digest),
    line('runtime', runtime),
  ];
  const own = summaryLines(summary);
  if (!reference || !comparison) {
    const lines = own.map(([name, value]) => line(name, value));
    return [...head, ...lines, '', 'score', ...bars(summary.histogram)].join('\n');
  }
  const others = summaryLines(reference.summary);
  const beside = own.map(([name, value], i) => line(name, value.padEnd(COLUMN) + others[i]![1]));
  return [
    ...head,
    line('', `${'events'.padEnd(COLUMN)}reference`),
    ...beside,
    ...comparisonLines(comparison),
    '',
    ...pairs(summary.histogram, reference.summary.histogram, comparison),
  ].join('\n');
}

/** What a person wants to see of a score answer: a table for each model. */
export function scoreTable({ runtime, scorers }: { runtime: string; scorers: readonly Said[] }): string {
  return `${scorers.map((scorer) => scorerTable(scorer, runtime)).join('\n\n')}\n`;
}
