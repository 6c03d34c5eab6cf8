import type { ClusterSet } from '../../physics/columns.ts';
import { uint32Builder } from '../column-builder.ts';
import { DecayBuilder } from '../decay-builder.ts';
import { formatError } from '../error.ts';
import { type Caps, checkCap, type Reader } from '../reader.ts';
import { HepmcHistories } from './histories.ts';
import { CLUSTER_ID, type FinalClusters } from './history.ts';
import type { HepmcOptions } from './options.ts';

/**
 * Reads clusters (id 81) that decayed into two hadrons from HepMC3 (Asciiv3), in GeV, with `event` (index of the
 * event), constituents (pdg_id 0 and zeros where not known) and the hadrons found. A file of events without any
 * cluster is refused.
 */
export class HepmcClusterReader implements Reader<ClusterSet> {
  /** Clusters with other than two hadrons, which are not in the set. */
  others = 0;
  readonly #histories: HepmcHistories;
  readonly #caps: Partial<Caps>;
  readonly #clusters = new DecayBuilder();
  readonly #event = uint32Builder();
  #any = false;

  constructor(options: HepmcOptions = {}) {
    this.#caps = options.caps ?? {};
    this.#histories = new HepmcHistories((found, event) => this.#take(found, event), options);
  }

  write(chunk: Uint8Array): void {
    this.#histories.listing.write(chunk);
  }

  take(): ClusterSet {
    return { ...this.#clusters.take(), event: this.#event.take() };
  }

  end(): ClusterSet {
    const { listing } = this.#histories;
    listing.end();
    if (listing.events > 0 && !this.#any) {
      const rule = `clusters are needed, but no particle of the file is one (id ${CLUSTER_ID})`;
      throw formatError('value', listing.place, rule);
    }
    return this.take();
  }

  #take({ clusters, others, any }: FinalClusters, event: number): void {
    checkCap(this.#caps, 'events', event + 1, this.#histories.listing.eventPlace);
    checkCap(this.#caps, 'clusters', this.#clusters.total + clusters.length, this.#histories.listing.eventPlace);
    this.others += others;
    this.#any ||= any;
    for (const cluster of clusters) {
      this.#clusters.push(this.#histories.decay(cluster));
      this.#event.push(event);
    }
  }
}
