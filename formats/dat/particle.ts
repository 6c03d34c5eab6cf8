import type { Cursor } from '../cursor.ts';
import type { Particle } from '../particle.ts';

export const COMMA = 44;
export const SEMICOLON = 59;
export const BAR = 124;

/** Identity of a cluster in HadML files (and in Herwig). */
export const CLUSTER_ID = 81;
/** Stands where the constituents of a cluster are not known; its momentum is written as zeros. */
export const UNKNOWN_ID = 88;

/** Reads `E,px,py,pz;` into `out`. */
export function readMomentum(cursor: Cursor, out: Particle): void {
  cursor.skipBlanks();
  out.E = cursor.number();
  out.px = nextNumber(cursor);
  out.py = nextNumber(cursor);
  out.pz = nextNumber(cursor);
  cursor.expect(SEMICOLON);
}

/** Reads `id,E,px,py,pz;` into `out`. */
export function readParticle(cursor: Cursor, out: Particle): void {
  cursor.skipBlanks();
  out.pdg_id = cursor.integer();
  cursor.expect(COMMA);
  readMomentum(cursor, out);
}

function nextNumber(cursor: Cursor): number {
  cursor.expect(COMMA);
  cursor.skipBlanks();
  return cursor.number();
}
