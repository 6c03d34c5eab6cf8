import { z } from 'zod';
import { digestSchema, nameSchema, versionSchema } from './names.ts';

/** The file that pins an analysis' models by digest. */
export const LOCKFILE_NAME = 'hadronedge.lock.json';
export const LOCKFILE_SCHEMA = 'hadronedge/lock/1';

/** What a reference meant when it was locked. */
const lockedModel = z.strictObject({
  name: nameSchema,
  version: versionSchema,
  digest: digestSchema,
  alias_revision: z.int().min(1).optional(),
});

/** `hadronedge.lock.json`: resolved references by the text they were asked with. */
export const lockfileSchema = z.strictObject({
  schema: z.literal(LOCKFILE_SCHEMA),
  models: z.record(z.string().min(1).max(200), lockedModel),
});

export type LockedModel = z.infer<typeof lockedModel>;
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
  return `${JSON.stringify({ schema: lockfile.schema, models }, null, 2)}\n`;
}

/** Reads a lockfile's text; throws SyntaxError or ZodError. */
export function parseLockfile(text: string): Lockfile {
  return lockfileSchema.parse(JSON.parse(text));
}
