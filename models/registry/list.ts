import { NAME_PATTERN, VERSION_PATTERN } from '../contract/names.ts';
import type { AliasEntry, ModelEntry, VersionEntry } from '../contract/responses.ts';
import { RegistryError } from './error.ts';
import { aliasKey, aliasPrefix, lastSegment, versionKey, versionPrefix } from './keys.ts';
import { aliasPointerSchema, parsePointer, versionPointerSchema } from './pointers.ts';
import { readManifest } from './read.ts';
import type { ObjectStore } from './store.ts';
import { compareVersions } from './version-order.ts';

/**
 * All models with their versions (newest first) and aliases, by name. A model whose objects are damaged is left out and
 * reported, so that it does not hide the others.
 */
export async function listModels(
  store: ObjectStore,
  onFault: (name: string, fault: RegistryError) => void = () => {},
): Promise<ModelEntry[]> {
  const names = new Set<string>();
  for await (const key of store.list('models/')) {
    const [, name, folder] = key.split('/');
    if (name !== undefined && NAME_PATTERN.test(name) && folder === 'versions') names.add(name);
  }
  const entries = await Promise.all(
    [...names].sort().map((name) =>
      describeModel(store, name).catch((error: unknown) => {
        if (!(error instanceof RegistryError)) throw error;
        onFault(name, error);
        return null;
      }),
    ),
  );
  return entries.filter((entry) => entry !== null);
}

/**
 * One model with its versions and aliases; kind and description are those of the newest version.
 *
 * Throws RegistryError 'unknown-model' or 'corrupt'.
 */
export async function describeModel(store: ObjectStore, name: string): Promise<ModelEntry> {
  const versions = await listVersions(store, name);
  const [{ kind, description }, aliases] = await Promise.all([
    readManifest(store, versions[0]!.digest),
    listAliases(store, name),
  ]);
  return { name, kind, description, versions, aliases };
}

/** The versions of a model, newest (highest) first; throws RegistryError 'unknown-model' where there is none. */
export async function listVersions(store: ObjectStore, name: string): Promise<VersionEntry[]> {
  const versions: string[] = [];
  for await (const key of store.list(versionPrefix(name))) {
    if (VERSION_PATTERN.test(lastSegment(key))) versions.push(lastSegment(key));
  }
  if (versions.length === 0) throw new RegistryError('unknown-model', name, `no model is named ${name}`);
  const ordered = versions.toSorted((a, b) => compareVersions(b, a));
  return Promise.all(
    ordered.map(async (listed) => {
      const { version, digest, created } = await readListed(store, versionKey(name, listed), versionPointerSchema);
      return { version, digest, created };
    }),
  );
}

/** Where the aliases of a model point, by alias. */
export async function listAliases(store: ObjectStore, name: string): Promise<Record<string, AliasEntry>> {
  const names: string[] = [];
  for await (const key of store.list(aliasPrefix(name))) {
    if (NAME_PATTERN.test(lastSegment(key))) names.push(lastSegment(key));
  }
  const entries = await Promise.all(
    names.map(async (alias): Promise<[string, AliasEntry]> => {
      const { version, digest, revision } = await readListed(store, aliasKey(name, alias), aliasPointerSchema);
      return [alias, { version, digest, revision }];
    }),
  );
  return Object.fromEntries(entries);
}

async function readListed<T>(
  store: ObjectStore,
  key: string,
  schema: Parameters<typeof parsePointer<T>>[0],
): Promise<T> {
  const object = await store.get(key);
  if (!object) throw new RegistryError('corrupt', key, `${key} is listed but cannot be read`);
  return parsePointer(schema, key, object);
}
