import { readSets } from '../../formats/read.ts';
import { eventRanges, sliceEvents } from '../../formats/slice.ts';
import type { EventScores } from '../../models/contract/score-columns.ts';
import type { EventSet } from '../../physics/columns.ts';
import type { ModelOf } from '../inference/model-host.ts';
import { LIMITS } from '../limits.ts';
import { scoreEvents } from '../scoring/score.ts';
import { Timings } from '../timings.ts';
import { JOB_CAPS } from './caps.ts';
import { JobFailure } from './failure.ts';
import type { ShardScores } from './results.ts';
import { inSource } from './shard-place.ts';
import type { ScoreSpec } from './spec.ts';
import { bytesFrom, placeOf } from './stored-source.ts';
import type { Shard, ShardOutcome } from './task.ts';

/** The events of a shard, some at a time. Throws FormatError, or JobFailure where the bytes are gone. */
export async function* eventsOf(
  bucket: R2Bucket,
  { source, weight }: Pick<ScoreSpec, 'source' | 'weight'>,
  shard: Shard,
): AsyncGenerator<EventSet, void, undefined> {
  const encoder = new TextEncoder();
  const { start, end, format, lead, tail } = shard;
  const stored = shard.key === null ? await placeOf(bucket, source) : { key: shard.key, bytes: end };
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield encoder.encode(lead);
    yield* bytesFrom(bucket, stored, start, end);
    yield encoder.encode(tail);
  }
  const options = { caps: JOB_CAPS, openEnd: true, ...(weight !== undefined && { weight }) };
  for await (const set of readSets('events', format, { chunks: chunks() }, options)) {
    for (const [from, to] of eventRanges(set.offsets, LIMITS.events, LIMITS.particles))
      yield sliceEvents(set, from, to);
  }
}

/** Scores of one part of a shard, with the events' own weights. */
interface Part extends EventScores {
  own: Float64Array | undefined;
}

/** Scores the events of a shard as one request scores its events. Throws JobFailure for bad events, naming them. */
export async function scoreShard(
  bucket: R2Bucket,
  model: ModelOf<'scorer'>,
  spec: Pick<ScoreSpec, 'source' | 'weight'>,
  shard: Shard,
): Promise<{ scores: ShardScores; outcome: ShardOutcome }> {
  const parts: Part[] = [];
  let events = 0;
  const timings = new Timings();
  try {
    for await (const set of eventsOf(bucket, spec, shard)) {
      const scored = await scoreEvents(model, set, timings);
      parts.push({ ...scored, own: set.weight });
      events += scored.score.length;
    }
  } catch (error) {
    throw inSource(error, shard, events);
  }
  // Every event is counted twice, by the plan and by the reader: none is lost between shards.
  if (events !== shard.events) throw new JobFailure(`${shard.events} events were expected, and ${events} were found`);
  return together(parts, events);
}

/** How many flags are set. */
const sum = (flags: Uint8Array): number => flags.reduce((total, flag) => total + flag, 0);

function together(parts: readonly Part[], events: number): { scores: ShardScores; outcome: ShardOutcome } {
  const weighted = parts[0]?.own !== undefined;
  const into = <C extends Float64Array | Uint8Array>(joined: C, of: (part: Part) => C): C => {
    let at = 0;
    for (const part of parts) {
      joined.set(of(part), at);
      at += part.score.length;
    }
    return joined;
  };
  const join = (of: (part: Part) => Float64Array): Float64Array => into(new Float64Array(events), of);
  const joinFlags = (of: (part: Part) => Uint8Array): Uint8Array => into(new Uint8Array(events), of);
  const scores = {
    score: join(({ score }) => score),
    logit: join(({ logit }) => logit),
    ratio: join(({ weight }) => weight),
    weight: weighted ? join(({ own }) => own ?? new Float64Array(0)) : undefined,
    outOfRange: joinFlags(({ outOfRange }) => outOfRange),
    clipped: joinFlags(({ clipped }) => clipped),
  };
  const outcome = {
    events,
    weighted,
    clipped: sum(scores.clipped),
    outOfRange: sum(scores.outOfRange),
    invalid: 0,
  };
  return { scores, outcome };
}
