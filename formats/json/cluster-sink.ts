import type { ClusterSet } from '../../physics/columns.ts';
import { uint32Builder } from '../column-builder.ts';
import type { FaultList } from '../error.ts';
import { type Caps, checkCap } from '../reader.ts';
import { ClusterRows } from './cluster-rows.ts';
import type { RowSink } from './row-sink.ts';
import { checkFields, isObject } from './value.ts';

/** Fields of a row that is an event; only the clusters are read, the others are what a simulation writes beside them. */
const EVENT_FIELDS: ReadonlySet<string> = new Set(['clusters', 'particles', 'weight']);

/**
 * Clusters from rows that are each a cluster, or each an event `{"clusters":[…]}`; then `event` is the index of the
 * row. The first row says which.
 */
export class ClusterSink implements RowSink<ClusterSet> {
  readonly #faults: FaultList;
  readonly #caps: Partial<Caps>;
  readonly #event = uint32Builder();
  #clusters: ClusterRows | undefined;
  #byEvent = false;
  #events = 0;

  constructor(faults: FaultList, caps: Partial<Caps> = {}) {
    this.#faults = faults;
    this.#caps = caps;
  }

  push(row: unknown, place: string): void {
    if (!this.#clusters) {
      this.#byEvent = isObject(row) && row['clusters'] !== undefined;
      this.#clusters = new ClusterRows(this.#faults, this.#byEvent);
    }
    if (this.#byEvent) this.#pushEvent(row, place, this.#clusters);
    else this.#pushAll(this.#clusters, [row], () => place);
  }

  take(): ClusterSet {
    const clusters = (this.#clusters ?? new ClusterRows(this.#faults, false)).take();
    return this.#byEvent ? { ...clusters, event: this.#event.take() } : clusters;
  }

  #pushEvent(row: unknown, place: string, clusters: ClusterRows): void {
    const event = this.#events++;
    checkCap(this.#caps, 'events', this.#events, place.trimEnd());
    if (!isObject(row)) {
      this.#faults.add(place.trimEnd(), 'must be an object', event);
      return;
    }
    checkFields(row, EVENT_FIELDS, place, this.#faults, event);
    const list = row['clusters'];
    if (!Array.isArray(list)) {
      this.#faults.add(`${place}/clusters`, list === undefined ? 'is missing' : 'must be an array of clusters', event);
      return;
    }
    this.#pushAll(clusters, list, (i) => `${place}/clusters/${i}`);
    for (let i = 0; i < list.length; i++) this.#event.push(event);
  }

  #pushAll(clusters: ClusterRows, list: readonly unknown[], place: (i: number) => string): void {
    checkCap(this.#caps, 'clusters', clusters.total + list.length, place(0).trimEnd());
    for (let i = 0; i < list.length; i++) clusters.push(list[i], place(i));
  }
}
