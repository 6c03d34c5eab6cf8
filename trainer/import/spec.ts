import { z } from 'zod';
import { digestSchema, nameSchema, versionSchema } from '../../models/contract/names.ts';
import { CONDITION_FEATURES } from '../../models/contract/tensors.ts';
import { TRUTHS, type TruthName } from '../../physics/hadronization/parameters.ts';
import { CONVENTIONS } from './convention.ts';

/** The spec of an outside model, `mapping.json`: what its tensors mean (docs/outside-models.md). */
export const IMPORT_SCHEMA = 'hadronedge/import/1';

const finite = z.number();
const interval = z
  .strictObject({ min: finite, max: finite })
  .refine(({ min, max }) => min < max, 'min must be less than max');

/** How a column is scaled outside the graph: (min, max) goes to `to`, or mean and standard deviation to 0 and 1. */
export const scaleSchema = z.union([
  interval.extend({
    to: z
      .tuple([finite, finite])
      .refine(([low, high]) => low < high, 'must increase')
      .default([-1, 1]),
  }),
  z.strictObject({ mean: finite, std: finite.positive() }),
]);

/** A part of an input tensor's columns, in order: one feature of the cluster, or the next `noise` standard normals. */
const inputColumn = z.union([
  z.strictObject({ feature: z.enum(CONDITION_FEATURES), scale: scaleSchema.optional(), range: interval }),
  z.strictObject({ noise: z.int().min(1).max(1024), scale: scaleSchema.optional() }),
]);

const tensorName = z.string().min(1).max(200);

/** A column of the output: an angle, or one that is left out. */
const outputColumn = z.union([
  z.strictObject({
    angle: z.enum(['phi', 'theta']),
    scale: scaleSchema.optional(),
    unit: z.enum(['rad', 'deg']).default('rad'),
  }),
  z.null(),
]);

const truthNames = Object.keys(TRUTHS) as [TruthName, ...TruthName[]];

export const importSpecSchema = z.strictObject({
  schema: z.literal(IMPORT_SCHEMA),
  name: nameSchema,
  version: versionSchema,
  description: z.string().min(1).max(1000),
  licence: z.string().min(1).max(64),
  /** What is known of the original's making. */
  origin: z.strictObject({
    source: z.string().min(1).max(200),
    /** Of the ONNX file; refused where it is another. */
    digest: digestSchema.optional(),
    /** Events that it was trained on. */
    events: z.int().min(1),
  }),
  /** The built-in truth that stands for what it learned: the certificate compares with it. */
  truth: z.enum(truthNames),
  inputs: z
    .array(z.strictObject({ tensor: tensorName, columns: z.array(inputColumn).min(1).max(64) }))
    .min(1)
    .max(4),
  output: z.strictObject({
    tensor: tensorName,
    columns: z.array(outputColumn).min(2).max(2048),
    /** The columns stand one below the other, [n x columns, 1]: skl2onnx writes networks of several outputs so. */
    flattened: z.boolean().default(false),
  }),
  convention: z.enum(Object.keys(CONVENTIONS) as [keyof typeof CONVENTIONS, ...(keyof typeof CONVENTIONS)[]]),
  /** Must be true for a convention that loses the hadron for some clusters. */
  accept_lossy: z.boolean().default(false),
  hadrons: z.strictObject({ default_pair: z.tuple([z.int(), z.int()]) }),
});

export type ImportSpec = z.infer<typeof importSpecSchema>;
export type Scale = z.infer<typeof scaleSchema>;

/** An outside model or its spec that cannot be used; the message says what and why. */
export class ImportError extends Error {
  override readonly name = 'ImportError';
}

/** Reads a spec; throws an ImportError that names the place and the rule. */
export function parseImportSpec(text: string): ImportSpec {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ImportError('the spec is not JSON', { cause: error });
  }
  const parsed = importSpecSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new ImportError(`the spec breaks a rule at /${issue?.path.join('/') ?? ''}: ${issue?.message ?? 'unknown'}`);
  }
  requireSense(parsed.data);
  return parsed.data;
}

/** What a schema cannot say: each feature and angle once, some noise, and a decision about a lossy convention. */
function requireSense(spec: ImportSpec): void {
  const features = spec.inputs.flatMap(({ columns }) => columns.flatMap((c) => ('feature' in c ? [c.feature] : [])));
  const twice = features.find((name, i) => features.indexOf(name) !== i);
  if (twice !== undefined) throw new ImportError(`the spec reads the feature ${twice} twice`);
  if (features.length === 0) throw new ImportError('the spec reads no feature of the cluster');
  if (noiseDimension(spec) === 0)
    throw new ImportError('the spec feeds no noise: the model would decay a cluster one way');
  const tensors = spec.inputs.map(({ tensor }) => tensor);
  if (new Set(tensors).size !== tensors.length) throw new ImportError('the spec feeds one input twice');
  for (const angle of ['phi', 'theta'] as const) {
    const count = spec.output.columns.filter((column) => column?.angle === angle).length;
    if (count !== 1)
      throw new ImportError(`the output has ${count} columns with the angle ${angle}; there must be one`);
  }
  const { lossy } = CONVENTIONS[spec.convention];
  if (lossy !== null && !spec.accept_lossy) {
    throw new ImportError(`the convention ${spec.convention} ${lossy}; accept_lossy: true takes it as it is`);
  }
}

/** Standard normal numbers that a cluster takes. */
export const noiseDimension = ({ inputs }: ImportSpec): number =>
  inputs.flatMap(({ columns }) => columns).reduce((sum, column) => sum + ('noise' in column ? column.noise : 0), 0);
