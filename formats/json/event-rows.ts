import type { EventSet } from '../../physics/columns.ts';
import { float64Builder, int32Builder } from '../column-builder.ts';
import type { FaultList } from '../error.ts';
import { OffsetBuilder } from '../offset-builder.ts';
import { type Caps, checkCap } from '../reader.ts';
import type { RowSink } from './row-sink.ts';
import { checkFields, isObject, isValue, type JsonObject, RULES } from './value.ts';
import { WeightRows } from './weight-rows.ts';

/** `clusters` is what `hadronedge simulate` writes beside the particles; scores do not need it. */
const EVENT_FIELDS: ReadonlySet<string> = new Set(['particles', 'weight', 'clusters']);
const PARTICLE_FIELDS: ReadonlySet<string> = new Set(['pdg_id', 'px', 'py', 'pz', 'E']);

/** Gathers particles given as objects `{"pdg_id"?,"px","py","pz","E"}` into columns; an absent id becomes 0 (unknown). */
export class ParticleRows {
  readonly #px = float64Builder();
  readonly #py = float64Builder();
  readonly #pz = float64Builder();
  readonly #E = float64Builder();
  readonly #pdgId = int32Builder();
  readonly #faults: FaultList;
  readonly #caps: Partial<Caps>;

  constructor(faults: FaultList, caps: Partial<Caps>) {
    this.#faults = faults;
    this.#caps = caps;
  }

  /** Particles that were not taken yet. */
  get length(): number {
    return this.#E.length;
  }

  /** Takes the particles of event `event`. */
  push(list: unknown, place: string, event: number): void {
    if (!Array.isArray(list)) {
      this.#faults.add(place, list === undefined ? 'is missing' : 'must be an array of particles', event);
      return;
    }
    checkCap(this.#caps, 'particles', this.#E.total + list.length, place);
    for (let i = 0; i < list.length; i++) this.#pushOne(list[i], place, i, event);
  }

  take(): Omit<EventSet, 'offsets' | 'weight'> {
    return {
      px: this.#px.take(),
      py: this.#py.take(),
      pz: this.#pz.take(),
      E: this.#E.take(),
      pdg_id: this.#pdgId.take(),
    };
  }

  #pushOne(particle: unknown, list: string, i: number, event: number): void {
    if (!isObject(particle)) {
      this.#faults.add(`${list}/${i}`, 'must be an object', event);
      return;
    }
    const { px, py, pz, E, pdg_id = 0 } = particle;
    if (
      !isValue(px, 'momentum') ||
      !isValue(py, 'momentum') ||
      !isValue(pz, 'momentum') ||
      !isValue(E, 'momentum') ||
      !isValue(pdg_id, 'id') ||
      hasMore(particle)
    ) {
      this.#explain(particle, `${list}/${i}`, event);
      return;
    }
    this.#px.push(px);
    this.#py.push(py);
    this.#pz.push(pz);
    this.#E.push(E);
    this.#pdgId.push(pdg_id);
  }

  #explain(particle: JsonObject, place: string, event: number): void {
    for (const name of ['px', 'py', 'pz', 'E']) {
      const value = particle[name];
      if (isValue(value, 'momentum')) continue;
      this.#faults.add(`${place}/${name}`, value === undefined ? 'is missing' : RULES.momentum, event);
    }
    const id = particle['pdg_id'];
    if (id !== undefined && !isValue(id, 'id')) this.#faults.add(`${place}/pdg_id`, RULES.id, event);
    checkFields(particle, PARTICLE_FIELDS, place, this.#faults, event);
  }
}

/** Whether an object whose four momentum fields are known to be there has a field that a particle has not. */
function hasMore(particle: JsonObject): boolean {
  for (const name in particle) if (!PARTICLE_FIELDS.has(name)) return true;
  return false;
}

/**
 * Gathers events given as objects `{"particles":[…],"weight"?}` into columns. An event without particles is kept:
 * whether it can be used is for the user of the columns to say.
 */
export class EventRows implements RowSink<EventSet> {
  readonly #particles: ParticleRows;
  readonly #offsets = new OffsetBuilder();
  readonly #weight: WeightRows;
  readonly #faults: FaultList;
  readonly #caps: Partial<Caps>;
  #length = 0;

  constructor(faults: FaultList, caps: Partial<Caps>) {
    this.#faults = faults;
    this.#caps = caps;
    this.#particles = new ParticleRows(faults, caps);
    this.#weight = new WeightRows(faults);
  }

  push(row: unknown, place: string): void {
    const event = this.#length++;
    checkCap(this.#caps, 'events', this.#length, place.trimEnd());
    if (!isObject(row)) {
      this.#faults.add(place.trimEnd(), 'must be an object', event);
      return;
    }
    checkFields(row, EVENT_FIELDS, place, this.#faults, event);
    this.#particles.push(row['particles'], `${place}/particles`, event);
    this.#offsets.end(this.#particles.length);
    this.#weight.push(row['weight'], `${place}/weight`, event);
  }

  take(): EventSet {
    return { offsets: this.#offsets.take(), ...this.#particles.take(), ...this.#weight.take() };
  }
}
