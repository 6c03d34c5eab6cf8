import type { ClusterSet } from '../../physics/columns.ts';
import { FaultList } from '../error.ts';
import { CLUSTER_FLAGS, CLUSTER_IDS, CLUSTER_MOMENTA } from '../fields.ts';
import { type Caps, checkCap } from '../reader.ts';
import { type Chunks, float64Chunks, int32Chunks, uint8Chunks, uint32Chunks } from './chunks.ts';
import { leafMap, type TableReader } from './events.ts';
import type { Group } from './fields.ts';
import { type GroupRows, readGroup } from './group.ts';
import type { Layout } from './layout.ts';
import type { TableRows } from './leaf.ts';
import { rowPlace, valuePlace } from './place.ts';

const NO_NUMBERS = new Float64Array(0);

/** Gathers the columns of clusters; those that the group has no leaf of stay absent. */
export class ClusterChunks {
  readonly #momenta = new Map<(typeof CLUSTER_MOMENTA)[number], Chunks<Float64Array>>();
  readonly #ids = new Map<(typeof CLUSTER_IDS)[number], Chunks<Int32Array>>();
  readonly #flags = new Map<(typeof CLUSTER_FLAGS)[number], Chunks<Uint8Array>>();
  readonly #event: Chunks<Uint32Array> | undefined;

  /** `byEvent`: whether `event` is a column, for clusters that stand in events. */
  constructor(group: Group, byEvent: boolean) {
    const has = (name: string): boolean => group.leaves.has(name);
    for (const name of CLUSTER_MOMENTA) if (has(name) || name === 'E') this.#momenta.set(name, float64Chunks());
    for (const name of CLUSTER_IDS) if (has(name)) this.#ids.set(name, int32Chunks());
    for (const name of CLUSTER_FLAGS) if (has(name)) this.#flags.set(name, uint8Chunks());
    if (has('event') || byEvent) this.#event = uint32Chunks();
  }

  /** Clusters that were not taken yet. */
  get length(): number {
    return this.#momenta.get('E')?.length ?? 0;
  }

  push({ momenta: { px, py, pz, E }, ids, flags, floats }: GroupRows, event: Uint32Array | undefined): void {
    const all = new Map([...floats, ['px', px], ['py', py], ['pz', pz], ['E', E]] as [string, Float64Array][]);
    for (const [name, chunks] of this.#momenta) chunks.push(all.get(name) ?? new Float64Array(0));
    for (const [name, chunks] of this.#ids) chunks.push(ids.get(name) ?? new Int32Array(0));
    for (const [name, chunks] of this.#flags) chunks.push(flags.get(name) ?? new Uint8Array(0));
    if (event) this.#event?.push(event);
  }

  take(): ClusterSet {
    const [px, py, pz, E] = (['px', 'py', 'pz', 'E'] as const).map(
      (name) => this.#momenta.get(name)?.take() ?? NO_NUMBERS,
    );
    const set: ClusterSet = { px: px!, py: py!, pz: pz!, E: E! };
    for (const [name, chunks] of this.#momenta) if (!(name in set)) set[name] = chunks.take();
    for (const [name, chunks] of this.#ids) set[name] = chunks.take();
    for (const [name, chunks] of this.#flags) set[name] = chunks.take();
    if (this.#event) set.event = this.#event.take();
    return set;
  }
}

/** Gathers clusters from the rows of a table (`clusterLayout`). */
export class ClusterTable implements TableReader<ClusterSet> {
  readonly #layout: Layout;
  readonly #group: Group;
  readonly #caps: Partial<Caps>;
  readonly #faults = new FaultList();
  readonly #chunks: ClusterChunks;
  #total = 0;
  #lastEvent = 0;

  constructor(layout: Layout, caps: Partial<Caps>) {
    this.#layout = layout;
    this.#group = layout.clusters ?? { leaves: new Map(), listed: false };
    this.#caps = caps;
    this.#chunks = new ClusterChunks(this.#group, this.#group.listed);
  }

  push(rows: TableRows): void {
    if (rows.count === 0) return;
    const data = leafMap(this.#layout, rows);
    if (this.#group.listed) checkCap(this.#caps, 'events', rows.first + rows.count, rowPlace(rows.first));
    this.#total += rows.leaves[0]?.values.length ?? 0;
    checkCap(this.#caps, 'clusters', this.#total, rowPlace(rows.first));
    const group = readGroup(this.#group, data, rows.first, this.#faults);
    if (group.event) this.#checkEvents(group.event, rows.first);
    this.#chunks.push(group, group.offsets ? eventsOf(group.offsets, rows.first) : group.event);
  }

  take(): ClusterSet {
    this.#faults.throwIfAny();
    return this.#chunks.take();
  }

  finish(): void {}

  #checkEvents(event: Uint32Array, first: number): void {
    for (let i = 0; i < event.length; i++) {
      if (event[i]! >= this.#lastEvent) this.#lastEvent = event[i]!;
      else this.#faultAt(first + i);
    }
  }

  #faultAt(row: number): void {
    const leaf = this.#group.leaves.get('event');
    if (leaf) this.#faults.add(valuePlace(leaf, row, 0), 'must not be smaller than the one before it', row);
  }
}

/** The index of the event that each cluster stands in. */
function eventsOf(offsets: Uint32Array, first: number): Uint32Array {
  const event = new Uint32Array(offsets.at(-1) ?? 0);
  for (let r = 0; r + 1 < offsets.length; r++) event.fill(first + r, offsets[r], offsets[r + 1]);
  return event;
}
