import { z } from 'zod';
import { TAKEN_NAMES } from '../../models/contract/score-columns.ts';
import { type Seed, seedOf } from '../../physics/random/stream.ts';
import { LIMITS } from '../limits.ts';
import { ProblemError, type ProblemPlace } from '../problems.ts';

/** Options of `/v1/sample` and `/v1/score`: fields of the body for JSON, of the query for every other format. */

const LARGEST_SEED = 0xffffffffffffffffn;
const DIGITS = /^[0-9]{1,20}$/;

/** An unsigned 64-bit integer as JSON number (up to 2^53 - 1, beyond which JSON readers round) or decimal string. */
const seed = z.unknown().transform((value, context): bigint => {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return BigInt(value);
  if (typeof value === 'string' && DIGITS.test(value) && BigInt(value) <= LARGEST_SEED) return BigInt(value);
  const large = typeof value === 'number' && value > Number.MAX_SAFE_INTEGER;
  context.addIssue({
    code: 'custom',
    message: large
      ? 'a seed above 2^53 - 1 must be written as a string, because JSON numbers lose its last digits'
      : 'a seed is an integer in 0 … 2^64 - 1, as a number up to 2^53 - 1 or as a string of digits',
  });
  return z.NEVER;
});

/** Index of the request's first cluster in the run that it is part of. */
const firstIndex = z.unknown().transform((value, context): number => {
  const index = typeof value === 'string' && DIGITS.test(value) ? Number(value) : value;
  if (typeof index === 'number' && Number.isSafeInteger(index + LIMITS.clusters) && index >= 0) return index;
  context.addIssue({
    code: 'custom',
    message: 'first_index is an integer in 0 … 2^53 - 1, less the clusters that follow',
  });
  return z.NEVER;
});

const number = z.number('must be a finite number');
export const fixedBinning = z.union(
  [
    z.strictObject({
      bins: z.int().min(1).max(LIMITS.bins),
      range: z
        .tuple([number, number])
        .refine(([low, high]) => low < high, 'a range rises')
        .default([0, 1]),
    }),
    z.strictObject({
      edges: z
        .array(number)
        .min(2)
        .max(LIMITS.bins + 1)
        .refine((edges) => edges.every((edge, i) => i === 0 || edge > edges[i - 1]!), 'edges rise'),
    }),
  ],
  `a histogram is {"bins": 1 … ${LIMITS.bins}, "range": [low, high]} or {"edges": [two or more, rising]}`,
);
const binning = z.union([z.literal('auto'), fixedBinning], 'a histogram is "auto", {"bins", "range"} or {"edges"}');
const HISTOGRAM: { bins: number; range: [number, number] } = { bins: 50, range: [0, 1] };

const model = z.string('is needed: a model reference such as name@1.0.0').min(1).max(200);
const onInvalid = z.enum(['refuse', 'skip'], 'on_invalid is "refuse" or "skip"').default('refuse');

export const sampleOptions = z.strictObject({
  model,
  seed: seed.optional(),
  first_index: firstIndex.default(0),
  on_invalid: onInvalid,
  /** A scorer for the sampled events. */
  score: model.optional(),
});

/** One scorer, or several in a list; in the query between commas. */
const models = z
  .union([model.transform((name) => [name]), z.array(model).min(1).max(LIMITS.scorers)], {
    error: (issue) =>
      issue.input === undefined
        ? 'is needed: a model reference such as name@1.0.0'
        : `is a model reference, or a list of one to ${LIMITS.scorers}`,
  })
  .refine((names) => new Set(names).size === names.length, 'names a model twice');

/** A switch: true or false, in the query as words. */
const withEvents = z
  .union([z.boolean(), z.enum(['true', 'false']).transform((word) => word === 'true')], 'is true or false')
  .default(false);

/** Name of the weight that an answer with events holds for its reader to use. */
const weightName = z
  .string('is the name of a weight')
  .max(100)
  .regex(/^[^\s\\]+$/, 'is a name without blanks and backslashes')
  .refine((name) => !TAKEN_NAMES.includes(name), `is another name than ${TAKEN_NAMES.join(', ')}`)
  .default('reweighted');

/** HepMC3 only: name of the weight that is the events' own. */
const weight = z.string('is the name of a weight').min(1).max(200).optional();

export const scoreOptions = z.strictObject({
  model: models,
  histogram: binning.default(HISTOGRAM),
  with_events: withEvents,
  weight_name: weightName,
  weight,
});

