import { z } from 'zod';
import { canonicalBytes } from '../contract/canonical.ts';
import { digestSchema, nameSchema, versionSchema } from '../contract/names.ts';
import { VERSION_STATES } from '../contract/publishing.ts';
import { RegistryError } from './error.ts';
import type { StoredObject } from './store.ts';

/** The small objects that find a manifest; canonical JSON each. */

const target = z.strictObject({ version: versionSchema, digest: digestSchema });

/** `models/<name>/versions/<semver>`; `created` repeats the manifest's, so that listings need not read it. */
export const versionPointerSchema = z.strictObject({
  name: nameSchema,
  version: versionSchema,
  digest: digestSchema,
  created: z.iso.datetime(),
});

/** `models/<name>/aliases/<alias>` */
export const aliasPointerSchema = z.strictObject({
  alias: nameSchema,
  version: versionSchema,
  digest: digestSchema,
  revision: z.int().min(1),
});

/** Who moved something, when and why. */
const account = {
  who: z.string().min(1).max(200),
  when: z.iso.datetime(),
  why: z.string().max(1000),
};

/** `models/<name>/history/<alias>/<revision>`; `id` makes each attempt's bytes its own. */
export const aliasMoveSchema = z.strictObject({
  revision: z.int().min(1),
  from: target.nullable(),
  to: target,
  ...account,
  id: z.uuid(),
});

/** `models/<name>/states/<semver>`; there is none for a version that was always active. */
export const statePointerSchema = z.strictObject({
  version: versionSchema,
  state: z.enum(VERSION_STATES),
  revision: z.int().min(1),
  ...account,
});

/** `models/<name>/state-history/<semver>/<revision>` */
export const stateMoveSchema = z.strictObject({
  revision: z.int().min(1),
  version: versionSchema,
  from: z.enum(VERSION_STATES),
  to: z.enum(VERSION_STATES),
  ...account,
  id: z.uuid(),
});

export type Target = z.infer<typeof target>;
export type VersionPointer = z.infer<typeof versionPointerSchema>;
export type AliasPointer = z.infer<typeof aliasPointerSchema>;
export type AliasMove = z.infer<typeof aliasMoveSchema>;
export type StatePointer = z.infer<typeof statePointerSchema>;
export type StateMove = z.infer<typeof stateMoveSchema>;

/** The bytes of a pointer or of a move. */
export const pointerBytes = (pointer: object): Uint8Array<ArrayBuffer> => canonicalBytes(pointer);

/** Reads a stored pointer; throws RegistryError 'corrupt' where it is not one. */
export function parsePointer<T>(schema: z.ZodType<T>, key: string, object: StoredObject): T {
  const text = new TextDecoder().decode(object.bytes);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new RegistryError('corrupt', key, `${key} is not JSON`, { cause: error });
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    throw new RegistryError('corrupt', key, `${key} is not what the registry writes there`, { cause: parsed.error });
  }
  return parsed.data;
}
