import type { StateEntry, VersionState } from '../contract/publishing.ts';
import { stateHistoryKey, stateHistoryPrefix, stateKey } from './keys.ts';
import { type StateMove, type StatePointer, stateMoveSchema, statePointerSchema } from './pointers.ts';
import { type MoveOptions, moveRegister, type Outcome, type Register, readMoves } from './register.ts';
import { requireVersion } from './resolve.ts';
import type { ObjectStore } from './store.ts';

/** A change of a version's state: to yank it, to deprecate it, or to take either back. */
export interface StateChange extends MoveOptions {
  state: VersionState;
  who: string;
  /** Why; who meets the state reads it. */
  why: string;
  /** ISO 8601 time of the change. */
  when: string;
}

/** The pointer is null where the version is active and never was anything else. */
export type StateOutcome = Outcome<StatePointer | null>;

/** The state of a version as a register: its pointer and its history. */
export const stateRegister = (name: string, version: string): Register<StatePointer, StateMove> => ({
  subject: `the state of ${name}@${version}`,
  conflict: 'state-conflict',
  pointerKey: stateKey(name, version),
  movePrefix: stateHistoryPrefix(name, version),
  moveKey: (revision) => stateHistoryKey(name, version, revision),
  pointerSchema: statePointerSchema,
  moveSchema: stateMoveSchema,
  after: ({ to, revision, who, when, why }) => ({ version, state: to, revision, who, when, why }),
});

/**
 * Changes the state of a published version; 'unchanged' where it has that state for that reason already.
 *
 * Throws RegistryError: 'unknown-model', 'unknown-version', 'state-conflict' (not at the expected revision), 'corrupt'.
 */
export async function changeState(
  store: ObjectStore,
  name: string,
  version: string,
  change: StateChange,
): Promise<StateOutcome> {
  await requireVersion(store, name, version);
  const { state, who, when, why } = change;
  return moveRegister(store, stateRegister(name, version), change, (current, next) => {
    const from = current?.state ?? 'active';
    if (from === state && (state === 'active' || current?.why === why)) return null;
    return { ...next, version, from, to: state, who, when, why };
  });
}

/** Every change of a version's state, newest first. Throws RegistryError 'unknown-model', 'unknown-version', 'corrupt'. */
export async function readStateHistory(store: ObjectStore, name: string, version: string): Promise<StateEntry[]> {
  await requireVersion(store, name, version);
  const moves = await readMoves(store, stateRegister(name, version));
  return moves.map(({ revision, from, to, who, when, why }) => ({ revision, from, to, who, when, why }));
}
