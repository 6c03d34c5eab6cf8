import type { ClusterSet, DecaySet } from '../../physics/columns.ts';
import { uint32Builder } from '../column-builder.ts';
import { ClusterBuilder } from '../fields.ts';
import { checkCap, type Reader } from '../reader.ts';
import type { Cursor } from './cursor.ts';
import { type Decay, makeDecay, readDecayLine } from './decay-line.ts';
import { type DatForm, DatLines, type DatOptions } from './lines.ts';
import { type Particle, ParticleBuilder } from './particle.ts';

/** Grows the clusters of a `.dat` file with their constituents and the identities of their hadrons. */
export class DatClusterBuilder {
  readonly #columns = new ClusterBuilder();
  readonly #cluster = momentumOf(this.#columns, '');
  readonly #q1 = momentumOf(this.#columns, 'q1_');
  readonly #q2 = momentumOf(this.#columns, 'q2_');
  readonly #q1Id = this.#columns.id('q1_pdg_id');
  readonly #q2Id = this.#columns.id('q2_pdg_id');
  readonly #h1Id = this.#columns.id('h1_pdg_id');
  readonly #h2Id = this.#columns.id('h2_pdg_id');

  get length(): number {
    return this.#h1Id.length;
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

  finish(): ClusterSet {
    return this.#columns.finish();
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

/**
 * Reads clusters with their decays from the first line form of HadML `.dat`; the other two forms do not hold them and
 * are refused. Constituents that are not known (id 88) get pdg_id 0 and zeros; `h1_pdg_id` and `h2_pdg_id` are the
 * hadrons found. The perturbative flags are not in the file.
 */
export class DatDecayReader implements Reader<DecaySet> {
  readonly #lines: DatLines;
  readonly #options: DatOptions;
  readonly #decay = makeDecay();
  readonly #clusters = new DatClusterBuilder();
  readonly #hadrons = new ParticleBuilder();
  readonly #offsets = uint32Builder();

  constructor(options: DatOptions = {}) {
    this.#options = options;
    this.#lines = new DatLines((...event) => this.#read(...event), options);
    this.#offsets.push(0);
  }

  write(chunk: Uint8Array): void {
    this.#lines.write(chunk);
  }

  end(): DecaySet {
    this.#lines.end();
    return {
      offsets: this.#offsets.finish(),
      clusters: this.#clusters.finish(),
      hadrons: this.#hadrons.finish(),
    };
  }

  #read(cursor: Cursor, form: DatForm, event: number): void {
    if (form !== 'decays') {
      cursor.fail(
        'value',
        `clusters with two hadrons each (q1;q2;cluster;h1;h2;|) are needed, not the ${form} form`,
        1,
      );
    }
    const caps = this.#options.caps ?? {};
    checkCap(caps, 'events', event + 1, cursor.place);
    readDecayLine(cursor, this.#decay, (decay) => {
      checkCap(caps, 'clusters', this.#clusters.length + 1, cursor.place);
      this.#clusters.push(decay);
      this.#hadrons.push(decay.h1);
      this.#hadrons.push(decay.h2);
    });
    this.#offsets.push(this.#clusters.length);
  }
}
