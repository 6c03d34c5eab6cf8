import type { Tool } from '../../formats/hepmc3/run-info.ts';
import { numberText } from '../../formats/number-text.ts';
import type { WrittenType } from '../../formats/table/written.ts';
import type { AnsweredBy, ScorerAnswer, ScoreSummary } from './answers.ts';

/** How the columns of scores are called and put together: the same in answers and in files. */

/** Scores of events, an entry an event. */
export interface EventScores {
  /** sigmoid(logit), in (0, 1). */
  score: Float64Array;
  /** The network's logit. */
  logit: Float64Array;
  /** Likelihood ratio p(class 1) / p(class 0): exp of the calibrated, clipped logit. */
  weight: Float64Array;
  /** 1 where a particle or the multiplicity lies outside the training range. */
  outOfRange: Uint8Array;
  /** 1 where the calibrated logit was clipped. */
  clipped: Uint8Array;
}

/** Columns by name, an entry an event. */
export type ScoreTable = Record<string, Float64Array | Uint8Array>;

/** The columns that an answer with scores alone has. */
export const scoreColumns = ({ score, logit, weight, outOfRange, clipped }: EventScores): ScoreTable => ({
  score,
  logit,
  weight,
  out_of_range: outOfRange,
  clipped,
});

/** The same beside events, whose own weight is `weight`. */
export const eventScoreColumns = ({ score, logit, weight, outOfRange, clipped }: EventScores): ScoreTable => ({
  score,
  logit,
  likelihood_ratio: weight,
  out_of_range: outOfRange,
  clipped,
});

/** Columns and weights that stand beside events anyway; `Default` is how HepMC3 names the events' own weight. */
export const TAKEN_NAMES: readonly string[] = [
  'particles',
  'weight',
  'Default',
  'score',
  'logit',
  'likelihood_ratio',
  'out_of_range',
  'clipped',
];

/** The events' own weights times the likelihood ratio. */
export function reweighted({ weight }: EventScores, own: Float64Array | undefined): Float64Array {
  return own ? weight.map((ratio, i) => ratio * own[i]!) : weight;
}

/**
 * What the columns of each model begin with: nothing where there is one, else its name and a colon, with the version
 * where two have the same name.
 */
export function columnPrefixes(models: readonly AnsweredBy[]): string[] {
  if (models.length === 1) return [''];
  const names = models.map(({ name }) => name);
  return models.map(({ name, version }) => {
    const alone = names.filter((other) => other === name).length === 1;
    return alone ? `${name}:` : `${name}@${version}:`;
  });
}

/** The columns of all models in one table, each with the prefix of its model. */
export function joinedColumns(models: readonly AnsweredBy[], tables: readonly ScoreTable[]): ScoreTable {
  const prefixes = columnPrefixes(models);
  const joined: ScoreTable = {};
  for (const [i, table] of tables.entries()) {
    for (const [name, values] of Object.entries(table)) joined[prefixes[i] + name] = values;
  }
  return joined;
}

/** The columns that can be weights of HepMC3: all but the flags. */
export function weightColumns(table: ScoreTable): Record<string, Float64Array> {
  const weights: Record<string, Float64Array> = {};
  for (const [name, values] of Object.entries(table)) if (values instanceof Float64Array) weights[name] = values;
  return weights;
}

/** How the columns of a table are stored in Arrow and Parquet. */
export const typesOf = (table: ScoreTable): Record<string, WrittenType> =>
  Object.fromEntries(
    Object.entries(table).map(([name, values]) => [name, values instanceof Float64Array ? 'float64' : 'uint8']),
  );

/** Rows of a table as JSON objects. */
export function rowTexts(table: Readonly<Record<string, ArrayLike<number>>>): string[] {
  const columns = Object.entries(table).map(([name, values]) => ({ label: `${JSON.stringify(name)}:`, values }));
  const rows = columns[0]?.values.length ?? 0;
  return Array.from(
    { length: rows },
    (_, i) => `{${columns.map(({ label, values }) => label + numberText(values[i]!)).join(',')}}`,
  );
}

/** A scorer as HepMC3's list of programs names it, with what the weights are worth. */
export function scorerTool({ model, summary }: { model: AnsweredBy; summary: ScoreSummary }): Tool {
  const { count, n_eff, clipped, out_of_range } = summary;
  const worth = `N_eff ${n_eff.toPrecision(6)} of ${count} events, ${clipped} clipped, ${out_of_range} out of range`;
  return { name: model.name, version: model.version, description: `${model.digest}; ${worth}` };
}

/** What stands beside the scores of one model. */
type Note = Omit<ScorerAnswer, 'events'>;

/** What an answer says beside its events where it is a table: one object for one model, a list for several. */
export function summaryNote(runtime: string, scorers: readonly Note[]): object {
  const all = scorers.map(({ model, summary, reference, comparison }) => ({
    model,
    ...summary,
    ...(reference && { reference }),
    ...(comparison && { comparison }),
  }));
  const [first] = all;
  if (!first || all.length > 1) return { runtime, scorers: all };
  const { model, ...rest } = first;
  return { model, runtime, ...rest };
}
