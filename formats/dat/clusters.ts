import type { ClusterSet } from '../../physics/columns.ts';
import { uint32Builder } from '../column-builder.ts';
import type { Cursor } from '../cursor.ts';
import { type Decay, makeDecay } from '../decay.ts';
import { DecayBuilder } from '../decay-builder.ts';
import { checkCap, type Reader } from '../reader.ts';
import { readDecayLine } from './decay-line.ts';
import { decayOf, finalClusters, readHistoryLine } from './history-line.ts';
import { type DatForm, DatLines, type DatOptions } from './lines.ts';

/**
 * Reads clusters from HadML `.dat`, with `event` (index of the line among those that are not empty), constituents
 * (pdg_id 0 and zeros where not known) and the hadrons found. From the first line form it takes every cluster, from
 * the second every cluster whose children are two hadrons; the third holds none and is refused.
 */
export class DatClusterReader implements Reader<ClusterSet> {
  /** Clusters of the second form with other than two hadrons, which are not in the set. */
  others = 0;
  readonly #lines: DatLines;
  readonly #options: DatOptions;
  readonly #decay = makeDecay();
  readonly #clusters = new DecayBuilder();
  readonly #event = uint32Builder();

  constructor(options: DatOptions = {}) {
    this.#options = options;
    this.#lines = new DatLines((...event) => this.#read(...event), options);
  }

  write(chunk: Uint8Array): void {
    this.#lines.write(chunk);
  }

  take(): ClusterSet {
    return { ...this.#clusters.take(), event: this.#event.take() };
  }

  end(): ClusterSet {
    this.#lines.end();
    return this.take();
  }

  #read(cursor: Cursor, form: DatForm, event: number): void {
    checkCap(this.#options.caps ?? {}, 'events', event + 1, cursor.place);
    if (form === 'particles') cursor.fail('value', 'clusters are needed, but the lines hold hadrons alone', 1);
    const push = (decay: Decay): void => this.#push(decay, event, cursor);
    if (form === 'decays') readDecayLine(cursor, this.#decay, push);
    else this.#readHistory(cursor, push);
  }

  #readHistory(cursor: Cursor, push: (decay: Decay) => void): void {
    const { clusters, others } = finalClusters(readHistoryLine(cursor));
    this.others += others;
    for (const cluster of clusters) push(decayOf(cluster));
  }

  #push(decay: Decay, event: number, cursor: Cursor): void {
    checkCap(this.#options.caps ?? {}, 'clusters', this.#clusters.total + 1, cursor.place);
    this.#clusters.push(decay);
    this.#event.push(event);
  }
}
