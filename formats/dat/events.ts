import type { EventSet } from '../../physics/columns.ts';
import type { Cursor } from '../cursor.ts';
import { type Decay, makeDecay } from '../decay.ts';
import { OffsetBuilder } from '../offset-builder.ts';
import { makeParticle, type Particle, ParticleBuilder } from '../particle.ts';
import { checkCap, type Reader } from '../reader.ts';
import { readDecayLine } from './decay-line.ts';
import { finalState, readHistoryLine } from './history-line.ts';
import { type DatForm, DatLines, type DatOptions } from './lines.ts';
import { CLUSTER_ID, readParticle, UNKNOWN_ID } from './particle.ts';

/**
 * Reads the hadrons of each event from any line form of HadML `.dat`: the two of every cluster, the objects without
 * children, or all, in the order of the line.
 */
export class DatEventReader implements Reader<EventSet> {
  readonly #lines: DatLines;
  readonly #options: DatOptions;
  readonly #decay = makeDecay();
  readonly #particle = makeParticle();
  readonly #particles = new ParticleBuilder();
  readonly #offsets = new OffsetBuilder();

  constructor(options: DatOptions = {}) {
    this.#options = options;
    this.#lines = new DatLines((...event) => this.#read(...event), options);
  }

  write(chunk: Uint8Array): void {
    this.#lines.write(chunk);
  }

  take(): EventSet {
    return { offsets: this.#offsets.take(), ...this.#particles.take() };
  }

  end(): EventSet {
    this.#lines.end();
    return this.take();
  }

  #read(cursor: Cursor, form: DatForm, event: number): void {
    const caps = this.#options.caps ?? {};
    checkCap(caps, 'events', event + 1, cursor.place);
    const push = (particle: Particle): void => {
      checkCap(caps, 'particles', this.#particles.total + 1, cursor.place);
      this.#particles.push(particle);
    };
    if (form === 'decays') readDecayLine(cursor, this.#decay, (decay) => pushHadrons(decay, push));
    else if (form === 'history') for (const hadron of finalState(readHistoryLine(cursor))) push(hadron);
    else readParticleLine(cursor, this.#particle, push);
    this.#offsets.end(this.#particles.length);
  }
}

function pushHadrons({ h1, h2 }: Decay, push: (particle: Particle) => void): void {
  push(h1);
  push(h2);
}

/** Reads an event of the third line form: hadrons `id,E,px,py,pz;`. */
function readParticleLine(cursor: Cursor, particle: Particle, push: (particle: Particle) => void): void {
  do {
    const column = cursor.column;
    readParticle(cursor, particle);
    if (particle.pdg_id === CLUSTER_ID || particle.pdg_id === UNKNOWN_ID) {
      cursor.fail('value', `a hadron cannot have id ${particle.pdg_id}`, column);
    }
    push(particle);
    cursor.skipBlanks();
  } while (cursor.peek() !== -1);
}
