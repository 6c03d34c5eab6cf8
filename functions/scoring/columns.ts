import { numberText } from '../../formats/number-text.ts';
import type { WrittenType } from '../../formats/table/written.ts';
import type { AnsweredBy } from '../../models/contract/answers.ts';
import { problemAt } from '../problems.ts';
import type { ScorerResult } from './result.ts';
import type { Scored } from './score.ts';

/** Columns of an answer by name, an entry an event. */
export type ScoreTable = Record<string, Float64Array | Uint8Array>;

/** The columns that an answer with scores alone has. */
export const scoreColumns = ({ score, logit, weight, outOfRange, clipped }: Scored): ScoreTable => ({
  score,
  logit,
  weight,
  out_of_range: outOfRange,
  clipped,
});

/** The same beside events, whose own weight is `weight`. */
export const eventScoreColumns = ({ score, logit, weight, outOfRange, clipped }: Scored): ScoreTable => ({
  score,
  logit,
  likelihood_ratio: weight,
  out_of_range: outOfRange,
  clipped,
});

/** The events' own weights times the likelihood ratio. */
export function reweighted({ weight }: Scored, own: Float64Array | undefined): Float64Array {
  return own ? weight.map((ratio, i) => ratio * own[i]!) : weight;
}

/**
 * What the columns of each model begin with: nothing where there is one, else its name and a colon, with the version
 * where two have the same name. Throws a problem where two references mean one model.
 */
export function prefixes(models: readonly AnsweredBy[]): string[] {
  if (models.length === 1) return [''];
  if (new Set(models.map(({ digest }) => digest)).size < models.length) {
    throw problemAt('invalid-option', '/model', 'two of the references mean the same model');
  }
  const names = models.map(({ name }) => name);
  return models.map(({ name, version }) => {
    const alone = names.filter((other) => other === name).length === 1;
    return alone ? `${name}:` : `${name}@${version}:`;
  });
}

/** The columns of all scorers in one table, each with the prefix of its model. */
export function joinedColumns(
  results: readonly ScorerResult[],
  columnsOf: (result: ScorerResult) => ScoreTable,
): ScoreTable {
  const prefix = prefixes(results.map(({ model }) => model));
  return Object.assign(
    {},
    ...results.map((result, i) =>
      Object.fromEntries(Object.entries(columnsOf(result)).map(([name, values]) => [prefix[i] + name, values])),
    ),
  );
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
