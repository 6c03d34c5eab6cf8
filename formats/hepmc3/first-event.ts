import { FormatError } from '../error.ts';
import { HepmcHistories } from './histories.ts';
import type { FinalClusters } from './history.ts';

const LF = 10;

/** What the first event of a HepMC3 file holds: clusters with two hadrons each, or a final state alone. */
export type FirstEvent = 'decays' | 'events';

/**
 * Tells from the beginning of a HepMC3 file whether a cluster that became two hadrons is in its first event; undefined
 * where the bytes end before that event does. A file without events, and one that cannot be read, holds `events`: the
 * reader says what is wrong with it.
 */
export function firstEventHolds(bytes: Uint8Array): FirstEvent | undefined {
  const found: FirstEvent[] = [];
  const onEvent = ({ clusters }: FinalClusters): void => {
    found.push(clusters.length > 0 ? 'decays' : 'events');
  };
  const { listing } = new HepmcHistories(onEvent, { openEnd: true });
  // What is read of it may be a prefix: its last line, or vertices that come after the particles, may be missing.
  let cut = false;
  try {
    for (let start = 0; found.length === 0 && !cut; ) {
      const stop = bytes.indexOf(LF, start) + 1;
      cut = stop === 0;
      if (!cut) listing.write(bytes.subarray(start, stop));
      else if (listing.whole) listing.end();
      start = stop;
    }
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return found[0] ?? (cut ? undefined : 'events');
  }
  return found[0] ?? (listing.ended ? 'events' : undefined);
}
