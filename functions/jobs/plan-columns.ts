import { arrowEventWriter } from '../../formats/arrow/writers.ts';
import type { Source } from '../../formats/read.ts';
import { readSets } from '../../formats/read.ts';
import { eventRanges, sliceEvents } from '../../formats/slice.ts';
import type { Writer } from '../../formats/writer.ts';
import type { EventSet } from '../../physics/columns.ts';
import { LIMITS } from '../limits.ts';
import { ObjectWriter, partBuffer } from '../uploads/object-writer.ts';
import { JOB_CAPS } from './caps.ts';
import { JobFailure } from './failure.ts';
import { shardKey } from './keys.ts';
import { checkShards, type PlanEnd, type Planning } from './planning.ts';
import { decompressed, randomAccess, type StoredSource } from './stored-source.ts';
import type { PlannedShard } from './task.ts';

/** Bytes of a particle in text, in our Arrow, and at the least in a columnar source. */
const TEXT_BYTES = 72;
const ARROW_BYTES = 36;
const LEAST_BYTES = 12;
/** Particles that are written together. */
const STEP = 20_000;

/** Reads the source and writes its events as Arrow, a stream a shard. Shards that an earlier plan told of are skipped. */
export async function planColumns(planning: Planning, source: StoredSource): Promise<PlanEnd> {
  const { chunks, random, consumed } = openColumns(planning, source);
  const packer = new Packer(planning, particlesOf(planning, source.bytes));
  try {
    const { format } = planning.spec;
    for await (const set of readSets('events', format, { chunks, ...(random && { random }) }, { caps: JOB_CAPS })) {
      if (!(await packer.add(set, consumed))) return 'unwanted';
    }
    return (await packer.end(source.bytes)) ? 'whole' : 'unwanted';
  } catch (error) {
    if (error instanceof RangeError) throw new JobFailure('events must have weights in all of the source or in none');
    throw error;
  } finally {
    await packer.abort();
  }
}

function openColumns({ bucket, spec }: Planning, source: StoredSource): Source & { consumed: () => number } {
  if (spec.format !== 'parquet' || source.compression) return decompressed(bucket, source);
  const { random, consumed } = randomAccess(bucket, source);
  return { chunks: none(), random, consumed };
}

async function* none(): AsyncGenerator<Uint8Array> {}

/** Particles of a shard: as many as are in a shard of text, and more where the source is long. */
function particlesOf({ shardBytes }: Planning, bytes: number): number {
  const most = LIMITS.largest_shard_bytes / ARROW_BYTES;
  return Math.ceil(Math.min(most, Math.max(shardBytes / TEXT_BYTES, bytes / LEAST_BYTES / LIMITS.job_shards)));
}

/** Fills shards with events in order: a shard ends with the event that brings its particles to the number wanted. */
class Packer {
  readonly #planning: Planning;
  readonly #particles: number;
  #open:
    | { writer: Writer<EventSet>; object: ObjectWriter; bytes: number; events: number; particles: number }
    | undefined;
  readonly #buffer = partBuffer();
  #shards = 0;
  #events = 0;
  /** Bytes of the source that the shards stand for that were told of. */
  #accounted: number;

  constructor(planning: Planning, particles: number) {
    this.#planning = planning;
    this.#accounted = planning.state.bytes;
    this.#particles = particles;
  }

  async add(set: EventSet, consumed: () => number): Promise<boolean> {
    const { offsets } = set;
    for (let from = 0; from + 1 < offsets.length; ) {
      const room = this.#particles - (this.#open?.particles ?? 0);
      let to = from + 1;
      while (to + 1 < offsets.length && offsets[to]! - offsets[from]! < room) to++;
      await this.#write(sliceEvents(set, from, to));
      if (this.#open!.particles >= this.#particles && !(await this.end(consumed()))) return false;
      from = to;
    }
    return true;
  }

  /** Ends the shard that is open, if one is, and tells the ledger of it. */
  async end(consumed: number): Promise<boolean> {
    if (!this.#open) return true;
    await this.#put(this.#open.writer.end());
    const { object, bytes: end, events } = this.#open;
    const known = this.#shards < this.#planning.state.shards;
    if (known) await object.abort();
    else await object.close();
    const place = { key: this.#key(), start: 0, end, format: 'arrow' as const, lead: '', tail: '' };
    const first = this.#events;
    this.#open = undefined;
    this.#events += events;
    checkShards(++this.#shards);
    if (known) return true;
    const bytes = Math.max(0, consumed - this.#accounted);
    this.#accounted += bytes;
    const shard: PlannedShard = { ...place, line: 1, first, events, bytes };
    return this.#planning.record([shard], { shards: this.#shards, bytes: this.#accounted });
  }

  async abort(): Promise<void> {
    await this.#open?.object.abort().catch(() => undefined);
  }

  async #write(set: EventSet): Promise<void> {
    const object = this.#open?.object ?? new ObjectWriter(this.#planning.bucket, this.#key(), this.#buffer);
    this.#open ??= { writer: arrowEventWriter(), object, bytes: 0, events: 0, particles: 0 };
    this.#open.events += set.offsets.length - 1;
    this.#open.particles += set.offsets.at(-1)!;
    for (const [from, to] of eventRanges(set.offsets, Number.POSITIVE_INFINITY, STEP)) {
      await this.#put(this.#open.writer.write(sliceEvents(set, from, to)));
    }
  }

  async #put(parts: Iterable<Uint8Array>): Promise<void> {
    // A shard that is known already is only counted through.
    const known = this.#shards < this.#planning.state.shards;
    for (const part of parts) {
      this.#open!.bytes += part.length;
      if (!known) await this.#open!.object.write(part);
    }
  }

  #key(): string {
    return shardKey(this.#planning.job, this.#shards);
  }
}
