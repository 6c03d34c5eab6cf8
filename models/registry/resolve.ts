import { formatReference, MalformedReference, parseReference, type Reference } from '../contract/reference.ts';
import type { ResolvedReference } from '../contract/responses.ts';
import { RegistryError } from './error.ts';
import { aliasKey, versionKey, versionPrefix } from './keys.ts';
import {
  type AliasPointer,
  aliasPointerSchema,
  parsePointer,
  type StatePointer,
  type VersionPointer,
  versionPointerSchema,
} from './pointers.ts';
import { readManifest } from './read.ts';
import { readState, refuseYanked } from './state.ts';
import type { ObjectStore } from './store.ts';

/** A published manifest that a reference means, and the alias it went through. */
export interface Resolved {
  name: string;
  version: string;
  digest: string;
  alias?: string;
  /** Moves of the alias so far. */
  revision?: number;
  /** Where the version is not active. */
  state?: StatePointer;
}

/**
 * What a reference means now. A digest counts only where a version of that name points to it: a manifest whose publish
 * was cut short is not served. A yanked version is found by its digest alone.
 *
 * Throws RegistryError: 'malformed-reference', 'unknown-model', 'unknown-version', 'unknown-alias', 'unknown-digest',
 * 'yanked' or 'corrupt'.
 */
export async function resolveReference(store: ObjectStore, reference: string | Reference): Promise<Resolved> {
  const wanted = typeof reference === 'string' ? readReference(reference) : reference;
  if (wanted.by === 'version')
    return usable(store, fromVersion(await requireVersion(store, wanted.name, wanted.version)));
  if (wanted.by === 'digest') return resolveDigest(store, wanted.name, wanted.digest);
  const pointer = await readAlias(store, wanted.name, wanted.alias);
  if (!pointer) throw await unknown(store, wanted.name, 'unknown-alias', formatReference(wanted));
  const { alias, version, digest, revision } = pointer;
  return usable(store, { name: wanted.name, version, digest, alias, revision });
}

/** As `resolveReference`, and says of a digest too whether its version is deprecated or yanked. */
export async function resolveWithState(store: ObjectStore, reference: string): Promise<Resolved> {
  const resolved = await resolveReference(store, reference);
  return resolved.state ? resolved : withState(resolved, await readState(store, resolved.name, resolved.version));
}

/** A line of the answer to POST /v1/resolve. */
export function describeResolved(reference: string, resolved: Resolved): ResolvedReference {
  const { name, version, digest, alias, revision, state } = resolved;
  return {
    reference,
    name,
    version,
    digest,
    ...(alias === undefined ? {} : { alias }),
    ...(revision === undefined ? {} : { alias_revision: revision }),
    ...(state ? { state: state.state, why: state.why } : {}),
  };
}

/** The pointer of a version, or null where it is not published. */
export async function readVersion(store: ObjectStore, name: string, version: string): Promise<VersionPointer | null> {
  const key = versionKey(name, version);
  const object = await store.get(key);
  const pointer = object && parsePointer(versionPointerSchema, key, object);
  if (pointer && (pointer.name !== name || pointer.version !== version)) throw misplaced(key);
  return pointer;
}

/** The pointer of an alias, or null where there is none. */
export async function readAlias(store: ObjectStore, name: string, alias: string): Promise<AliasPointer | null> {
  const key = aliasKey(name, alias);
  const object = await store.get(key);
  const pointer = object && parsePointer(aliasPointerSchema, key, object);
  if (pointer && pointer.alias !== alias) throw misplaced(key);
  return pointer;
}

const misplaced = (key: string): RegistryError =>
  new RegistryError('corrupt', key, `${key} holds the pointer of another key`);

/** The pointer of a version; throws RegistryError 'unknown-version' or 'unknown-model' where it is not published. */
export async function requireVersion(store: ObjectStore, name: string, version: string): Promise<VersionPointer> {
  const pointer = await readVersion(store, name, version);
  if (!pointer) throw await unknown(store, name, 'unknown-version', `${name}@${version}`);
  return pointer;
}

/** The error for a name that is not there: 'unknown-model' where the model has no version at all. */
export async function unknown(
  store: ObjectStore,
  name: string,
  reason: 'unknown-version' | 'unknown-alias' | 'unknown-digest',
  subject: string,
): Promise<RegistryError> {
  for await (const _ of store.list(versionPrefix(name))) {
    return new RegistryError(reason, subject, `${subject} is not published`);
  }
  return new RegistryError('unknown-model', name, `no model is named ${name}`);
}

function readReference(text: string): Reference {
  try {
    return parseReference(text);
  } catch (error) {
    if (!(error instanceof MalformedReference)) throw error;
    throw new RegistryError('malformed-reference', text.slice(0, 80), error.message, { cause: error });
  }
}

/** What was found by version or alias, with its state. Throws RegistryError 'yanked'. */
async function usable(store: ObjectStore, resolved: Resolved): Promise<Resolved> {
  return withState(resolved, await refuseYanked(store, resolved.name, resolved.version, resolved.digest));
}

const withState = (resolved: Resolved, state: StatePointer | null): Resolved =>
  state && state.state !== 'active' ? { ...resolved, state } : resolved;

const fromVersion = ({ name, version, digest }: VersionPointer): Resolved => ({ name, version, digest });

async function resolveDigest(store: ObjectStore, name: string, digest: string): Promise<Resolved> {
  const absent = () => unknown(store, name, 'unknown-digest', `${name}@${digest}`);
  const manifest = await readManifest(store, digest).catch(async (error: unknown) => {
    throw error instanceof RegistryError && error.reason === 'unknown-digest' ? await absent() : error;
  });
  if (manifest.name !== name) throw await absent();
  const pointer = await readVersion(store, name, manifest.version);
  if (pointer?.digest !== digest) throw await absent();
  return { name, version: manifest.version, digest };
}