/** Options of a job that scores: one model, and bins that are known before the scores are. */
export const largeScoreOptions = z.strictObject({ model, histogram: fixedBinning.default(HISTOGRAM), weight });

export const sampleBody = sampleOptions.extend({ clusters: z.unknown() });
export const scoreBody = scoreOptions.omit({ weight: true }).extend({
  events: z.unknown(),
  reference: z.unknown().optional(),
});

export type SampleOptions = z.output<typeof sampleOptions>;
export type ScoreOptions = z.output<typeof scoreOptions>;
export type Binning = z.output<typeof binning>;
export type FixedBinning = z.output<typeof fixedBinning>;

/** Parses options, or throws a problem that names every field at fault; `place` says how a field is named. */
function parse<S extends z.ZodType>(
  schema: S,
  value: unknown,
  place: (path: string) => Omit<ProblemPlace, 'detail'>,
): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.flatMap((issue): ProblemPlace[] => {
    const path = issue.path.map(String).join('/');
    if (issue.code !== 'unrecognized_keys') return [{ ...place(path), detail: issue.message }];
    return issue.keys.slice(0, 10).map((key) => ({
      ...place([...issue.path.map(String), escapePointer(key.slice(0, 64))].join('/')),
      detail: 'no such field',
    }));
  });
  const first = errors[0]!;
  const at = first.pointer || first.parameter || 'the body';
  throw new ProblemError('invalid-option', `${at}: ${first.detail}`, { errors });
}

const escapePointer = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

/** Options in a JSON body. */
export function parseBody<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  return parse(schema, body, (path) => ({ pointer: path === '' ? '' : `/${path}` }));
}

/** Options in the query; a histogram is written `bins=50&range=0,1`, `edges=0,0.5,1` or `bins=auto`, models as `a,b`. */
export function parseQuery<S extends z.ZodObject>(schema: S, url: string): z.output<S> {
  const fields: Record<string, string> = Object.create(null);
  const scores = 'histogram' in schema.shape;
  for (const [name, value] of new URL(url).searchParams) {
    const listed = scores && name === 'model' && name in fields;
    if (name in fields && !listed) throw parameterProblem(name, 'is given twice');
    fields[name] = listed ? `${fields[name]},${value}` : value;
  }
  const options = scores ? gatherModels(gatherHistogram(fields)) : fields;
  return parse(schema, options, (path) => ({ parameter: path.replace(/^histogram\//, '') }));
}

/** Refuses a query where the options belong into the body. */
export function refuseQuery(url: string): void {
  const first = new URL(url).searchParams.keys().next();
  if (!first.done) throw parameterProblem(first.value, 'options of a JSON request are fields of its body');
}

/** A problem with one field of the query. */
export function parameterProblem(name: string, detail: string): ProblemError {
  const parameter = name.slice(0, 64);
  return new ProblemError('invalid-option', `${parameter}: ${detail}`, { errors: [{ parameter, detail }] });
}

/** `Number` alone takes more: '' is 0 to it and 0x10 is 16. */
const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const numberOf = (text: string): number => (DECIMAL.test(text.trim()) ? Number(text) : Number.NaN);
const numbersOf = (text: string): number[] => text.split(',', LIMITS.bins + 2).map(numberOf);

/** Several models stand between commas; one is left as it is. */
function gatherModels(fields: Record<string, unknown>): Record<string, unknown> {
  const { model: text } = fields;
  return typeof text === 'string' && text.includes(',') ? { ...fields, model: text.split(',', 100) } : fields;
}

function gatherHistogram(fields: Record<string, string>): Record<string, unknown> {
  const { bins, range, edges, ...rest } = fields;
  if (rest['histogram'] !== undefined)
    throw parameterProblem('histogram', 'is written bins=50&range=0,1, edges=0,1 or bins=auto');
  if (bins === undefined && range === undefined && edges === undefined) return rest;
  if (bins === 'auto' && range === undefined && edges === undefined) return { ...rest, histogram: 'auto' };
  const histogram = {
    ...(bins !== undefined && { bins: numberOf(bins) }),
    ...(range !== undefined && { range: numbersOf(range) }),
    ...(edges !== undefined && { edges: numbersOf(edges) }),
  };
  return { ...rest, histogram };
}

/** The seed to use: the one asked for, or a random one, which the answer reports. */
export function chooseSeed(asked: bigint | undefined): { seed: Seed; text: string } {
  const value = asked ?? crypto.getRandomValues(new BigUint64Array(1))[0]!;
  return { seed: seedOf(value), text: value.toString() };
}
