import type { DecaySet } from '../../physics/columns.ts';
import { FaultList } from '../error.ts';
import { ClusterRows } from '../json/cluster-rows.ts';
import { ParticleRows } from '../json/event-rows.ts';
import { checkFields, isObject, type JsonObject } from '../json/value.ts';
import { OffsetBuilder } from '../offset-builder.ts';
import { type Caps, checkCap, type Reader } from '../reader.ts';
import { JsonLines } from './json-lines.ts';

const FIELDS: ReadonlySet<string> = new Set(['clusters', 'particles']);

/**
 * Reads clusters with their decays from NDJSON, a line one event `{"clusters":[…],"particles":[…]}`, where cluster i
 * of the line decayed into particles 2i and 2i + 1: what `encodeDecaysNdjson` writes.
 */
export class NdjsonDecayReader implements Reader<DecaySet> {
  readonly #faults = new FaultList();
  readonly #clusters = new ClusterRows(this.#faults, true);
  readonly #hadrons: ParticleRows;
  readonly #offsets = new OffsetBuilder();
  readonly #lines: JsonLines;
  readonly #caps: Partial<Caps>;

  constructor(caps: Partial<Caps> = {}) {
    this.#caps = caps;
    this.#hadrons = new ParticleRows(this.#faults, caps);
    this.#lines = new JsonLines((object, place) => this.#read(object, place), this.#faults, caps);
  }

  write(chunk: Uint8Array): void {
    this.#lines.write(chunk);
  }

  take(): DecaySet {
    this.#faults.throwIfAny();
    return {
      offsets: this.#offsets.take(),
      clusters: this.#clusters.take(),
      hadrons: this.#hadrons.take(),
    };
  }

  end(): DecaySet {
    this.#lines.end();
    return this.take();
  }

  #read(object: JsonObject, place: string): void {
    const event = this.#offsets.total;
    checkCap(this.#caps, 'events', event + 1, place.trimEnd());
    checkFields(object, FIELDS, place, this.#faults, event);
    const { clusters, particles } = object;
    if (!Array.isArray(clusters)) {
      this.#faults.add(`${place}/clusters`, clusters === undefined ? 'is missing' : 'must be an array', event);
    } else {
      this.#readClusters(clusters, `${place}/clusters`);
      if (Array.isArray(particles)) checkHadrons(clusters, particles, place, event, this.#faults);
    }
    this.#hadrons.push(particles, `${place}/particles`, event);
    this.#offsets.end(this.#clusters.length);
  }

  #readClusters(list: readonly unknown[], place: string): void {
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
