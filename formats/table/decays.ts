import type { DecaySet } from '../../physics/columns.ts';
import { FaultList } from '../error.ts';
import { OffsetBuilder } from '../offset-builder.ts';
import { type Caps, checkCap } from '../reader.ts';
import { float64Chunks } from './chunks.ts';
import { ClusterChunks } from './clusters.ts';
import { leafMap, ParticleChunks, type TableReader } from './events.ts';
import type { Group } from './fields.ts';
import { filledOf, type GroupRows, readGroup } from './group.ts';
import type { Layout } from './layout.ts';
import type { TableRows } from './leaf.ts';
import { rowPlace } from './place.ts';
import { float64Of, LeafFaults } from './values.ts';

const NO_GROUP: Group = { leaves: new Map(), listed: true };

/** Gathers clusters and the two hadrons of each from the rows of a table (`decayLayout`). */
export class DecayTable implements TableReader<DecaySet> {
  readonly #layout: Layout;
  readonly #clusterGroup: Group;
  readonly #particleGroup: Group;
  readonly #caps: Partial<Caps>;
  readonly #faults = new FaultList();
  readonly #clusters: ClusterChunks;
  readonly #hadrons = new ParticleChunks();
  readonly #offsets = new OffsetBuilder();
  readonly #weight = float64Chunks();
  readonly #total = { clusters: 0, particles: 0 };

  constructor(layout: Layout, caps: Partial<Caps>) {
    this.#layout = layout;
    this.#clusterGroup = layout.clusters ?? NO_GROUP;
    this.#particleGroup = layout.particles ?? NO_GROUP;
    this.#caps = caps;
    this.#clusters = new ClusterChunks(this.#clusterGroup, false);
  }

  push(rows: TableRows): void {
    if (rows.count === 0) return;
    const data = leafMap(this.#layout, rows);
    checkCap(this.#caps, 'events', this.#offsets.total + rows.count, rowPlace(rows.first));
    this.#count('clusters', rows.leaves[0]?.values.length ?? 0, rows.first);
    this.#count('particles', rows.leaves[this.#clusterGroup.leaves.size]?.values.length ?? 0, rows.first);
    const clusters = readGroup(this.#clusterGroup, data, rows.first, this.#faults);
    const hadrons = readGroup(this.#particleGroup, data, rows.first, this.#faults);
    checkHadrons(clusters, hadrons, rows.first, this.#faults);
    const start = this.#clusters.length;
    const { offsets = new Uint32Array(1) } = clusters;
    for (let r = 1; r < offsets.length; r++) this.#offsets.end(start + offsets[r]!);
    this.#clusters.push(clusters, undefined);
    this.#hadrons.push(hadrons);
    const { weight } = this.#layout;
    if (!weight) return;
    const filled = filledOf(weight, data);
    this.#weight.push(float64Of(filled, new LeafFaults(filled, rows.first, this.#faults)));
  }

  take(): DecaySet {
    this.#faults.throwIfAny();
    const set = { offsets: this.#offsets.take(), clusters: this.#clusters.take(), hadrons: this.#hadrons.take() };
    return this.#layout.weight ? { ...set, weight: this.#weight.take() } : set;
  }

  finish(): void {}

  #count(name: 'clusters' | 'particles', count: number, first: number): void {
    this.#total[name] += count;
    checkCap(this.#caps, name, this.#total[name], rowPlace(first));
  }
}

/** Two hadrons a cluster, and where the clusters name them, those. */
function checkHadrons(clusters: GroupRows, hadrons: GroupRows, first: number, faults: FaultList): void {
  const ends = clusters.offsets ?? new Uint32Array(1);
  const hadronEnds = hadrons.offsets ?? new Uint32Array(1);
  for (let r = 0; r + 1 < ends.length; r++) {
    const count = ends[r + 1]! - ends[r]!;
    if (hadronEnds[r + 1]! - hadronEnds[r]! !== 2 * count) {
      faults.add(
        `${rowPlace(first + r)} /particles`,
        `must hold two hadrons for each of the ${count} clusters`,
        first + r,
      );
      return;
    }
    checkIds(clusters, hadrons, ends[r]!, count, `${rowPlace(first + r)} /particles`, first + r, faults);
  }
}

function checkIds(
  { ids: wanted }: GroupRows,
  { ids }: GroupRows,
  start: number,
  count: number,
  place: string,
  row: number,
  faults: FaultList,
): void {
  const found = ids.get('pdg_id');
  const [h1, h2] = [wanted.get('h1_pdg_id'), wanted.get('h2_pdg_id')];
  if (!h1 || !h2) return;
  for (let i = 0; i < 2 * count; i++) {
    const id = (i % 2 === 0 ? h1 : h2)[start + (i >> 1)];
    if ((found?.[2 * start + i] ?? 0) === id) continue;
    faults.add(`${place}/${i}/pdg_id`, `must be the ${i % 2 === 0 ? 'h1' : 'h2'}_pdg_id of its cluster`, row);
  }
}
