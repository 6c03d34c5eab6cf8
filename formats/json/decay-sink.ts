import type { DecaySet } from '../../physics/columns.ts';
import type { FaultList } from '../error.ts';
import { OffsetBuilder } from '../offset-builder.ts';
import { type Caps, checkCap } from '../reader.ts';
import { ClusterRows } from './cluster-rows.ts';
import { ParticleRows } from './event-rows.ts';
import type { RowSink } from './row-sink.ts';
import { checkFields, isObject, type JsonObject } from './value.ts';
import { WeightRows } from './weight-rows.ts';

const FIELDS: ReadonlySet<string> = new Set(['clusters', 'particles', 'weight']);

/**
 * Clusters with their decays from rows that are each an event `{"clusters":[…],"particles":[…],"weight"?}`, where cluster i of
 * the row decayed into particles 2i and 2i + 1: what `encodeDecaysNdjson` writes.
 */
export class DecaySink implements RowSink<DecaySet> {
  readonly #faults: FaultList;
  readonly #caps: Partial<Caps>;
  readonly #clusters: ClusterRows;
  readonly #hadrons: ParticleRows;
  readonly #offsets = new OffsetBuilder();
  readonly #weight: WeightRows;

  constructor(faults: FaultList, caps: Partial<Caps> = {}) {
    this.#faults = faults;
    this.#caps = caps;
    this.#clusters = new ClusterRows(faults, true);
    this.#hadrons = new ParticleRows(faults, caps);
    this.#weight = new WeightRows(faults);
  }

  push(row: unknown, place: string): void {
    const event = this.#offsets.total;
    checkCap(this.#caps, 'events', event + 1, place.trimEnd());
    if (isObject(row)) this.#pushEvent(row, place, event);
    else this.#faults.add(place.trimEnd(), 'must be an object', event);
    this.#offsets.end(this.#clusters.length);
  }

  take(): DecaySet {
    const offsets = this.#offsets.take();
    return { offsets, clusters: this.#clusters.take(), hadrons: this.#hadrons.take(), ...this.#weight.take() };
  }

  #pushEvent(row: JsonObject, place: string, event: number): void {
    checkFields(row, FIELDS, place, this.#faults, event);
    const { clusters, particles } = row;
    if (!Array.isArray(clusters)) {
      this.#faults.add(`${place}/clusters`, clusters === undefined ? 'is missing' : 'must be an array', event);
    } else {
      this.#pushClusters(clusters, `${place}/clusters`);
      if (Array.isArray(particles)) checkHadrons(clusters, particles, place, event, this.#faults);
    }
    this.#hadrons.push(particles, `${place}/particles`, event);
    this.#weight.push(row['weight'], `${place}/weight`, event);
  }

  #pushClusters(list: readonly unknown[], place: string): void {
    checkCap(this.#caps, 'clusters', this.#clusters.total + list.length, place);
    for (let i = 0; i < list.length; i++) this.#clusters.push(list[i], `${place}/${i}`);
  }
}

/** Two hadrons a cluster, and where the cluster names them, those. */
function checkHadrons(
  clusters: readonly unknown[],
  particles: readonly unknown[],
  place: string,
  event: number,
  faults: FaultList,
): void {
  if (particles.length !== 2 * clusters.length) {
    faults.add(`${place}/particles`, `must hold two hadrons for each of the ${clusters.length} clusters`, event);
    return;
  }
  for (let i = 0; i < particles.length; i++) {
    const cluster = clusters[i >> 1];
    const particle = particles[i];
    if (!isObject(cluster) || !isObject(particle)) continue;
    const name = i % 2 === 0 ? 'h1_pdg_id' : 'h2_pdg_id';
    if (cluster[name] === undefined || cluster[name] === particle['pdg_id']) continue;
    faults.add(`${place}/particles/${i}/pdg_id`, `must be the ${name} of its cluster`, event);
  }
}
