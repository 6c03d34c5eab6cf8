import type { ClusterSet, DecaySet, EventSet } from '../../physics/columns.ts';
import { joinClusters, joinDecays, joinEvents } from '../join.ts';
import type { Writer } from '../writer.ts';
import { columnsText } from './encode.ts';

/**
 * Columns stand one after the other in a JSON document, so the sets are held until the end. Written as
 * `eventsFromJson`, `clustersFromJson` and `decaysFromJson` read them.
 */
function columnWriter<T>(join: (sets: readonly T[]) => T, encode: (set: T) => string): Writer<T> {
  const sets: T[] = [];
  return {
    write(set) {
      sets.push(set);
      return [];
    },
    *end() {
      if (sets.length > 0) yield new TextEncoder().encode(`${encode(join(sets))}\n`);
    },
  };
}

export const jsonEventColumns = (): Writer<EventSet> => columnWriter(joinEvents, (set) => columnsText({ ...set }));

export const jsonClusterColumns = (): Writer<ClusterSet> =>
  columnWriter(joinClusters, (set) => columnsText({ ...set }));

export const jsonDecayColumns = (): Writer<DecaySet> =>
  columnWriter(joinDecays, ({ offsets, clusters, hadrons, weight }) => {
    const { event: _, ...columns } = clusters;
    const start = columnsText({ offsets, weight }).slice(0, -1);
    return `${start},"clusters":${columnsText(columns)},"hadrons":${columnsText({ ...hadrons })}}`;
  });
