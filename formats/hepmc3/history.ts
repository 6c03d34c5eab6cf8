import type { EventGraph } from './event-graph.ts';
import type { EventRecord } from './record.ts';

/** Identity of a cluster in Herwig's records. */
export const CLUSTER_ID = 81;

/** A cluster that decayed into two hadrons, by the numbers of the particles in their event. */
export interface FinalCluster {
  cluster: number;
  h1: number;
  h2: number;
  /** Constituents; 0 where they are not known. */
  q1: number;
  q2: number;
}

/** What the clusters of an event became. */
export interface FinalClusters {
  clusters: FinalCluster[];
  /** Clusters with other than two hadrons. */
  others: number;
  /** Whether there is any cluster. */
  any: boolean;
  /** A cluster that became nothing, or 0: it would be lost from the final state. */
  childless: number;
}

/**
 * The clusters that decayed into two hadrons (particles of ids other than 81, whatever became of these), in the order
 * of the file. Those that split into clusters are not among them; nor are those with another number of hadrons or with
 * company in their decay vertex, which `others` counts. Constituents are the particles other than clusters that go
 * into a cluster's production vertex, where they are two of known ids; so those of a fission's fragments are not known.
 */
export function finalClusters(record: EventRecord, graph: EventGraph): FinalClusters {
  const found: FinalClusters = { clusters: [], others: 0, any: false, childless: 0 };
  const vertices = new VertexContents(record, graph);
  for (let id = 1; id <= record.length; id++) {
    if (record.pdgId(id) !== CLUSTER_ID) continue;
    found.any = true;
    const end = vertices.key(graph.ends[id]!);
    if (end === 0 || vertices.children[end] === 0) found.childless ||= id;
    else if (vertices.clusterChildren[end] === vertices.children[end]) continue;
    else if (!vertices.isPair(end)) found.others++;
    else found.clusters.push({ cluster: id, ...vertices.hadrons(end), ...vertices.constituents(graph.mothers[id]!) });
  }
  return found;
}

/** What goes into and comes out of every vertex; the place of a vertex is its `key`. */
class VertexContents {
  readonly children: Int32Array;
  readonly clusterChildren: Int32Array;
  readonly #record: EventRecord;
  readonly #particles: number;
  readonly #first: Int32Array;
  readonly #last: Int32Array;
  /** Of explicit vertices alone: what goes in, how much of it is no cluster, and the least and greatest of that. */
  readonly #incoming: Int32Array;
  readonly #constituents: Int32Array;
  readonly #least: Int32Array;
  readonly #greatest: Int32Array;

  constructor(record: EventRecord, graph: EventGraph) {
    this.#record = record;
    this.#particles = record.length;
    const deepest = graph.vertices.reduce((least, id) => Math.min(least, id), 0);
    const keys = record.length - deepest + 1;
    this.children = new Int32Array(keys);
    this.clusterChildren = new Int32Array(keys);
    this.#first = new Int32Array(keys);
    this.#last = new Int32Array(keys);
    this.#incoming = new Int32Array(keys);
    this.#constituents = new Int32Array(keys);
    this.#least = new Int32Array(keys);
    this.#greatest = new Int32Array(keys);
    graph.vertices.forEach((vertex, v) => {
      for (const id of graph.incoming(v)) this.#addIncoming(id, this.key(vertex));
    });
    for (let id = 1; id <= record.length; id++) this.#addChild(id, this.key(graph.mothers[id]!));
  }

  /** The place of a vertex, or of the implicit vertex of a particle; 0 for none. */
  key(vertex: number): number {
    return vertex >= 0 ? vertex : this.#particles - vertex;
  }

  /** Whether one particle became two hadrons at a vertex. */
  isPair(key: number): boolean {
    if (this.children[key] !== 2 || this.clusterChildren[key] !== 0) return false;
    return this.#incoming[key]! <= 1;
  }

  hadrons(key: number): { h1: number; h2: number } {
    return { h1: this.#first[key]!, h2: this.#last[key]! };
  }

  /** The two particles other than clusters that go into a vertex, in the order of the file; zeros where not two. */
  constituents(vertex: number): { q1: number; q2: number } {
    const key = this.key(vertex);
    const q1 = this.#least[key]!;
    const q2 = this.#greatest[key]!;
    const known = this.#constituents[key] === 2 && this.#record.pdgId(q1) !== 0 && this.#record.pdgId(q2) !== 0;
    return known ? { q1, q2 } : { q1: 0, q2: 0 };
  }

  #addIncoming(id: number, key: number): void {
    this.#incoming[key]!++;
    if (this.#record.pdgId(id) === CLUSTER_ID) return;
    const first = this.#constituents[key]!++ === 0;
    if (first || id < this.#least[key]!) this.#least[key] = id;
    if (id > this.#greatest[key]!) this.#greatest[key] = id;
  }

  #addChild(id: number, key: number): void {
    if (this.children[key] === 0) this.#first[key] = id;
    this.#last[key] = id;
    this.children[key]!++;
    if (this.#record.pdgId(id) === CLUSTER_ID) this.clusterChildren[key]!++;
  }
}
