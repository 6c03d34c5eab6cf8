import { type Decay, makeDecay } from '../decay.ts';
import { makeParticle, type Particle } from '../particle.ts';
import type { EventHandler } from './event-lines.ts';
import { type FinalCluster, type FinalClusters, finalClusters } from './history.ts';
import { HepmcListing } from './listing.ts';
import type { HepmcOptions } from './options.ts';
import { readParticle } from './particle-line.ts';
import { EventRecord } from './record.ts';

/** Takes the clusters of one event, by its index, and its weight; `fail` throws an error at its line E. */
export type HistoryHandler = (
  found: FinalClusters,
  event: number,
  fail: (rule: string) => never,
  weight: number | undefined,
) => void;

/** Reads HepMC3 for the histories of its events: clusters, what they were made of and what they became. */
export class HepmcHistories {
  readonly listing: HepmcListing;
  readonly #particle = makeParticle();
  readonly #record = new EventRecord();
  readonly #decay = makeDecay();

  constructor(onEvent: HistoryHandler, options: HepmcOptions & { weight?: string }) {
    const handler: EventHandler = {
      particle: (cursor, inMeV) => {
        readParticle(cursor, this.#particle, inMeV);
        this.#record.push(this.#particle);
      },
      event: (graph, weight, fail) => {
        const found = finalClusters(this.#record, graph);
        if (found.childless > 0) fail(`must say what particle ${found.childless} became, because it is a cluster`);
        onEvent(found, this.listing.events - 1, fail, weight);
        this.#record.clear();
      },
    };
    this.listing = new HepmcListing(handler, options);
  }

  /** A cluster of the event that is being handled; the object is reused. */
  decay({ cluster, h1, h2, q1, q2 }: FinalCluster): Decay {
    this.#record.read(cluster, this.#decay.cluster);
    this.#record.read(h1, this.#decay.h1);
    this.#record.read(h2, this.#decay.h2);
    this.#readConstituent(q1, this.#decay.q1);
    this.#readConstituent(q2, this.#decay.q2);
    return this.#decay;
  }

  #readConstituent(id: number, out: Particle): void {
    if (id === 0) Object.assign(out, UNKNOWN);
    else this.#record.read(id, out);
  }
}

const UNKNOWN = makeParticle();
