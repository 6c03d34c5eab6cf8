import { z } from '@hono/zod-openapi';
import { tokenRequestSchema } from '../../models/access/answers.ts';
import {
  answeredBySchema,
  invalidRowSchema,
  sampleAnswerSchema,
  scoreAnswerSchema,
} from '../../models/contract/answers.ts';
import { manifestSchema } from '../../models/contract/manifest.ts';
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
  z.strictObject({
    bins: z.int().min(1).max(LIMITS.bins),
    range: z.array(z.number()).length(2).optional(),
  }),
  z.strictObject({ edges: z.array(z.number()).min(2) }),
]);

const rowsOf = <S extends z.ZodType>(row: S, cap: number) => z.array(row).min(1).max(cap);
const hadron = z.object({ cluster: z.int().min(0), pdg_id: z.int(), ...momentum });
const score = z.object({ score: z.number(), logit: z.number(), weight: z.number() });

/** Components of the OpenAPI document by name. */
export const COMPONENTS = {
  SampleRequest: z.strictObject({
    model,
    seed: seed
      .optional()
      .meta({ description: 'Unsigned 64-bit integer; above 2^53 - 1 as a string. Random if absent' }),
    first_index: z.int().min(0).optional(),
    on_invalid: z.enum(['refuse', 'skip']).optional(),
    clusters: z.union([clusterColumns, rowsOf(clusterRow, LIMITS.clusters)]),
  }),
  ScoreRequest: z.strictObject({
    model,
    histogram: histogram.optional().meta({ description: 'Bins of the score; 50 in (0, 1) if absent' }),
    events: z.union([eventColumns, rowsOf(eventRow, LIMITS.events)]),
  }),
  ResolveRequest: resolveRequestSchema,
  TokenRequest: tokenRequestSchema,
  Manifest: manifestSchema,
  PublishRequest: z.union([manifestSchema, signedManifestSchema]),
  SignatureEnvelope: envelopeSchema,
  AliasRequest: aliasRequestSchema,
  StateRequest: stateRequestSchema,
  SampleAnswer: z.union([sampleAnswerSchema, sampleAnswerSchema.extend({ hadrons: z.array(hadron) })]),
  ScoreAnswer: z.union([scoreAnswerSchema, scoreAnswerSchema.extend({ events: z.array(score) })]),
  AnsweredBy: answeredBySchema,
  InvalidRow: invalidRowSchema,
} as const;

export type ComponentName = keyof typeof COMPONENTS;
