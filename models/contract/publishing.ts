import { z } from 'zod';
import { manifestSchema } from './manifest.ts';
import { digestSchema, nameSchema, versionSchema } from './names.ts';
import { envelopeSchema, keyIdSchema } from './signing/envelope.ts';

/**
 * Bodies of the requests that write to a registry over HTTP, and of their answers. The edge parses the former and
 * answers with the latter, the trainer does it the other way round.
 */

/** What may be said of a version: nothing, better not, or no more. */
export const VERSION_STATES = ['active', 'deprecated', 'yanked'] as const;

const revision = z.int().min(1);
const who = z.string().min(1).max(200);
const why = z.string().max(1000);
/** Identity of one attempt: a request that is repeated with it is answered as the first. */
const id = z.uuid();

/** What happened to the bytes of a blob or manifest. */
export const storedSchema = z.enum(['written', 'present', 'repaired']);

/** Answer of PUT /v1/blobs/{digest}. */
export const blobAnswerSchema = z.object({ digest: digestSchema, bytes: z.int().min(0), outcome: storedSchema });

/** Signatures that may come with one release. */
const MOST_SIGNATURES = 64;

/** Body of PUT /v1/models/{name}/versions/{version} with signatures; without any it is the manifest itself. */
export const signedManifestSchema = z.strictObject({
  manifest: manifestSchema,
  signatures: z.array(envelopeSchema).max(MOST_SIGNATURES),
});

/** Answer of PUT /v1/models/{name}/versions/{version}. */
export const publishAnswerSchema = z.object({
  name: nameSchema,
  version: versionSchema,
  digest: digestSchema,
  outcome: z.enum(['published', 'unchanged']),
  /** What happened to the manifest's bytes. */
  manifest: storedSchema,
  /** What happened to the signatures that came with it, by key. */
  signatures: z.array(z.object({ keyid: keyIdSchema, outcome: storedSchema })).optional(),
});

/** Answer of PUT /v1/models/{name}/versions/{version}/signatures/{keyid}. */
export const signatureAnswerSchema = z.object({
  name: nameSchema,
  version: versionSchema,
  digest: digestSchema,
  keyid: keyIdSchema,
  outcome: storedSchema,
});

/** Body of PUT /v1/models/{name}/aliases/{alias}: the version to point to, by number or by digest. */
export const aliasRequestSchema = z
  .strictObject({
    version: versionSchema.optional(),
    digest: digestSchema.optional(),
    who: who.optional(),
    why: why.default(''),
    id: id.optional(),
  })
  .refine(({ version, digest }) => (version === undefined) !== (digest === undefined), 'give version or digest');

/** An alias: answer of GET and PUT /v1/models/{name}/aliases/{alias}. */
export const aliasAnswerSchema = z.object({
  alias: nameSchema,
  version: versionSchema,
  digest: digestSchema,
  revision,
  /** In the answer to a PUT. */
  outcome: z.enum(['moved', 'unchanged']).optional(),
});

/** Body of PUT /v1/models/{name}/versions/{version}/state. */
export const stateRequestSchema = z.strictObject({
  state: z.enum(VERSION_STATES),
  who: who.optional(),
  why: why.min(1, 'say why: it is what users of the version will read'),
  id: id.optional(),
});

/** One change of a version's state. */
export const stateEntrySchema = z.object({
  revision,
  from: z.enum(VERSION_STATES),
  to: z.enum(VERSION_STATES),
  who: z.string(),
  when: z.iso.datetime(),
  why: z.string(),
});

/** The state of a version: answer of GET and PUT /v1/models/{name}/versions/{version}/state; history newest first. */
export const stateAnswerSchema = z.object({
  name: nameSchema,
  version: versionSchema,
  digest: digestSchema,
  state: z.enum(VERSION_STATES),
  /** Changes so far. */
  revision: z.int().min(0),
  history: z.array(stateEntrySchema),
  /** In the answer to a PUT: the aliases that point to the version. */
  aliases: z.array(nameSchema).optional(),
  outcome: z.enum(['moved', 'unchanged']).optional(),
});

export type VersionState = (typeof VERSION_STATES)[number];
export type Stored = z.infer<typeof storedSchema>;
export type StateEntry = z.infer<typeof stateEntrySchema>;
export type StateAnswer = z.infer<typeof stateAnswerSchema>;
export type AliasAnswer = z.infer<typeof aliasAnswerSchema>;
export type PublishAnswer = z.infer<typeof publishAnswerSchema>;
