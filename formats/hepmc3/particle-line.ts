import type { Cursor } from '../cursor.ts';
import type { Particle } from '../particle.ts';
import { nextInteger, nextNumber, skipNext } from './line-fields.ts';

const SPACE = 32;
const ONE = 49;

/** Status of a particle that is not decayed any further: the final state. */
export const FINAL_STATUS = 1;

/** MeV of one GeV. */
const MEV = 1000;

/** Reads ` pdg_id px py pz E m status` and takes what is before the mass, in GeV; gives the status. */
export function readParticle(cursor: Cursor, out: Particle, inMeV: boolean): number {
  out.pdg_id = nextInteger(cursor);
  readMomentum(cursor, out, inMeV);
  return readStatus(cursor);
}

/**
 * The same for a particle of the final state; gives whether it is one. Of others the numbers are only checked for
 * their syntax, and `out` is not to be used.
 */
export function readFinalParticle(cursor: Cursor, out: Particle, inMeV: boolean): boolean {
  out.pdg_id = nextInteger(cursor);
  if (!cursor.endsWith(SPACE, ONE)) {
    const column = cursor.column;
    for (let i = 0; i < 4; i++) skipNext(cursor);
    if (readStatus(cursor) !== FINAL_STATUS) return false;
    cursor.goTo(column);
  }
  readMomentum(cursor, out, inMeV);
  return readStatus(cursor) === FINAL_STATUS;
}

function readMomentum(cursor: Cursor, out: Particle, inMeV: boolean): void {
  const unit = inMeV ? MEV : 1;
  out.px = nextNumber(cursor) / unit;
  out.py = nextNumber(cursor) / unit;
  out.pz = nextNumber(cursor) / unit;
  out.E = nextNumber(cursor) / unit;
}

/** Reads ` m status` and the end of the line; the mass follows from the momentum and is not taken. */
function readStatus(cursor: Cursor): number {
  skipNext(cursor);
  const status = nextInteger(cursor);
  cursor.expectEnd();
  return status;
}
