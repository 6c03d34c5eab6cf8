import type { ClusterSet, DecaySet, EventSet, ParticleColumns } from '../physics/columns.ts';

type Column = Float64Array | Int32Array | Uint32Array | Uint8Array;

/** Columns of one name, one after the other. */
function joinColumns<C extends Column>(columns: readonly C[]): C {
  const length = columns.reduce((sum, column) => sum + column.length, 0);
  // The constructor of a typed array is its own type; the union loses that.
  const joined = new (columns[0]!.constructor as new (length: number) => C)(length);
  let at = 0;
  for (const column of columns) {
    joined.set(column, at);
    at += column.length;
  }
  return joined;
}

/** The columns that the first set has, from all; the others must have the same. */
function joinTables<T extends object>(sets: readonly T[]): T {
  const [first] = sets;
  if (!first) throw new RangeError('there is no set to join');
  if (sets.length === 1) return first;
  const names = Object.keys(first) as (keyof T)[];
  const joined = names.map((name) => [name, joinColumns(sets.map((set) => columnOf(set, name)))]);
  return Object.fromEntries(joined);
}

function columnOf<T extends object>(set: T, name: keyof T): Column {
  const column = set[name];
  const known =
    column instanceof Float64Array ||
    column instanceof Int32Array ||
    column instanceof Uint32Array ||
    column instanceof Uint8Array;
  if (!known) throw new RangeError(`column ${String(name)} is not in every set`);
  return column;
}

/** Offsets of sets that stand one after the other. */
function joinOffsets(all: readonly Uint32Array[]): Uint32Array {
  const joined = new Uint32Array(all.reduce((sum, { length }) => sum + length - 1, 1));
  let at = 0;
  let base = 0;
  for (const offsets of all) {
    for (let e = 1; e < offsets.length; e++) joined[++at] = base + offsets[e]!;
    base += offsets.at(-1)!;
  }
  return joined;
}

/** Events of several sets as one. Throws RangeError where there is no set, or where they have different columns. */
export function joinEvents(sets: readonly EventSet[]): EventSet {
  const joined = joinTables(sets.map(({ offsets: _offsets, ...columns }) => columns));
  return { ...joined, offsets: joinOffsets(sets.map(({ offsets }) => offsets)) };
}

/** Clusters of several sets as one; same errors. */
export function joinClusters(sets: readonly ClusterSet[]): ClusterSet {
  return joinTables(sets);
}

/** Decays of several sets as one; same errors. */
export function joinDecays(sets: readonly DecaySet[]): DecaySet {
  const { weight } = joinTables(sets.map((set) => (set.weight ? { weight: set.weight } : {})));
  return {
    ...(weight && { weight }),
    offsets: joinOffsets(sets.map(({ offsets }) => offsets)),
    clusters: joinTables<ClusterSet>(sets.map(({ clusters }) => clusters)),
    hadrons: joinTables<ParticleColumns>(sets.map(({ hadrons }) => hadrons)),
  };
}
