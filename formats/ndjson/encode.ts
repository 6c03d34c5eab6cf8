import type { ClusterSet, DecaySet, EventSet, ParticleColumns } from '../../physics/columns.ts';
import { checkPairs, clusterWriter, particleText } from '../json/encode.ts';
import { numberText } from '../number-text.ts';

/** One line a cluster: `{"cluster":7,"hadrons":[{…},{…}]}`; `cluster[i]` is the index written for hadrons 2i, 2i + 1. */
export function* encodeHadronsNdjson(cluster: ArrayLike<number>, hadrons: ParticleColumns): Generator<string> {
  checkPairs(cluster, hadrons);
  for (let i = 0; i < cluster.length; i++) {
    yield `{"cluster":${cluster[i]!},"hadrons":[${particleList(hadrons, 2 * i, 2 * i + 2)}]}\n`;
  }
}

/** One line a cluster, with every column that the set has. */
export function* encodeClustersNdjson(clusters: ClusterSet): Generator<string> {
  const write = clusterWriter(clusters, true);
  for (let i = 0; i < clusters.E.length; i++) yield `${write(i)}\n`;
}

/** One line an event: `{"particles":[…],"weight":…}`. */
export function* encodeEventsNdjson(events: EventSet): Generator<string> {
  for (let e = 0; e + 1 < events.offsets.length; e++) {
    const particles = particleList(events, events.offsets[e]!, events.offsets[e + 1]!);
    yield `{"particles":[${particles}]${weightText(events, e)}}\n`;
  }
}

/**
 * One line an event: `{"clusters":[…],"particles":[…],"weight":…}`, the hadrons of cluster i at 2i and 2i + 1 of the particles.
 * Clusters carry the columns that the set has, except `event`, which the line tells.
 */
export function* encodeDecaysNdjson(decays: DecaySet): Generator<string> {
  const { offsets, clusters, hadrons } = decays;
  const write = clusterWriter(clusters, false);
  for (let e = 0; e + 1 < offsets.length; e++) {
    const first = offsets[e]!;
    const end = offsets[e + 1]!;
    const list = Array.from({ length: end - first }, (_, i) => write(first + i)).join(',');
    yield `{"clusters":[${list}],"particles":[${particleList(hadrons, 2 * first, 2 * end)}]${weightText(decays, e)}}\n`;
  }
}

const weightText = ({ weight }: { weight?: Float64Array }, event: number): string =>
  weight ? `,"weight":${numberText(weight[event]!)}` : '';

function particleList(particles: ParticleColumns, first: number, end: number): string {
  let text = '';
  for (let i = first; i < end; i++) text += (i > first ? ',' : '') + particleText(particles, i);
  return text;
}
