import type { EventSet } from '../../physics/columns.ts';
import { float64Builder } from '../column-builder.ts';
import type { Cursor } from '../cursor.ts';
import { OffsetBuilder } from '../offset-builder.ts';
import { makeParticle, ParticleBuilder } from '../particle.ts';
import { type Caps, checkCap, type Reader } from '../reader.ts';
import type { EventHandler } from './event-lines.ts';
import { HepmcListing } from './listing.ts';
import type { HepmcOptions } from './options.ts';
import { readFinalParticle } from './particle-line.ts';

/**
 * Reads the final state of each event from HepMC3 (Asciiv3): the particles of status 1, in the order of the file, in
 * GeV. `weight` is there where the events have weights: the one whose name is asked for, else the first. What goes
 * into what is checked and not kept; numbers of particles other than status 1 are only checked for their syntax.
 */
export class HepmcEventReader implements Reader<EventSet> {
  readonly #listing: HepmcListing;
  readonly #caps: Partial<Caps>;
  readonly #mostParticles: number;
  readonly #particle = makeParticle();
  readonly #particles = new ParticleBuilder();
  readonly #offsets = new OffsetBuilder();
  readonly #weight = float64Builder();

  constructor(options: HepmcOptions & { weight?: string } = {}) {
    this.#caps = options.caps ?? {};
    this.#mostParticles = this.#caps.particles ?? Number.POSITIVE_INFINITY;
    const handler: EventHandler = {
      particle: (cursor, inMeV) => this.#read(cursor, inMeV),
      event: (_, weight) => {
        checkCap(this.#caps, 'events', this.#listing.events, this.#listing.eventPlace);
        if (weight !== undefined) this.#weight.push(weight);
        this.#offsets.end(this.#particles.length);
      },
    };
    this.#listing = new HepmcListing(handler, options);
  }

  write(chunk: Uint8Array): void {
    this.#listing.write(chunk);
  }

  take(): EventSet {
    const offsets = this.#offsets.take();
    const set: EventSet = { offsets, ...this.#particles.take(offsets.at(-1)) };
    if (this.#listing.weighted) set.weight = this.#weight.take();
    return set;
  }

  end(): EventSet {
    this.#listing.end();
    return this.take();
  }

  #read(cursor: Cursor, inMeV: boolean): void {
    if (!readFinalParticle(cursor, this.#particle, inMeV)) return;
    if (this.#particles.total >= this.#mostParticles) {
      checkCap(this.#caps, 'particles', this.#particles.total + 1, cursor.place);
    }
    this.#particles.push(this.#particle);
  }
}
