import type { DecaySet } from '../../physics/columns.ts';
import type { Cursor } from '../cursor.ts';
import { makeDecay } from '../decay.ts';
import { DecayBuilder } from '../decay-builder.ts';
import { OffsetBuilder } from '../offset-builder.ts';
import { ParticleBuilder } from '../particle.ts';
import { checkCap, type Reader } from '../reader.ts';
import { readDecayLine } from './decay-line.ts';
import { type DatForm, DatLines, type DatOptions } from './lines.ts';

/**
 * Reads clusters with their decays from the first line form of HadML `.dat`; the other two forms do not hold them and
 * are refused. Constituents that are not known (id 88) get pdg_id 0 and zeros; `h1_pdg_id` and `h2_pdg_id` are the
 * hadrons found. The perturbative flags are not in the file.
 */
export class DatDecayReader implements Reader<DecaySet> {
  readonly #lines: DatLines;
  readonly #options: DatOptions;
  readonly #decay = makeDecay();
  readonly #clusters = new DecayBuilder();
  readonly #hadrons = new ParticleBuilder();
  readonly #offsets = new OffsetBuilder();

  constructor(options: DatOptions = {}) {
    this.#options = options;
    this.#lines = new DatLines((...event) => this.#read(...event), options);
  }

  write(chunk: Uint8Array): void {
    this.#lines.write(chunk);
  }

  take(): DecaySet {
    return {
      offsets: this.#offsets.take(),
      clusters: this.#clusters.take(),
      hadrons: this.#hadrons.take(),
    };
  }

  end(): DecaySet {
    this.#lines.end();
    return this.take();
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
      checkCap(caps, 'clusters', this.#clusters.total + 1, cursor.place);
      this.#clusters.push(decay);
      this.#hadrons.push(decay.h1);
      this.#hadrons.push(decay.h2);
    });
    this.#offsets.end(this.#clusters.length);
  }
}
