import type { HistoryEntry } from '../contract/responses.ts';
import { RegistryError } from './error.ts';
import { aliasKey, historyKey, historyPrefix } from './keys.ts';
import {
  type AliasMove,
  type AliasPointer,
  aliasMoveSchema,
  aliasPointerSchema,
  parsePointer,
  pointerBytes,
  type Target,
} from './pointers.ts';
import { requireVersion, unknown } from './resolve.ts';
import type { ObjectStore, WriteCondition } from './store.ts';

/**
 * Moving an alias writes two objects, and a crash or another mover may come between them. The order is:
 *
 * 1. read the pointer, at revision r (0 where there is none);
 * 2. write history/<r + 1>, create-once: whoever succeeds owns revision r + 1, and this is the moment of the move;
 * 3. move the pointer from r to r + 1, by compare-and-swap on its etag.
 *
 * A mover that dies between 2 and 3 leaves an entry ahead of the pointer. Every mover looks for such an entry first and
 * finishes that move, so the pointer always follows the history one by one: each success has exactly one entry, and
 * none is lost. Readers see the pointer, and of the history what the pointer has reached: the old state or the new one.
 */
export interface AliasChange {
  /** The version to point to. */
  version: string;
  /** Move only if the alias is at this revision; 0: only if it does not exist. Without it, move from wherever it is. */
  expectedRevision?: number;
  who: string;
  why: string;
  /** ISO 8601 time of the move. */
  when: string;
}

export interface AliasOutcome {
  outcome: 'moved' | 'unchanged';
  pointer: AliasPointer;
}

/** Turns of reading and claiming before a mover that expects no revision gives up; each lost turn is another's success. */
const MAX_TURNS = 200;

/**
 * Points an alias to a published version; 'unchanged' where it points there already.
 *
 * Throws RegistryError: 'unknown-model', 'unknown-version', 'alias-conflict' (not at the expected revision), 'corrupt'.
 */
export async function moveAlias(
  store: ObjectStore,
  name: string,
  alias: string,
  change: AliasChange,
): Promise<AliasOutcome> {
  const { version, digest } = await requireVersion(store, name, change.version);
  for (let turn = 0; turn < MAX_TURNS; turn++) {
    const current = await settle(store, name, alias);
    const revision = current.pointer?.revision ?? 0;
    if (change.expectedRevision !== undefined && change.expectedRevision !== revision) {
      throw conflict(name, alias, `${name}@${alias} is at revision ${revision}, not ${change.expectedRevision}`);
    }
    if (current.pointer?.digest === digest) return { outcome: 'unchanged', pointer: current.pointer };
    const move = describeMove(current.pointer, { version, digest }, change);
    if (await claim(store, name, alias, move)) {
      await advance(store, name, alias, current, move);
      return { outcome: 'moved', pointer: pointerAfter(alias, move) };
    }
  }
  throw conflict(name, alias, `${name}@${alias} is being moved by too many at once`);
}

/** The moves of an alias, newest first; throws RegistryError 'unknown-alias' or 'unknown-model'. */
export async function readHistory(store: ObjectStore, name: string, alias: string): Promise<HistoryEntry[]> {
  const { pointer } = await readPointer(store, name, alias);
  if (!pointer) throw await unknown(store, name, 'unknown-alias', `${name}@${alias}`);
  const entries: HistoryEntry[] = [];
  for await (const key of store.list(historyPrefix(name, alias))) {
    const object = await store.get(key);
    if (!object) continue;
    const { id: _, ...entry } = parsePointer(aliasMoveSchema, key, object);
    if (entry.revision <= pointer.revision) entries.push(entry);
  }
  return entries.toReversed();
}

interface Current {
  pointer: AliasPointer | null;
  /** What the next write of the pointer must find. */
  condition: WriteCondition;
}

async function readPointer(store: ObjectStore, name: string, alias: string): Promise<Current> {
  const key = aliasKey(name, alias);
  const object = await store.get(key);
  if (!object) return { pointer: null, condition: { absent: true } };
  return { pointer: parsePointer(aliasPointerSchema, key, object), condition: { etag: object.etag } };
}

/** The pointer once every move that was claimed has reached it. */
async function settle(store: ObjectStore, name: string, alias: string): Promise<Current> {
  for (;;) {
    const current = await readPointer(store, name, alias);
    const key = historyKey(name, alias, (current.pointer?.revision ?? 0) + 1);
    const claimed = await store.get(key);
    if (!claimed) return current;
    await advance(store, name, alias, current, parsePointer(aliasMoveSchema, key, claimed));
  }
}

function claim(store: ObjectStore, name: string, alias: string, move: AliasMove): Promise<string | null> {
  return store.put(historyKey(name, alias, move.revision), pointerBytes(move), { absent: true });
}

/** Writes the pointer that a claimed move leads to; where the condition fails another mover has done it already. */
async function advance(
  store: ObjectStore,
  name: string,
  alias: string,
  current: Current,
  move: AliasMove,
): Promise<void> {
  await store.put(aliasKey(name, alias), pointerBytes(pointerAfter(alias, move)), current.condition);
}

function describeMove(pointer: AliasPointer | null, to: Target, change: AliasChange): AliasMove {
  return {
    revision: (pointer?.revision ?? 0) + 1,
    from: pointer && { version: pointer.version, digest: pointer.digest },
    to,
    who: change.who,
    when: change.when,
    why: change.why,
    id: crypto.randomUUID(),
  };
}

const pointerAfter = (alias: string, move: AliasMove): AliasPointer => ({
  alias,
  version: move.to.version,
  digest: move.to.digest,
  revision: move.revision,
});

const conflict = (name: string, alias: string, message: string): RegistryError =>
  new RegistryError('alias-conflict', `${name}@${alias}`, message);
