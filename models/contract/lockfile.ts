import { z } from 'zod';
import { digestSchema, nameSchema, versionSchema } from './names.ts';
import { isReference, isSameReference } from './reference.ts';

/** The file that pins an analysis' models by digest. */
export const LOCKFILE_NAME = 'hadronedge.lock.json';
export const LOCKFILE_SCHEMA = 'hadronedge/lock/1';

/** A reference as it was asked with. */
const reference = z.string().refine(isReference, 'must be a model reference');

/** What a reference meant when it was locked. */
const lockedModelSchema = z.strictObject({
  name: nameSchema,
  version: versionSchema,
  digest: digestSchema,
  alias_revision: z.int().min(1).optional(),
});

/**
 * `hadronedge.lock.json`: resolved references by the text they were asked with, and the runtime of the service then. The
 * bits of an answer depend on both.
 */
export const lockfileSchema = z.strictObject({
  schema: z.literal(LOCKFILE_SCHEMA),
  runtime: z.string().min(1).max(200).optional(),
  models: z.record(reference, lockedModelSchema),
});

export type LockedModel = z.infer<typeof lockedModelSchema>;
export type Lockfile = z.infer<typeof lockfileSchema>;

/** The text of a lockfile: references sorted by code unit, fields in a fixed order, two spaces, so that diffs are small. */
export function formatLockfile(lockfile: Lockfile): string {
  const entries = Object.entries(lockfile.models).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const models = Object.fromEntries(
    entries.map(([reference, { name, version, digest, alias_revision }]) => [
      reference,
      { name, version, digest, ...(alias_revision === undefined ? {} : { alias_revision }) },
    ]),
  );
  const { schema, runtime } = lockfile;
  return `${JSON.stringify({ schema, ...(runtime === undefined ? {} : { runtime }), models }, null, 2)}\n`;
}

/** Reads a lockfile's text; throws SyntaxError or ZodError. */
export function parseLockfile(text: string): Lockfile {
  return lockfileSchema.parse(JSON.parse(text));
}

/**
 * What a lockfile pins a reference to, or undefined where it does not, or where the text is no reference. `gen` and
 * `gen@stable` are the same reference.
 */
export function lockedModel(lock: Lockfile, reference: string): LockedModel | undefined {
  if (!isReference(reference)) return undefined;
  return Object.entries(lock.models).find(([locked]) => isSameReference(locked, reference))?.[1];
}
