import { z } from '@hono/zod-openapi';
import { FORMAT_NAMES, type Format } from '../../formats/format.ts';
import { tokenRequestSchema } from '../../models/access/answers.ts';
import {
  answeredBySchema,
  invalidRowSchema,
  sampleAnswerSchema,
  sampledScoresSchema,
  scoreAnswerSchema,
  scorerAnswerSchema,
  scoresAnswerSchema,
} from '../../models/contract/answers.ts';
import { manifestSchema } from '../../models/contract/manifest.ts';
import { digestSchema } from '../../models/contract/names.ts';
import { aliasRequestSchema, signedManifestSchema, stateRequestSchema } from '../../models/contract/publishing.ts';
import { resolveRequestSchema } from '../../models/contract/responses.ts';
import { envelopeSchema } from '../../models/contract/signing/envelope.ts';
import { LIMITS } from '../limits.ts';

/**
 * Request and answer bodies as the OpenAPI document states them. Requests are not checked by these: columns of numbers
 * are parsed by `formats/` without a schema for each number, options by `request/options.ts`.
 */

const energy = (description: string) => z.array(z.number()).meta({ description });
const ids = z.array(z.int());
const flags = z.array(z.union([z.literal(0), z.literal(1)]));

const optionalClusterColumns = {
  ...Object.fromEntries(
    ['q1', 'q2'].flatMap((q) => [
      [`${q}_pdg_id`, ids.optional()],
      ...['px', 'py', 'pz', 'E'].map((name) => [`${q}_${name}`, energy(`GeV`).optional()] as const),
      [`${q}_perturbative`, flags.optional()],
    ]),
  ),
  h1_pdg_id: ids.optional(),
  h2_pdg_id: ids.optional(),
  event: ids.optional(),
};

const momentumColumns = { px: energy('GeV'), py: energy('GeV'), pz: energy('GeV'), E: energy('GeV') };
const momentum = { px: z.number(), py: z.number(), pz: z.number(), E: z.number() };

const clusterColumns = z.strictObject({ ...momentumColumns, ...optionalClusterColumns });
const clusterRow = z
  .object(momentum)
  .loose()
  .meta({ description: 'One cluster: the names of the columns form, one value each' });
const eventColumns = z.strictObject({
  offsets: z.array(z.int().min(0)).meta({ description: 'Particles of event e: offsets[e] up to offsets[e + 1]' }),
  ...momentumColumns,
  pdg_id: ids.optional(),
  weight: z.array(z.number()).optional(),
});
const particle = z.strictObject({ pdg_id: z.int().optional(), ...momentum });
const eventRow = z.object({ particles: z.array(particle), weight: z.number().optional() }).loose();

const seed = z.union([z.int().min(0), z.string().regex(/^[0-9]{1,20}$/)]);
const model = z.string().max(200).meta({ description: 'Reference of a model', example: 'hadml-v1@1.0.0' });
const histogram = z.union([
  z.literal('auto'),
  z.strictObject({
    bins: z.int().min(1).max(LIMITS.bins),
    range: z.array(z.number()).length(2).optional(),
  }),
  z.strictObject({ edges: z.array(z.number()).min(2) }),
]);

const rowsOf = <S extends z.ZodType>(row: S, cap: number) => z.array(row).min(1).max(cap);
const hadron = z.object({ cluster: z.int().min(0), pdg_id: z.int(), ...momentum });
const flag = z.union([z.literal(0), z.literal(1)]);
const score = z.object({
  score: z.number(),
  logit: z.number(),
  weight: z.number(),
  out_of_range: flag,
  clipped: flag,
});
const scoreRows = { events: z.array(score) };
const events = z.union([eventColumns, rowsOf(eventRow, LIMITS.events)]);
const scoreForm = { type: 'string', format: 'binary' } as const;

const format = z.enum(FORMAT_NAMES as [Format, ...Format[]]);

/** Body of `POST /v1/uploads`. */
export const uploadRequestSchema = z.strictObject({
  digest: digestSchema.meta({ description: 'sha256 of all bytes' }),
  bytes: z.int().min(1).max(LIMITS.source_bytes),
  format: format.meta({ description: 'Format of the events; a job may say another' }),
});

/** Components of the OpenAPI document by name. */
export const COMPONENTS = {
  SampleRequest: z.strictObject({
    model,
    seed: seed
      .optional()
      .meta({ description: 'Unsigned 64-bit integer; above 2^53 - 1 as a string. Random if absent' }),
    first_index: z.int().min(0).optional(),
    on_invalid: z.enum(['refuse', 'skip']).optional(),
    score: model.optional().meta({ description: 'Reference of a scorer for the sampled events' }),
    clusters: z.union([clusterColumns, rowsOf(clusterRow, LIMITS.clusters)]),
  }),
  ScoreRequest: z.strictObject({
    model: z
      .union([model, z.array(model).min(1).max(LIMITS.scorers)])
      .meta({ description: 'Reference of a scorer, or of several' }),
    histogram: histogram.optional().meta({
      description: 'Bins of the score; 50 in (0, 1) if absent, the rule of Freedman and Diaconis for "auto"',
    }),
    with_events: z.boolean().optional().meta({ description: 'Arrow and Parquet answers: the events as well' }),
    weight_name: z.string().max(100).optional().meta({
      description: "Answers with events: name of the events' own weight times the likelihood ratio",
    }),
    events,
    reference: events.optional().meta({ description: 'A second sample to compare with' }),
  }),
  ScoreForm: z.strictObject({
    events: z.unknown().meta({ ...scoreForm, description: 'Events; the Content-Type of the part is their format' }),
    reference: z
      .unknown()
      .optional()
      .meta({ ...scoreForm, description: 'A second sample to compare with' }),
  }),
  UploadRequest: uploadRequestSchema,
  JobRequest: z.strictObject({
    operation: z.enum(['score', 'sample']).optional().meta({ description: 'score if absent' }),
    source: digestSchema.meta({ description: 'Digest of stored events' }),
    format: format.optional().meta({ description: 'The format that the upload said if absent' }),
    model,
    histogram: histogram.optional().meta({ description: 'Bins of the score; 50 in (0, 1) if absent' }),
    weight: z.string().optional().meta({ description: "HepMC3 only: name of the weight that is the events' own" }),
    seed: seed.optional().meta({ description: 'sample only, and there required' }),
    first_index: z.int().min(0).optional(),
    on_invalid: z.enum(['refuse', 'skip']).optional(),
  }),
  ResolveRequest: resolveRequestSchema,
  TokenRequest: tokenRequestSchema,
  Manifest: manifestSchema,
  PublishRequest: z.union([manifestSchema, signedManifestSchema]),
  SignatureEnvelope: envelopeSchema,
  AliasRequest: aliasRequestSchema,
  StateRequest: stateRequestSchema,
  SampleAnswer: z.union([
    sampleAnswerSchema,
    sampleAnswerSchema.extend({
      hadrons: z.array(hadron),
      scores: sampledScoresSchema.extend({ events: z.array(score.extend({ event: z.int() })) }).optional(),
    }),
  ]),
  ScoreAnswer: z.union([
    scoreAnswerSchema,
    scoreAnswerSchema.extend(scoreRows),
    scoresAnswerSchema,
    scoresAnswerSchema.extend({ scorers: z.array(scorerAnswerSchema.extend(scoreRows)) }),
  ]),
  AnsweredBy: answeredBySchema,
  InvalidRow: invalidRowSchema,
} as const;

export type ComponentName = keyof typeof COMPONENTS;
