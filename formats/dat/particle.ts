import type { ParticleColumns } from '../../physics/columns.ts';
import { type ColumnBuilder, float64Builder, int32Builder } from '../column-builder.ts';
import type { Cursor } from './cursor.ts';

export const COMMA = 44;
export const SEMICOLON = 59;
export const BAR = 124;

/** Identity of a cluster in HadML files (and in Herwig). */
export const CLUSTER_ID = 81;
/** Stands where the constituents of a cluster are not known; its momentum is written as zeros. */
export const UNKNOWN_ID = 88;

/** One object of a `.dat` line: identity and four-momentum (GeV). */
export interface Particle {
  pdg_id: number;
  E: number;
  px: number;
  py: number;
  pz: number;
}

export const makeParticle = (): Particle => ({ pdg_id: 0, E: 0, px: 0, py: 0, pz: 0 });

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

/** Grows the columns of particles. */
export class ParticleBuilder {
  readonly #px = float64Builder();
  readonly #py = float64Builder();
  readonly #pz = float64Builder();
  readonly #E = float64Builder();
  readonly #pdgId: ColumnBuilder<Int32Array> = int32Builder();

  get length(): number {
    return this.#E.length;
  }

  push(particle: Particle): void {
    this.#pdgId.push(particle.pdg_id);
    this.#E.push(particle.E);
    this.#px.push(particle.px);
    this.#py.push(particle.py);
    this.#pz.push(particle.pz);
  }

  finish(): ParticleColumns {
    return {
      px: this.#px.finish(),
      py: this.#py.finish(),
      pz: this.#pz.finish(),
      E: this.#E.finish(),
      pdg_id: this.#pdgId.finish(),
    };
  }
}
