import type { EventSet } from '../../physics/columns.ts';
import { FaultList } from '../error.ts';
import { OffsetBuilder } from '../offset-builder.ts';
import { type Caps, checkCap } from '../reader.ts';
import { float64Chunks, int32Chunks } from './chunks.ts';
import { filledOf, type GroupRows, type LeafMap, readGroup } from './group.ts';
import type { Layout } from './layout.ts';
import type { Leaf, TableRows } from './leaf.ts';
import { rowPlace, valuePlace } from './place.ts';
import { float64Of, LeafFaults } from './values.ts';

/** Gathers rows of a table into sets of another kind; a table that has thrown is spent. */
export interface TableReader<T> {
  push(rows: TableRows): void;
  /** The rows pushed since the last call that are whole. */
  take(): T;
  /** Ends the table: what was open is whole. */
  finish(): void;
}

/** Data by leaf, for rows whose leaves stand in the layout's order. */
export const leafMap = (layout: Layout, rows: TableRows): LeafMap =>
  new Map(layout.leaves.map((leaf, i) => [leaf, rows.leaves[i]!]));

/** Gathers particles, with the ends of their events. */
export class ParticleChunks {
  readonly #px = float64Chunks();
  readonly #py = float64Chunks();
  readonly #pz = float64Chunks();
  readonly #E = float64Chunks();
  readonly #pdgId = int32Chunks();

  /** Particles that were not taken yet. */
  get length(): number {
    return this.#E.length;
  }

  push({ momenta: { px, py, pz, E }, ids }: GroupRows): void {
    this.#px.push(px);
    this.#py.push(py);
    this.#pz.push(pz);
    this.#E.push(E);
    this.#pdgId.push(ids.get('pdg_id') ?? new Int32Array(E.length));
  }

  take(count = this.length): Omit<EventSet, 'offsets' | 'weight'> {
    return {
      px: this.#px.take(count),
      py: this.#py.take(count),
      pz: this.#pz.take(count),
      E: this.#E.take(count),
      pdg_id: this.#pdgId.take(count),
    };
  }
}

/** Gathers events from the rows of a table (`eventLayout`). */
export class EventTable implements TableReader<EventSet> {
  readonly #layout: Layout;
  readonly #caps: Partial<Caps>;
  readonly #faults = new FaultList();
  readonly #particles = new ParticleChunks();
  readonly #offsets = new OffsetBuilder();
  readonly #weight = float64Chunks();
  #total = 0;
  /** Of rows of particles: the event that is open, and where the last whole one ends. */
  #open: { label: number; weight: number } | undefined;
  #closed = 0;

  constructor(layout: Layout, caps: Partial<Caps>) {
    this.#layout = layout;
    this.#caps = caps;
  }

  push(rows: TableRows): void {
    const { particles, event, weight } = this.#layout;
    if (!particles || rows.count === 0) return;
    const data = leafMap(this.#layout, rows);
    this.#checkCaps(data, rows, particles.listed);
    const group = readGroup(particles, data, rows.first, this.#faults);
    const weights = weight && this.#column(weight, data, rows.first);
    if (group.offsets) this.#pushLists(group.offsets, weights);
    else if (event) this.#pushRows(this.#column(event, data, rows.first), weights, rows.first);
    this.#particles.push(group);
  }

  take(): EventSet {
    this.#faults.throwIfAny();
    const whole = this.#layout.event ? this.#closed : this.#particles.length;
    const events: EventSet = { offsets: this.#offsets.take(), ...this.#particles.take(whole) };
    this.#closed = 0;
    if (this.#layout.weight) events.weight = this.#weight.take();
    return events;
  }

  finish(): void {
    if (this.#open) this.#close(this.#particles.length);
    this.#open = undefined;
  }

  #checkCaps(data: LeafMap, { first, count, leaves }: TableRows, listed: boolean): void {
    const place = rowPlace(first);
    if (listed) checkCap(this.#caps, 'events', this.#offsets.total + count, place);
    this.#total += (data.get(this.#layout.particles!.leaves.get('px')!) ?? leaves[0]!).values.length;
    checkCap(this.#caps, 'particles', this.#total, place);
  }

  #column(leaf: Leaf, data: LeafMap, first: number): Float64Array {
    const filled = filledOf(leaf, data);
    return float64Of(filled, new LeafFaults(filled, first, this.#faults));
  }

  #pushLists(offsets: Uint32Array, weights: Float64Array | undefined): void {
    const start = this.#particles.length;
    for (let r = 1; r < offsets.length; r++) this.#offsets.end(start + offsets[r]!);
    if (weights) this.#weight.push(weights);
  }

  #pushRows(labels: Float64Array, weights: Float64Array | undefined, first: number): void {
    const start = this.#particles.length;
    for (let r = 0; r < labels.length; r++) {
      const label = labels[r]!;
      const weight = weights?.[r] ?? 1;
      if (this.#open?.label === label) {
        if (this.#open.weight !== weight) this.#fault('weight', first + r, 'must be the same in all rows of an event');
        continue;
      }
      if (this.#open) {
        if (label < this.#open.label) this.#fault('event', first + r, 'must not be smaller than the one before it');
        this.#close(start + r);
      }
      checkCap(this.#caps, 'events', this.#offsets.total + 1, rowPlace(first + r));
      this.#open = { label, weight };
    }
  }

  #close(end: number): void {
    this.#offsets.end(end);
    this.#closed = end;
    if (this.#layout.weight && this.#open) this.#weight.push(Float64Array.of(this.#open.weight));
  }

  #fault(column: 'weight' | 'event', row: number, rule: string): void {
    const leaf = this.#layout[column];
    if (leaf) this.#faults.add(valuePlace(leaf, row, 0), rule, row);
  }
}
