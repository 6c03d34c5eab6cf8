import type { ClusterSet } from '../../physics/columns.ts';

type Column = Float64Array | Float32Array | Int32Array | Uint32Array | Uint8Array;

/** The entries of a column at the given places, in their order. */
export function selectColumn<C extends Column>(column: C, places: Uint32Array, width = 1): C {
  const selected = column.slice(0, places.length * width);
  for (let i = 0; i < places.length; i++) {
    for (let k = 0; k < width; k++) selected[i * width + k] = column[places[i]! * width + k]!;
  }
  // slice() of a typed array has its own type; the union loses that.
  return selected as C;
}

/** The clusters at the given places, in their order, with every column that the set has. */
export function selectClusters(clusters: ClusterSet, places: Uint32Array): ClusterSet {
  const { px, py, pz, E, ...optional } = clusters;
  const of = <C extends Column>(column: C): C => selectColumn(column, places);
  const rest = Object.fromEntries(Object.entries(optional).map(([name, column]) => [name, of(column)]));
  return { px: of(px), py: of(py), pz: of(pz), E: of(E), ...rest };
}
