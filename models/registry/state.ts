import { RegistryError } from './error.ts';
import { stateKey } from './keys.ts';
import { parsePointer, type StatePointer, statePointerSchema } from './pointers.ts';
import type { ObjectStore } from './store.ts';

/**
 * The state of a version, or null where nobody ever changed it: it is active. Throws RegistryError 'corrupt'.
 *
 * Deprecated: resolved as ever, with a word of why. Yanked: no longer found by version or alias, but served by digest,
 * so that a pinned analysis can be repeated for as long as the bucket lives.
 */
export async function readState(store: ObjectStore, name: string, version: string): Promise<StatePointer | null> {
  const key = stateKey(name, version);
  const object = await store.get(key);
  const pointer = object && parsePointer(statePointerSchema, key, object);
  if (pointer && pointer.version !== version) {
    throw new RegistryError('corrupt', key, `${key} holds the state of another version`);
  }
  return pointer;
}

/** The state of a version that may be used by name. Throws RegistryError 'yanked', with the reason that was given. */
export async function refuseYanked(
  store: ObjectStore,
  name: string,
  version: string,
  digest: string,
): Promise<StatePointer | null> {
  const state = await readState(store, name, version);
  if (state?.state !== 'yanked') return state;
  const words = `${name}@${version} was withdrawn: ${state.why}; ${name}@${digest} is served still`;
  throw new RegistryError('yanked', `${name}@${version}`, words);
}
