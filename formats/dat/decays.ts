import type { DecaySet } from '../../physics/columns.ts';
import { uint32Builder } from '../column-builder.ts';
import { checkCap, type Reader } from '../reader.ts';
import { DatClusterBuilder } from './cluster-builder.ts';
import type { Cursor } from './cursor.ts';
import { makeDecay, readDecayLine } from './decay-line.ts';
import { type DatForm, DatLines, type DatOptions } from './lines.ts';
import { ParticleBuilder } from './particle.ts';

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
