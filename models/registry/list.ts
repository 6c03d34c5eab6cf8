import { NAME_PATTERN, VERSION_PATTERN } from '../contract/names.ts';
import type { AliasEntry, ModelEntry, VersionEntry } from '../contract/responses.ts';
import { RegistryError } from './error.ts';
import { aliasKey, aliasPrefix, lastSegment, statePrefix, versionKey, versionPrefix } from './keys.ts';
import { aliasPointerSchema, parsePointer, type StatePointer, versionPointerSchema } from './pointers.ts';
import { readManifest } from './read.ts';
import { readState } from './state.ts';
import type { ObjectStore } from './store.ts';
import { compareVersions } from './version-order.ts';

/** Which models to list. */
export interface Page {
  /** Only those behind this name. */
  after?: string;
  /** At most so many. */
  limit?: number;
}

export interface ModelPage {
  models: ModelEntry[];
  /** The name to go on behind, where there are more. */
  next?: string;
}

/**
 * A page of the models with their versions (newest first) and aliases, in the order of their keys. A model whose objects
 * are damaged is left out and reported, so that it does not hide the others.
 */
export async function listModels(
  store: ObjectStore,
  onFault: (name: string, fault: RegistryError) => void = () => {},
  { after, limit = Number.POSITIVE_INFINITY }: Page = {},
): Promise<ModelPage> {
  const names: string[] = [];
  for await (const name of store.folders('models/', after)) {
    if (!NAME_PATTERN.test(name)) continue;
    names.push(name);
    // One more than asked for tells that there are more.
    if (names.length > limit) break;
  }
  const shown = names.slice(0, limit);
  const entries = await Promise.all(
    shown.map((name) =>
      describeModel(store, name).catch((error: unknown) => {
        if (!(error instanceof RegistryError)) throw error;
        onFault(name, error);
        return null;
      }),
    ),
  );
  const models = entries.filter((entry) => entry !== null);
  return names.length > shown.length ? { models, next: shown.at(-1)! } : { models };
}

/**
 * One model with its versions and aliases; kind and description are those of the newest version, before any that is
 * yanked.
 *
 * Throws RegistryError 'unknown-model' or 'corrupt'.
 */
export async function describeModel(store: ObjectStore, name: string): Promise<ModelEntry> {
  const versions = await listVersions(store, name);
  const [{ kind, description }, aliases] = await Promise.all([
    readManifest(store, (versions.find(({ state }) => state !== 'yanked') ?? versions[0]!).digest),
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
  const states = await listStates(store, name);
  return Promise.all(
    ordered.map(async (listed) => {
      const { version, digest, created } = await readListed(store, versionKey(name, listed), versionPointerSchema);
      const state = states.get(version);
      return { version, digest, created, ...(state ? { state: state.state, why: state.why } : {}) };
    }),
  );
}

/** The states of the versions that are not active. */
async function listStates(store: ObjectStore, name: string): Promise<Map<string, StatePointer>> {
  const changed: string[] = [];
  for await (const key of store.list(statePrefix(name))) {
    if (VERSION_PATTERN.test(lastSegment(key))) changed.push(lastSegment(key));
  }
  const states = await Promise.all(changed.map((version) => readState(store, name, version)));
  return new Map(states.flatMap((state) => (state && state.state !== 'active' ? [[state.version, state]] : [])));
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
