import type { ClusterSet } from '../../physics/columns.ts';
import { uint32Builder } from '../column-builder.ts';
import { FaultList } from '../error.ts';
import { ClusterRows } from '../json/cluster-rows.ts';
import { checkFields, type JsonObject } from '../json/value.ts';
import { type Caps, checkCap, type Reader } from '../reader.ts';
import { JsonLines } from './json-lines.ts';

/** Fields of a line that is an event; only the clusters are read, the others are what a simulation writes beside them. */
const EVENT_LINE_FIELDS: ReadonlySet<string> = new Set(['clusters', 'particles', 'weight']);

/**
 * Reads clusters from NDJSON: a line is one cluster, or one event `{"clusters":[…]}`, and then `event` is the index
 * of the line among those that are not empty. The first line says which; fields as in `clustersFromJson`.
 */
export class NdjsonClusterReader implements Reader<ClusterSet> {
  readonly #faults = new FaultList();
  readonly #event = uint32Builder();
  readonly #lines: JsonLines;
  readonly #caps: Partial<Caps>;
  #clusters: ClusterRows | undefined;
  #byEvent = false;
  #events = 0;

  constructor(caps: Partial<Caps> = {}) {
    this.#caps = caps;
    this.#lines = new JsonLines((object, place) => this.#read(object, place), this.#faults, caps);
  }

  write(chunk: Uint8Array): void {
    this.#lines.write(chunk);
  }

  take(): ClusterSet {
    this.#faults.throwIfAny();
    const clusters = (this.#clusters ?? new ClusterRows(this.#faults, false)).take();
    return this.#byEvent ? { ...clusters, event: this.#event.take() } : clusters;
  }

  end(): ClusterSet {
    this.#lines.end();
    return this.take();
  }

  #read(object: JsonObject, place: string): void {
    if (!this.#clusters) {
      this.#byEvent = object['clusters'] !== undefined;
      this.#clusters = new ClusterRows(this.#faults, this.#byEvent);
    }
    if (this.#byEvent) this.#readEvent(object, place, this.#clusters);
    else this.#push(this.#clusters, [object], () => place);
  }

  #readEvent(object: JsonObject, place: string, clusters: ClusterRows): void {
    const event = this.#events++;
    checkCap(this.#caps, 'events', this.#events, place.trimEnd());
    checkFields(object, EVENT_LINE_FIELDS, place, this.#faults, event);
    const list = object['clusters'];
    if (!Array.isArray(list)) {
      this.#faults.add(`${place}/clusters`, list === undefined ? 'is missing' : 'must be an array of clusters', event);
      return;
    }
    this.#push(clusters, list, (i) => `${place}/clusters/${i}`);
    for (let i = 0; i < list.length; i++) this.#event.push(event);
  }

  #push(clusters: ClusterRows, list: readonly unknown[], place: (i: number) => string): void {
    checkCap(this.#caps, 'clusters', clusters.total + list.length, place(0).trimEnd());
    for (let i = 0; i < list.length; i++) clusters.push(list[i], place(i));
  }
}
