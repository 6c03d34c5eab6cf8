import type { ClusterSet, DecaySet, EventSet, ParticleColumns } from '../../physics/columns.ts';

type Column = Float64Array | Int32Array | Uint8Array | Uint32Array;

const isColumn = (value: unknown): value is Column => ArrayBuffer.isView(value) && !(value instanceof DataView);

/** Rows of a table's columns, in the order asked for. */
function pickRows<T extends object>(table: T, rows: Uint32Array): T {
  const columns = Object.entries(table).filter((entry): entry is [string, Column] => isColumn(entry[1]));
  const picked = columns.map(([name, column]) => {
    const kept = column.slice(0, rows.length);
    for (let i = 0; i < rows.length; i++) kept[i] = column[rows[i]!]!;
    return [name, kept] as const;
  });
  return { ...table, ...Object.fromEntries(picked) };
}

/** Rows of the chosen events, and the events' offsets among them. */
function rowsOf(offsets: Uint32Array, chosen: readonly number[]): { rows: Uint32Array; offsets: Uint32Array } {
  const kept = new Uint32Array(chosen.length + 1);
  for (const [place, e] of chosen.entries()) kept[place + 1] = kept[place]! + offsets[e + 1]! - offsets[e]!;
  const rows = new Uint32Array(kept[chosen.length]!);
  for (const [place, e] of chosen.entries())
    for (let i = 0; i < offsets[e + 1]! - offsets[e]!; i++) rows[kept[place]! + i] = offsets[e]! + i;
  return { rows, offsets: kept };
}

/** Some events of a set, as a set of their own, without weights. */
export function pickEvents({ offsets, weight: _weight, ...particles }: EventSet, chosen: readonly number[]): EventSet {
  const picked = rowsOf(offsets, chosen);
  return { ...pickRows<ParticleColumns>(particles, picked.rows), offsets: picked.offsets };
}

/** Some events of a set of decays, as a set of their own, without weights; `event` counts from 0. */
export function pickDecays({ offsets, clusters, hadrons }: DecaySet, chosen: readonly number[]): DecaySet {
  const picked = rowsOf(offsets, chosen);
  const pairs = new Uint32Array(2 * picked.rows.length);
  for (const [i, row] of picked.rows.entries()) pairs.set([2 * row, 2 * row + 1], 2 * i);
  const { event, ...columns } = clusters;
  const kept: ClusterSet = pickRows<ClusterSet>(columns, picked.rows);
  return {
    offsets: picked.offsets,
    clusters: event ? { ...kept, event: eventOf(picked.offsets) } : kept,
    hadrons: pickRows<ParticleColumns>(hadrons, pairs),
  };
}

function eventOf(offsets: Uint32Array): Uint32Array {
  const event = new Uint32Array(offsets.at(-1)!);
  for (let e = 0; e + 1 < offsets.length; e++) event.fill(e, offsets[e], offsets[e + 1]);
  return event;
}
