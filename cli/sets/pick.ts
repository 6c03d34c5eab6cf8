import type { ClusterSet } from '../../physics/columns.ts';

/** The clusters with the given indices, in that order. */
export function pickClusters(clusters: ClusterSet, indices: readonly number[]): ClusterSet {
  const picked = { ...clusters };
  for (const [name, column] of Object.entries(clusters)) {
    const part = column.slice(0, indices.length);
    for (const [i, index] of indices.entries()) part[i] = column[index]!;
    Object.assign(picked, { [name]: part });
  }
  return picked;
}

/** Offsets of the events of a cluster set; without an `event` column each cluster is an event, as in the service's answers. */
export function offsetsOfClusters({ E, event }: ClusterSet): Uint32Array {
  const offsets = [0];
  for (let i = 1; i < E.length; i++) if (!event || event[i] !== event[i - 1]) offsets.push(i);
  if (E.length > 0) offsets.push(E.length);
  return Uint32Array.from(offsets);
}
