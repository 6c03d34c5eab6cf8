import type { ClusterSet } from '../physics/columns.ts';
import type { Decay } from './decay.ts';
import { ClusterBuilder } from './fields.ts';
import type { Particle } from './particle.ts';

/** Grows clusters with their constituents and the identities of their two hadrons. */
export class DecayBuilder {
  readonly #columns = new ClusterBuilder();
  readonly #cluster = momentumOf(this.#columns, '');
  readonly #q1 = momentumOf(this.#columns, 'q1_');
  readonly #q2 = momentumOf(this.#columns, 'q2_');
  readonly #q1Id = this.#columns.id('q1_pdg_id');
  readonly #q2Id = this.#columns.id('q2_pdg_id');
  readonly #h1Id = this.#columns.id('h1_pdg_id');
  readonly #h2Id = this.#columns.id('h2_pdg_id');

  /** Clusters that are in the builder. */
  get length(): number {
    return this.#h1Id.length;
  }

  /** Clusters that were ever pushed, those taken included. */
  get total(): number {
    return this.#h1Id.total;
  }

  push({ q1, q2, cluster, h1, h2 }: Decay): void {
    this.#cluster(cluster);
    this.#q1(q1);
    this.#q2(q2);
    this.#q1Id.push(q1.pdg_id);
    this.#q2Id.push(q2.pdg_id);
    this.#h1Id.push(h1.pdg_id);
    this.#h2Id.push(h2.pdg_id);
  }

  take(): ClusterSet {
    return this.#columns.take();
  }
}

function momentumOf(columns: ClusterBuilder, prefix: '' | 'q1_' | 'q2_'): (particle: Particle) => void {
  const px = columns.momentum(`${prefix}px`);
  const py = columns.momentum(`${prefix}py`);
  const pz = columns.momentum(`${prefix}pz`);
  const E = columns.momentum(`${prefix}E`);
  return (particle) => {
    px.push(particle.px);
    py.push(particle.py);
    pz.push(particle.pz);
    E.push(particle.E);
  };
}
