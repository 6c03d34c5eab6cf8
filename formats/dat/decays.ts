import type { DecaySet } from '../../physics/columns.ts';
import type { Cursor } from '../cursor.ts';
import { type Decay, makeDecay } from '../decay.ts';
import { DecayBuilder } from '../decay-builder.ts';
import { OffsetBuilder } from '../offset-builder.ts';
import { ParticleBuilder } from '../particle.ts';
import { checkCap, type Reader } from '../reader.ts';
import { readDecayLine } from './decay-line.ts';
import { decayOf, finalClusters, finalState, readHistoryLine } from './history-line.ts';
import { type DatForm, DatLines, type DatOptions } from './lines.ts';

/**
 * Reads clusters with their decays from the first line form of HadML `.dat`, and from the second where every hadron
 * comes from a cluster that decayed into two; the third does not hold clusters and is refused. Constituents that are not known (id 88) get pdg_id 0 and zeros; `h1_pdg_id` and `h2_pdg_id` are the
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
    if (form === 'particles') cursor.fail('value', 'clusters are needed, but the lines hold hadrons alone', 1);
    checkCap(this.#options.caps ?? {}, 'events', event + 1, cursor.place);
    const push = (decay: Decay): void => this.#push(decay, cursor);
    if (form === 'decays') readDecayLine(cursor, this.#decay, push);
    else readHistory(cursor, push);
    this.#offsets.end(this.#clusters.length);
  }

  #push(decay: Decay, cursor: Cursor): void {
    checkCap(this.#options.caps ?? {}, 'clusters', this.#clusters.total + 1, cursor.place);
    this.#clusters.push(decay);
    this.#hadrons.push(decay.h1);
    this.#hadrons.push(decay.h2);
  }
}

function readHistory(cursor: Cursor, push: (decay: Decay) => void): void {
  const history = readHistoryLine(cursor);
  const { clusters } = finalClusters(history);
  let hadrons = 0;
  for (const _ of finalState(history)) hadrons++;
  // A hadron of a cluster with one or three, or of none, would be lost.
  if (hadrons !== 2 * clusters.length) {
    cursor.fail('value', 'every hadron must come from a cluster that decays into two', 1);
  }
  for (const cluster of clusters) push(decayOf(cluster));
}
