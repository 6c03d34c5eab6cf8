import type { ClusterSet, EventSet } from '../physics/columns.ts';

type Column = Float64Array | Int32Array | Uint8Array | Uint32Array;

function sliceColumns<T extends object>(set: T, from: number, to: number): T {
  const columns = Object.entries(set).filter((entry): entry is [string, Column] => ArrayBuffer.isView(entry[1]));
  return { ...set, ...Object.fromEntries(columns.map(([name, column]) => [name, column.subarray(from, to)])) };
}

/** Clusters from (included) to (excluded); a view, nothing is copied. */
export function sliceClusters(clusters: ClusterSet, from: number, to: number): ClusterSet {
  return sliceColumns(clusters, from, to);
}

/** Events from (included) to (excluded), with offsets that start at 0 again; particle columns are views. */
export function sliceEvents(events: EventSet, from: number, to: number): EventSet {
  const { offsets, weight, ...particles } = events;
  const first = offsets[from] ?? 0;
  const rebased = offsets.slice(from, to + 1).map((offset) => offset - first);
  const part = { ...sliceColumns(particles, first, offsets[to] ?? first), offsets: rebased };
  return weight ? { ...part, weight: weight.subarray(from, to) } : part;
}

/** Ranges of events with at most `maxEvents` events and `maxParticles` particles each (one event at least), in order. */
export function* eventRanges(
  offsets: Uint32Array,
  maxEvents: number,
  maxParticles: number,
): Generator<[number, number]> {
  const events = offsets.length - 1;
  for (let from = 0; from < events; ) {
    let to = from + 1;
    while (to < events && to - from < maxEvents && offsets[to + 1]! - offsets[from]! <= maxParticles) to++;
    yield [from, to];
    from = to;
  }
}
