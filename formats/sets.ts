import type { ClusterSet, DecaySet, EventSet } from '../physics/columns.ts';

/** What a file holds: hadrons by event, clusters alone, or clusters with the two hadrons of each. */
export interface SetTypes {
  events: EventSet;
  clusters: ClusterSet;
  decays: DecaySet;
}

export type SetKind = keyof SetTypes;

export const SET_KINDS: readonly SetKind[] = ['decays', 'events', 'clusters'];

/** Number of rows of a set: its events, or its clusters where it is one of clusters alone. */
export function rowsOf(set: SetTypes[SetKind]): number {
  return 'offsets' in set ? set.offsets.length - 1 : set.E.length;
}
