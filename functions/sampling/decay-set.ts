import type { DecaySet } from '../../physics/columns.ts';
import type { Sampled } from './sample.ts';

/** Sampled decays by event: by the clusters' `event`, or one event a cluster where there is none. */
export function decaySetOf({ clusters: { event, ...clusters }, hadrons }: Sampled): DecaySet {
  const n = clusters.E.length;
  const starts: number[] = [];
  for (let i = 0; i < n; i++) if (i === 0 || !event || event[i] !== event[i - 1]) starts.push(i);
  return { offsets: Uint32Array.from([...starts, n]), clusters, hadrons };
}
