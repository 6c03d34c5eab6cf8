import { z } from 'zod';
import { FRAMES } from './frame.ts';
import { digestSchema, nameSchema, versionSchema } from './names.ts';

/**
 * The manifest: what a model is, where it comes from and which bytes it is made of (DESIGN section 5). Its canonical
 * JSON (RFC 8785) is what is hashed; that digest is the model's identity.
 */
export const MANIFEST_SCHEMA = 'hadronedge/manifest/1';

const finite = z.number();
const range = z.strictObject({ min: finite, max: finite }).refine((r) => r.min <= r.max, 'min must not exceed max');

/** A blob: its bytes stand at `blobs/sha256/<hex>`. Each role occurs once. */
export const BLOB_ROLES = ['model', 'reference', 'certificate'] as const;
const blob = z.strictObject({
  role: z.enum(BLOB_ROLES),
  digest: digestSchema,
  bytes: z.int().min(1),
  media_type: z.string().min(1).max(100),
});

/** A tensor of the ONNX graph; a string in `shape` is a free dimension (`n` rows, `N` hadrons, `B` events). */
const tensor = z.strictObject({
  name: z.string().min(1).max(64),
  type: z.enum(['float32', 'int64']),
  shape: z
    .array(z.union([z.int().min(1), z.enum(['n', 'N', 'B'])]))
    .min(1)
    .max(2),
});

/** A feature the network reads, in the order of the tensor's columns, with the range seen in training. */
const feature = z.strictObject({ name: z.string().min(1).max(64), unit: z.enum(['GeV', 'rad', '1']), range });

const training = z.strictObject({
  preset: nameSchema,
  settings: z.record(z.string().max(64), z.union([z.string(), finite, z.boolean(), z.array(finite)])),
  seed: z.string().regex(/^\d{1,20}$/),
  backend: z.string().min(1),
  code_commit: z.string().regex(/^([0-9a-f]{40}(-dirty)?|unknown)$/),
  steps: z.int().min(0),
  best_step: z.int().min(0),
  wall_time_s: finite.min(0),
});

/** A sample that was used: the built-in truth with its parameters, or a file with its sha256. */
const dataSample = z.strictObject({
  use: z.enum(['training', 'validation', 'calibration', 'certificate']),
  source: z.string().min(1).max(200),
  parameters: z.record(z.string().max(64), z.union([z.string(), finite])),
  digest: digestSchema.optional(),
  events: z.int().min(1),
  seed: z
    .string()
    .regex(/^\d{1,20}$/)
    .optional(),
});

const common = {
  schema: z.literal(MANIFEST_SCHEMA),
  name: nameSchema,
  version: versionSchema,
  description: z.string().min(1).max(1000),
  created: z.iso.datetime(),
  licence: z.string().min(1).max(64),
  blobs: z
    .array(blob)
    .min(1)
    .max(8)
    .refine((list) => new Set(list.map((b) => b.role)).size === list.length, 'each role once'),
  tensors: z.strictObject({ inputs: z.array(tensor).min(1).max(4), outputs: z.array(tensor).length(1) }),
  features: z.array(feature).min(1).max(32),
  training,
  data: z.array(dataSample).min(1).max(16),
  certificate: digestSchema,
};

export const generatorManifestSchema = z.strictObject({
  ...common,
  kind: z.literal('generator'),
  generator: z.strictObject({
    frame: z.enum(FRAMES),
    noise_dimension: z.int().min(1).max(1024),
    hadrons: z.strictObject({
      /** Masses in GeV by PDG id (both signs of a charged hadron listed). */
      masses: z.record(z.string().regex(/^-?\d{1,10}$/), finite.min(0)),
      source: z.string().min(1).max(200),
      /** The pair when neither the hadrons wanted nor the constituents are given. */
      default_pair: z.tuple([z.int(), z.int()]),
    }),
  }),
});

export const scorerManifestSchema = z.strictObject({
  ...common,
  kind: z.literal('scorer'),
  scorer: z.strictObject({
    /** What the logit tells apart: logit > 0 means class "1". */
    classes: z.strictObject({ '0': z.string().min(1).max(200), '1': z.string().min(1).max(200) }),
    /** Calibrated logit = scale * logit + offset, fitted on held-out events (Platt scaling); weight = exp of it. */
    calibration: z.strictObject({
      method: z.enum(['none', 'platt']),
      scale: finite,
      offset: finite,
      events: z.int().min(0),
    }),
    /** Calibrated logits are clipped to +- this before the exponential; clipped events are counted. */
    logit_clip: finite.positive(),
    /** Particles in an event seen in training. */
    multiplicity: range,
  }),
});

export const manifestSchema = z.discriminatedUnion('kind', [generatorManifestSchema, scorerManifestSchema]);

export type GeneratorManifest = z.infer<typeof generatorManifestSchema>;
export type ScorerManifest = z.infer<typeof scorerManifestSchema>;
export type Manifest = z.infer<typeof manifestSchema>;
export type Blob = z.infer<typeof blob>;
export type BlobRole = (typeof BLOB_ROLES)[number];
