import type { z } from 'zod';
import { RegistryError, type RegistryReason } from './error.ts';
import { parsePointer, pointerBytes } from './pointers.ts';
import type { ObjectStore, WriteCondition } from './store.ts';

/**
 * A register: a pointer that moves and a history that keeps every move. Aliases are registers, and so are the states of
 * versions. A move writes two objects, and a crash or another mover may come between them. The order is:
 *
 * 1. read the pointer, at revision r (0 where there is none);
 * 2. write the history entry r + 1, create-once: whoever succeeds owns revision r + 1, and this is the moment of the move;
 * 3. move the pointer from r to r + 1, by compare-and-swap on its etag.
 *
 * A mover that dies between 2 and 3 leaves an entry ahead of the pointer. Every mover looks for such an entry first and
 * finishes that move, so the pointer always follows the history one by one: each success has exactly one entry, and
 * none is lost. Readers see the pointer, and of the history what the pointer has reached: the old state or the new one.
 */
export interface Register<Pointer extends Revisioned, Move extends Identified> {
  /** What errors call it. */
  subject: string;
  /** The reason of the error where it is not at the revision expected. */
  conflict: RegistryReason;
  pointerKey: string;
  /** Keys of the history start so; what follows is the revision. */
  movePrefix: string;
  moveKey: (revision: number) => string;
  pointerSchema: z.ZodType<Pointer>;
  moveSchema: z.ZodType<Move>;
  /** The pointer that a move leads to. */
  after: (move: Move) => Pointer;
}

interface Revisioned {
  revision: number;
}

interface Identified extends Revisioned {
  id: string;
}

/** What a caller may say about a move beside where it leads. */
export interface MoveOptions {
  /** Move only from this revision; 0: only if there is no pointer. Without it, move from wherever it is. */
  expectedRevision?: number;
  /** A UUID of this attempt. A caller that lost the answer may ask again with it, and hears of its own success. */
  id?: string;
}

export interface Outcome<Pointer> {
  outcome: 'moved' | 'unchanged';
  /** Where the register is now. */
  pointer: Pointer;
}

/** Turns of reading and claiming before a mover that expects no revision gives up; each lost turn is another's success. */
const MAX_TURNS = 200;

/** Entries of a history that are read at the same time. */
const AT_A_TIME = 20;

/**
 * Moves a register. `decide` gets the pointer as it is, and gives the move to make, or null where there is none to make.
 * Throws RegistryError: the register's `conflict`, or 'corrupt'.
 */
export async function moveRegister<Pointer extends Revisioned, Move extends Identified>(
  store: ObjectStore,
  register: Register<Pointer, Move>,
  { expectedRevision, id }: MoveOptions,
  decide: (current: Pointer | null, next: Identified) => Move | null,
): Promise<Outcome<Pointer | null>> {
  for (let turn = 0; turn < MAX_TURNS; turn++) {
    const current = await settle(store, register);
    const revision = current.pointer?.revision ?? 0;
    if (expectedRevision !== undefined && expectedRevision !== revision) {
      const own = await ownMove(store, register, expectedRevision + 1, id);
      if (own) return { outcome: 'moved', pointer: register.after(own) };
      throw conflict(register, `${register.subject} is at revision ${revision}, not ${expectedRevision}`);
    }
    const move = decide(current.pointer, { revision: revision + 1, id: id ?? crypto.randomUUID() });
    if (!move) return { outcome: 'unchanged', pointer: current.pointer };
    if ((await store.put(register.moveKey(move.revision), pointerBytes(move), { absent: true })) !== null) {
      await advance(store, register, current, move);
      return { outcome: 'moved', pointer: register.after(move) };
    }
  }
  throw conflict(register, `${register.subject} is being moved by too many at once`);
}

/** The pointer of a register, or null. Throws RegistryError 'corrupt'. */
export async function readRegister<Pointer extends Revisioned, Move extends Identified>(
  store: ObjectStore,
  register: Register<Pointer, Move>,
): Promise<Pointer | null> {
  return (await read(store, register)).pointer;
}

/** The moves that the pointer has reached, newest first; none where there is no pointer. Throws RegistryError 'corrupt'. */
export async function readMoves<Pointer extends Revisioned, Move extends Identified>(
  store: ObjectStore,
  register: Register<Pointer, Move>,
): Promise<Move[]> {
  const { pointer } = await read(store, register);
  const moves: Move[] = [];
  for (let newest = pointer?.revision ?? 0; newest >= 1; newest -= AT_A_TIME) {
    const revisions = Array.from({ length: Math.min(AT_A_TIME, newest) }, (_, i) => newest - i);
    moves.push(...(await Promise.all(revisions.map((revision) => requireMove(store, register, revision)))));
  }
  return moves;
}

async function requireMove<Pointer extends Revisioned, Move extends Identified>(
  store: ObjectStore,
  register: Register<Pointer, Move>,
  revision: number,
): Promise<Move> {
  const move = await readMove(store, register, revision);
  if (!move) throw missing(register.moveKey(revision));
  return move;
}

interface Current<Pointer> {
  pointer: Pointer | null;
  /** What the next write of the pointer must find. */
  condition: WriteCondition;
}

async function read<Pointer extends Revisioned, Move extends Identified>(
  store: ObjectStore,
  { pointerKey, pointerSchema }: Register<Pointer, Move>,
): Promise<Current<Pointer>> {
  const object = await store.get(pointerKey);
  if (!object) return { pointer: null, condition: { absent: true } };
  return { pointer: parsePointer(pointerSchema, pointerKey, object), condition: { etag: object.etag } };
}

async function readMove<Pointer extends Revisioned, Move extends Identified>(
  store: ObjectStore,
  { moveKey, moveSchema }: Register<Pointer, Move>,
  revision: number,
): Promise<Move | null> {
  const key = moveKey(revision);
  const object = await store.get(key);
  return object && parsePointer(moveSchema, key, object);
}

/** The pointer once every move that was claimed has reached it. */
async function settle<Pointer extends Revisioned, Move extends Identified>(
  store: ObjectStore,
  register: Register<Pointer, Move>,
): Promise<Current<Pointer>> {
  for (;;) {
    const current = await read(store, register);
    const claimed = await readMove(store, register, (current.pointer?.revision ?? 0) + 1);
    if (!claimed) return current;
    await advance(store, register, current, claimed);
  }
}

/** The move that made a revision, where it is the caller's own. */
async function ownMove<Pointer extends Revisioned, Move extends Identified>(
  store: ObjectStore,
  register: Register<Pointer, Move>,
  revision: number,
  id: string | undefined,
): Promise<Move | null> {
  if (id === undefined || revision < 1) return null;
  const move = await readMove(store, register, revision);
  return move?.id === id ? move : null;
}

/** Writes the pointer that a claimed move leads to; where the condition fails another mover has done it already. */
async function advance<Pointer extends Revisioned, Move extends Identified>(
  store: ObjectStore,
  register: Register<Pointer, Move>,
  current: Current<Pointer>,
  move: Move,
): Promise<void> {
  await store.put(register.pointerKey, pointerBytes(register.after(move)), current.condition);
}

const conflict = ({ conflict: reason, subject }: { conflict: RegistryReason; subject: string }, message: string) =>
  new RegistryError(reason, subject, message);

const missing = (key: string): RegistryError =>
  new RegistryError('corrupt', key, `the history has a gap: ${key} is missing`);
