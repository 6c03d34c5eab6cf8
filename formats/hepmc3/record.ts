import type { Particle } from '../particle.ts';

/** The particles of one event, numbered from 1 as in the file; room is kept from event to event. */
export class EventRecord {
  length = 0;
  #ids = new Int32Array(64);
  /** px, py, pz, E of each, GeV. */
  #momenta = new Float64Array(256);

  clear(): void {
    this.length = 0;
  }

  push({ pdg_id, px, py, pz, E }: Particle): void {
    const id = ++this.length;
    if (id >= this.#ids.length) this.#grow();
    this.#ids[id] = pdg_id;
    this.#momenta[4 * id] = px;
    this.#momenta[4 * id + 1] = py;
    this.#momenta[4 * id + 2] = pz;
    this.#momenta[4 * id + 3] = E;
  }

  pdgId(id: number): number {
    return this.#ids[id]!;
  }

  /** Copies a particle. */
  read(id: number, out: Particle): void {
    out.pdg_id = this.#ids[id]!;
    out.px = this.#momenta[4 * id]!;
    out.py = this.#momenta[4 * id + 1]!;
    out.pz = this.#momenta[4 * id + 2]!;
    out.E = this.#momenta[4 * id + 3]!;
  }

  #grow(): void {
    const ids = new Int32Array(2 * this.#ids.length);
    ids.set(this.#ids);
    this.#ids = ids;
    const momenta = new Float64Array(4 * ids.length);
    momenta.set(this.#momenta);
    this.#momenta = momenta;
  }
}
