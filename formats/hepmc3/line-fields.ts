import type { Cursor } from '../cursor.ts';

const SPACE = 32;
const AT = 64;

/** Reads an integer behind exactly one blank: HepMC3's own reader takes a field twice where there are two. */
export function nextInteger(cursor: Cursor): number {
  cursor.expect(SPACE);
  return cursor.integer();
}

/** Reads a number behind one blank. */
export function nextNumber(cursor: Cursor): number {
  cursor.expect(SPACE);
  return cursor.number();
}

/** Passes over a number behind one blank. */
export function skipNext(cursor: Cursor): void {
  cursor.expect(SPACE);
  cursor.skipNumber();
}

/** Reads a number of vertices or particles behind one blank. */
export function readCount(cursor: Cursor): number {
  const column = cursor.column + 1;
  const count = nextInteger(cursor);
  if (count < 0) cursor.fail('value', 'a number of vertices or particles must not be negative', column);
  return count;
}

/** Passes over ` @ x y z t`, if it is there, and the end of the line. */
export function passPosition(cursor: Cursor): void {
  if (cursor.take(SPACE) && cursor.take(AT)) for (let i = 0; i < 4; i++) skipNext(cursor);
  cursor.expectEnd();
}
