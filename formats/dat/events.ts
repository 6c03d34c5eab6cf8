import type { EventSet } from '../../physics/columns.ts';
import { uint32Builder } from '../column-builder.ts';
import { checkCap, type Reader } from '../reader.ts';
import type { Cursor } from './cursor.ts';
import { type Decay, makeDecay, readDecayLine } from './decay-line.ts';
import { finalState, readHistoryLine } from './history-line.ts';
import { type DatForm, DatLines, type DatOptions } from './lines.ts';
import { CLUSTER_ID, makeParticle, type Particle, ParticleBuilder, readParticle, UNKNOWN_ID } from './particle.ts';

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
  readonly #offsets = uint32Builder();

  constructor(options: DatOptions = {}) {
    this.#options = options;
    this.#lines = new DatLines((...event) => this.#read(...event), options);
    this.#offsets.push(0);
  }

  write(chunk: Uint8Array): void {
    this.#lines.write(chunk);
  }

  end(): EventSet {
    this.#lines.end();
    return { offsets: this.#offsets.finish(), ...this.#particles.finish() };
  }

  #read(cursor: Cursor, form: DatForm, event: number): void {
    const caps = this.#options.caps ?? {};
    checkCap(caps, 'events', event + 1, cursor.place);
    const push = (particle: Particle): void => {
      checkCap(caps, 'particles', this.#particles.length + 1, cursor.place);
      this.#particles.push(particle);
    };
    if (form === 'decays') readDecayLine(cursor, this.#decay, (decay) => pushHadrons(decay, push));
    else if (form === 'history') for (const hadron of finalState(readHistoryLine(cursor))) push(hadron);
    else readParticleLine(cursor, this.#particle, push);
    this.#offsets.push(this.#particles.length);
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
