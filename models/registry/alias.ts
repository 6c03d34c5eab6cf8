import type { HistoryEntry } from '../contract/responses.ts';
import { aliasKey, historyKey, historyPrefix } from './keys.ts';
import { type AliasMove, type AliasPointer, aliasMoveSchema, aliasPointerSchema } from './pointers.ts';
import { type MoveOptions, moveRegister, type Outcome, type Register, readMoves, readRegister } from './register.ts';
import { requireVersion, unknown } from './resolve.ts';
import { refuseYanked } from './state.ts';
import type { ObjectStore } from './store.ts';

/** A move of an alias, as its mover wants it. */
export interface AliasChange extends MoveOptions {
  /** The version to point to. */
  version: string;
  who: string;
  why: string;
  /** ISO 8601 time of the move. */
  when: string;
}

export type AliasOutcome = Outcome<AliasPointer>;

/** An alias as a register: its pointer and its history. */
export const aliasRegister = (name: string, alias: string): Register<AliasPointer, AliasMove> => ({
  subject: `${name}@${alias}`,
  conflict: 'alias-conflict',
  pointerKey: aliasKey(name, alias),
  movePrefix: historyPrefix(name, alias),
  moveKey: (revision) => historyKey(name, alias, revision),
  pointerSchema: aliasPointerSchema,
  moveSchema: aliasMoveSchema,
  after: ({ to, revision }) => ({ alias, version: to.version, digest: to.digest, revision }),
});

/**
 * Points an alias to a published version; 'unchanged' where it points there already.
 *
 * Throws RegistryError: 'unknown-model', 'unknown-version', 'yanked', 'alias-conflict' (not at the expected revision),
 * 'corrupt'.
 */
export async function moveAlias(
  store: ObjectStore,
  name: string,
  alias: string,
  change: AliasChange,
): Promise<AliasOutcome> {
  const { version, digest } = await requireVersion(store, name, change.version);
  await refuseYanked(store, name, version, digest);
  const { who, when, why } = change;
  const { outcome, pointer } = await moveRegister(store, aliasRegister(name, alias), change, (current, next) => {
    if (current?.digest === digest) return null;
    const from = current && { version: current.version, digest: current.digest };
    return { ...next, from, to: { version, digest }, who, when, why };
  });
  // Unchanged is only what points somewhere.
  return { outcome, pointer: pointer! };
}

/** The moves of an alias, newest first; throws RegistryError 'unknown-alias', 'unknown-model' or 'corrupt'. */
export async function readHistory(store: ObjectStore, name: string, alias: string): Promise<HistoryEntry[]> {
  const moves = await readMoves(store, aliasRegister(name, alias));
  if (moves.length === 0) throw await unknown(store, name, 'unknown-alias', `${name}@${alias}`);
  return moves.map(({ revision, from, to, who, when, why }) => ({ revision, from, to, who, when, why }));
}

/** The pointer of an alias; throws RegistryError 'unknown-alias', 'unknown-model' or 'corrupt'. */
export async function requireAlias(store: ObjectStore, name: string, alias: string): Promise<AliasPointer> {
  const pointer = await readRegister(store, aliasRegister(name, alias));
  if (!pointer) throw await unknown(store, name, 'unknown-alias', `${name}@${alias}`);
  return pointer;
}
