import { z } from 'zod';
import { manifestSchema } from './manifest.ts';
import { digestSchema, nameSchema, versionSchema } from './names.ts';
import { VERSION_STATES } from './publishing.ts';
import { envelopeSchema, keyIdSchema } from './signing/envelope.ts';

/**
 * Bodies of the registry's HTTP answers. The edge answers with them, the client parses with them. Unknown fields are
 * dropped, so that an older client reads a newer server.
 */

const revision = z.int().min(1);
const kind = z.enum(['generator', 'scorer']);

/** State of a version that is not active, and the reason given. */
const state = { state: z.enum(VERSION_STATES).optional(), why: z.string().optional() };

/** One published version of a model. */
export const versionEntrySchema = z.object({
  version: versionSchema,
  digest: digestSchema,
  created: z.iso.datetime(),
  ...state,
});

/** Where an alias points, and after how many moves. */
export const aliasEntrySchema = z.object({ version: versionSchema, digest: digestSchema, revision });

/** GET /v1/models/{name}/aliases */
export const aliasesSchema = z.object({ aliases: z.record(nameSchema, aliasEntrySchema) });

/** GET /v1/models/{name}; kind and description are those of the newest version that is not yanked; versions newest first. */
export const modelEntrySchema = z.object({
  name: nameSchema,
  kind,
  description: z.string(),
  versions: z.array(versionEntrySchema),
  aliases: z.record(nameSchema, aliasEntrySchema),
});

/** GET /v1/models: a page. `next` is there where more follow: ask for them with `?after=` and this name. */
export const modelListSchema = z.object({ models: z.array(modelEntrySchema), next: nameSchema.optional() });

/** GET /v1/models/{name}/versions/{version} */
export const versionAnswerSchema = z.object({
  name: nameSchema,
  version: versionSchema,
  digest: digestSchema,
  manifest: manifestSchema,
});

/**
 * GET /v1/models/{name}/versions/{version}/signatures: by key id. What stands there and is no envelope has null, so that
 * a verifier can say so.
 */
export const signaturesSchema = z.object({
  name: nameSchema,
  version: versionSchema,
  digest: digestSchema,
  signatures: z.array(z.object({ keyid: keyIdSchema, envelope: envelopeSchema.nullable() })),
});

/** Where an alias pointed before or after a move; null before the first. */
const aliasTarget = z.object({ version: versionSchema, digest: digestSchema });

/** One move of an alias. */
export const historyEntrySchema = z.object({
  revision,
  from: aliasTarget.nullable(),
  to: aliasTarget,
  who: z.string(),
  when: z.iso.datetime(),
  why: z.string(),
});

/** GET /v1/models/{name}/aliases/{alias}/history, newest first */
export const historySchema = z.object({ history: z.array(historyEntrySchema) });

/** A reference and the version and digest it means; the alias and its revision where it went through one. */
export const resolvedReferenceSchema = z.object({
  reference: z.string(),
  name: nameSchema,
  version: versionSchema,
  digest: digestSchema,
  alias: nameSchema.optional(),
  alias_revision: revision.optional(),
  ...state,
});

/** Body of POST /v1/resolve. */
export const resolveRequestSchema = z.strictObject({ references: z.array(z.string().max(200)).min(1).max(100) });

/** Answer of POST /v1/resolve, in the order asked, and the runtime that answers are made with now. */
export const resolveResponseSchema = z.object({
  runtime: z.string().optional(),
  models: z.array(resolvedReferenceSchema),
});

export type VersionEntry = z.infer<typeof versionEntrySchema>;
export type AliasEntry = z.infer<typeof aliasEntrySchema>;
export type ModelEntry = z.infer<typeof modelEntrySchema>;
export type ModelList = z.infer<typeof modelListSchema>;
export type VersionAnswer = z.infer<typeof versionAnswerSchema>;
export type Signatures = z.infer<typeof signaturesSchema>;
export type HistoryEntry = z.infer<typeof historyEntrySchema>;
export type ResolveResponse = z.infer<typeof resolveResponseSchema>;
export type ResolvedReference = z.infer<typeof resolvedReferenceSchema>;
