import type { ClusterSet } from '../physics/columns.ts';
import { joinClusters } from './join.ts';
import { sliceClusters } from './slice.ts';

/** Where the last event of a set begins. */
function lastEventStart({ E, event }: ClusterSet): number {
  let start = E.length;
  if (!event) return start;
  while (start > 0 && event[start - 1] === event.at(-1)) start--;
  return start;
}

/** The same clusters in sets that cut no event: what a file's pieces (record batches, row groups) cut is joined again. */
export async function* wholeEvents(sets: AsyncIterable<ClusterSet>): AsyncGenerator<ClusterSet, void, undefined> {
  let kept: ClusterSet | undefined;
  for await (const set of sets) {
    // An empty set does not know its optional columns.
    if (set.E.length === 0 && kept) continue;
    const whole = kept && kept.E.length > 0 ? joinClusters([kept, set]) : set;
    const start = lastEventStart(whole);
    kept = sliceClusters(whole, start, whole.E.length);
    if (start > 0) yield sliceClusters(whole, 0, start);
  }
  if (kept) yield kept;
}
