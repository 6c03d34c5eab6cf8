import { RegistryError } from './error.ts';
import { parsePointer } from './pointers.ts';
import { type Register, readRegister } from './register.ts';
import type { ObjectStore } from './store.ts';

/** Something wrong with an object. */
export interface Fault {
  key: string;
  detail: string;
}

/** What must hold between two moves that follow each other; null where it does, else what does not, in words. */
export type Follows<Move> = (before: Move | null, move: Move) => string | null;

export interface RegisterReport<Move> {
  faults: Fault[];
  /** The moves in their order. */
  moves: Move[];
  /** A move that is claimed and that the pointer has not reached; the next mover finishes it. */
  unfinished: boolean;
}

/**
 * Checks a register whole: every move from the first to the pointer's revision is there, each goes on where the one before
 * ended, and the pointer is where the last one leads. At most one move may be ahead of the pointer.
 * @param revisions those of the moves that are stored
 */
export async function checkRegister<
  Pointer extends { revision: number },
  Move extends { revision: number; id: string },
>(
  store: ObjectStore,
  register: Register<Pointer, Move>,
  revisions: readonly number[],
  follows: Follows<Move>,
): Promise<RegisterReport<Move>> {
  const report: RegisterReport<Move> = { faults: [], moves: [], unfinished: false };
  const fault = (key: string, detail: string): void => void report.faults.push({ key, detail });
  const pointer = await readRegister(store, register).catch((error: unknown) => {
    fault(register.pointerKey, wordsOf(error));
    return undefined;
  });
  if (pointer === undefined) return report;
  const reached = pointer?.revision ?? 0;
  const last = Math.max(reached, ...revisions);
  if (last > reached + 1) fault(register.pointerKey, `stands at revision ${reached}, and the history goes to ${last}`);
  report.unfinished = last === reached + 1;
  for (let revision = 1; revision <= last; revision++) {
    const move = await readMove(store, register, revision).catch((error: unknown) => {
      fault(register.moveKey(revision), wordsOf(error));
      return null;
    });
    if (!move) continue;
    const wrong = move.revision === revision ? follows(report.moves.at(-1) ?? null, move) : 'holds another revision';
    if (wrong) fault(register.moveKey(revision), wrong);
    report.moves.push(move);
  }
  const there = report.moves.find(({ revision }) => revision === reached);
  if (pointer && there && !same(register.after(there), pointer)) {
    fault(register.pointerKey, 'does not point where its last move leads');
  }
  return report;
}

async function readMove<Pointer extends { revision: number }, Move extends { revision: number; id: string }>(
  store: ObjectStore,
  { moveKey, moveSchema }: Register<Pointer, Move>,
  revision: number,
): Promise<Move> {
  const key = moveKey(revision);
  const object = await store.get(key);
  if (!object) throw new RegistryError('corrupt', key, 'is missing: the history has a gap');
  return parsePointer(moveSchema, key, object);
}

/** What an error says, without the key that it begins with. Errors that are not about what is stored are thrown on. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof RegistryError)) throw error;
  const { subject, message } = error;
  return message.startsWith(`${subject} `) ? message.slice(subject.length + 1) : message;
}

const sorted = (value: object): string =>
  JSON.stringify(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
const same = (a: object, b: object): boolean => sorted(a) === sorted(b);
