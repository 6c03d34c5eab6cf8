import type { ScorerManifest } from '../../models/contract/manifest.ts';
import { SCORER_TENSORS } from '../../models/contract/tensors.ts';
import type { EventSet, Momenta } from '../../physics/columns.ts';
import { LIMITS } from '../limits.ts';
import { floatsOf } from './generator.ts';
import type { LoadedModel } from './load-model.ts';
import { Tensor } from './runtime.ts';

type Scorer = LoadedModel & { manifest: ScorerManifest };

/** A run of whole events, `start` to `end` (excluded). */
interface Chunk {
  start: number;
  end: number;
}

/** Events in order, as many a chunk as fit into `hadrons`; an event with more is a chunk of its own. */
export function chunksOf(offsets: Uint32Array, hadrons: number = LIMITS.scorer_hadrons): Chunk[] {
  const chunks: Chunk[] = [];
  const events = offsets.length - 1;
  let start = 0;
  while (start < events) {
    let end = start + 1;
    while (end < events && offsets[end + 1]! - offsets[start]! <= hadrons && end - start < hadrons) end++;
    chunks.push({ start, end });
    start = end;
  }
  return chunks;
}

/**
 * The network's logit of every event; each event must have at least one particle and at most `particles_per_event`.
 * An event's logit does not depend on the other events. Throws a problem where a logit is not finite.
 */
export async function runDiscriminator(model: Scorer, events: EventSet): Promise<Float32Array> {
  const logits = new Float32Array(events.offsets.length - 1);
  for (const { start, end } of chunksOf(events.offsets)) {
    const output = await model.session.run(feedsOf(model, events, start, end));
    logits.set(floatsOf(output[SCORER_TENSORS.logit], end - start), start);
  }
  return logits;
}

function feedsOf(
  model: Scorer,
  events: EventSet,
  start: number,
  end: number,
): Record<string, InstanceType<typeof Tensor>> {
  const first = events.offsets[start]!;
  const n = events.offsets[end]! - first;
  const hadrons = hadronRows(model, events, first, n);
  const index = new BigInt64Array(n);
  // int64 as two words, the high one zero: a BigInt for each hadron would cost more than the network.
  const words = new Uint32Array(index.buffer);
  const count = new Float32Array(end - start);
  for (let event = start; event < end; event++) {
    const [from, to] = [events.offsets[event]! - first, events.offsets[event + 1]! - first];
    count[event - start] = to - from;
    for (let i = from; i < to; i++) words[2 * i] = event - start;
  }
  return {
    [SCORER_TENSORS.hadrons]: new Tensor('float32', hadrons, [n, model.manifest.features.length]),
    [SCORER_TENSORS.event]: new Tensor('int64', index, [n]),
    [SCORER_TENSORS.count]: new Tensor('float32', count, [end - start]),
  };
}

function hadronRows(model: Scorer, events: EventSet, first: number, n: number): Float32Array<ArrayBuffer> {
  const columns = model.manifest.features.map(({ name }) => momentumColumn(events, name));
  const width = columns.length;
  const rows = new Float32Array(n * width);
  for (let f = 0; f < width; f++) {
    const column = columns[f]!;
    for (let i = 0; i < n; i++) rows[i * width + f] = column[first + i]!;
  }
  return rows;
}

/** The column of a hadron feature by its name. */
export function momentumColumn(events: Momenta, name: string): Float64Array {
  switch (name) {
    case 'E':
    case 'px':
    case 'py':
    case 'pz':
      return events[name];
    default:
      throw new Error(`no hadron feature is named ${name}`);
  }
}
