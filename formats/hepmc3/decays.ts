import type { DecaySet } from '../../physics/columns.ts';
import { float64Builder } from '../column-builder.ts';
import { DecayBuilder } from '../decay-builder.ts';
import { OffsetBuilder } from '../offset-builder.ts';
import { ParticleBuilder } from '../particle.ts';
import { type Caps, checkCap, type Reader } from '../reader.ts';
import { HepmcHistories, type HistoryHandler } from './histories.ts';
import { CLUSTER_ID } from './history.ts';
import type { HepmcOptions } from './options.ts';

/**
 * Reads clusters (id 81) with their decays by event from HepMC3 (Asciiv3), in GeV. Every event must have clusters, and
 * every cluster that did not split must have become two hadrons. Constituents that are not known get pdg_id 0 and
 * zeros; `h1_pdg_id` and `h2_pdg_id` are the hadrons found; `weight` as `HepmcEventReader` reads it. Particles that come from no cluster are not in the set.
 */
export class HepmcDecayReader implements Reader<DecaySet> {
  readonly #histories: HepmcHistories;
  readonly #caps: Partial<Caps>;
  readonly #clusters = new DecayBuilder();
  readonly #hadrons = new ParticleBuilder();
  readonly #offsets = new OffsetBuilder();
  readonly #weight = float64Builder();

  constructor(options: HepmcOptions & { weight?: string } = {}) {
    this.#caps = options.caps ?? {};
    this.#histories = new HepmcHistories((...event) => this.#take(...event), options);
  }

  write(chunk: Uint8Array): void {
    this.#histories.listing.write(chunk);
  }

  take(): DecaySet {
    const set = { offsets: this.#offsets.take(), clusters: this.#clusters.take(), hadrons: this.#hadrons.take() };
    return this.#histories.listing.weighted ? { ...set, weight: this.#weight.take() } : set;
  }

  end(): DecaySet {
    this.#histories.listing.end();
    return this.take();
  }

  #take(...[{ clusters, others, any }, event, fail, weight]: Parameters<HistoryHandler>): void {
    checkCap(this.#caps, 'events', event + 1, this.#histories.listing.eventPlace);
    if (!any) fail(`must have clusters (id ${CLUSTER_ID})`);
    if (others > 0) fail('must have clusters with two hadrons each, but some became another number or shared a vertex');
    checkCap(this.#caps, 'clusters', this.#clusters.total + clusters.length, this.#histories.listing.eventPlace);
    for (const cluster of clusters) {
      const decay = this.#histories.decay(cluster);
      this.#clusters.push(decay);
      this.#hadrons.push(decay.h1);
      this.#hadrons.push(decay.h2);
    }
    this.#offsets.end(this.#clusters.length);
    if (weight !== undefined) this.#weight.push(weight);
  }
}
