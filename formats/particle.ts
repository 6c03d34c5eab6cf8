import type { ParticleColumns } from '../physics/columns.ts';
import { type ColumnBuilder, float64Builder, int32Builder } from './column-builder.ts';

/** One particle of an event record: identity and four-momentum (GeV). */
export interface Particle {
  pdg_id: number;
  E: number;
  px: number;
  py: number;
  pz: number;
}

export const makeParticle = (): Particle => ({ pdg_id: 0, E: 0, px: 0, py: 0, pz: 0 });

/** Grows the columns of particles. */
export class ParticleBuilder {
  readonly #px = float64Builder();
  readonly #py = float64Builder();
  readonly #pz = float64Builder();
  readonly #E = float64Builder();
  readonly #pdgId: ColumnBuilder<Int32Array> = int32Builder();

  /** Particles that are in the builder. */
  get length(): number {
    return this.#E.length;
  }

  /** Particles that were ever pushed, those taken included. */
  get total(): number {
    return this.#E.total;
  }

  push(particle: Particle): void {
    this.#pdgId.push(particle.pdg_id);
    this.#E.push(particle.E);
    this.#px.push(particle.px);
    this.#py.push(particle.py);
    this.#pz.push(particle.pz);
  }

  /** The first `count` particles (by default all); the builder keeps the others. */
  take(count: number = this.length): ParticleColumns {
    return {
      px: this.#px.take(count),
      py: this.#py.take(count),
      pz: this.#pz.take(count),
      E: this.#E.take(count),
      pdg_id: this.#pdgId.take(count),
    };
  }
}
