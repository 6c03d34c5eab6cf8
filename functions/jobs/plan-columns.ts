import { arrowClusterWriter, arrowEventWriter } from '../../formats/arrow/writers.ts';
import { readSets, type Source } from '../../formats/read.ts';
import { rowsOf } from '../../formats/sets.ts';
import { eventRanges, sliceClusters, sliceEvents } from '../../formats/slice.ts';
import { wholeEvents } from '../../formats/whole-events.ts';
import type { Writer } from '../../formats/writer.ts';
import type { ClusterSet, EventSet } from '../../physics/columns.ts';
import { LIMITS } from '../limits.ts';
import { JOB_CAPS } from './caps.ts';
import { JobFailure } from './failure.ts';
import { Packer } from './packer.ts';
import type { PlanEnd, Planning } from './planning.ts';
import { decompressed, randomAccess, type StoredSource } from './stored-source.ts';

/** Bytes of a particle in text, in our Arrow, and at the least in a columnar source; a cluster has more of each. */
const TEXT_BYTES = 72;
const ARROW_BYTES = 36;
const LEAST_BYTES = 12;
/** Particles, or clusters, that are written together. */
const STEP = 20_000;

/** What of a set goes into shards: in rows that are not cut, each of some size. */
interface Packing<T> {
  writer: () => Writer<T>;
  /** Where the rows begin, in what their size is counted in; the last is the size of all. */
  offsets: (set: T) => Uint32Array;
  /** Rows from (included) to (excluded). */
  slice: (set: T, from: number, to: number) => T;
}

const EVENTS: Packing<EventSet> = {
  writer: arrowEventWriter,
  offsets: ({ offsets }) => offsets,
  slice: sliceEvents,
};

/** The rows are events, where the clusters tell theirs. */
const CLUSTERS: Packing<ClusterSet> = {
  writer: arrowClusterWriter,
  offsets: ({ E, event }) => {
    const starts = Array.from(E.keys()).filter((i) => i === 0 || !event || event[i] !== event[i - 1]);
    return Uint32Array.from([...starts, E.length]);
  },
  slice: (set, from, to) => {
    const offsets = CLUSTERS.offsets(set);
    return sliceClusters(set, offsets[from]!, offsets[to]!);
  },
};

/** Reads events and writes them as Arrow, a stream a shard. Shards that an earlier plan told of are skipped. */
export function planEvents(planning: Planning, source: StoredSource): Promise<PlanEnd> {
  const { input, consumed } = openColumns(planning, source);
  const sets = readSets('events', planning.spec.format, input, { caps: JOB_CAPS });
  return pack(planning, source, sets, consumed, EVENTS);
}

/** The same for clusters. */
export function planClusters(planning: Planning, source: StoredSource): Promise<PlanEnd> {
  const { input, consumed } = openColumns(planning, source);
  const sets = readSets('clusters', planning.spec.format, input, { caps: JOB_CAPS, openEnd: true });
  return pack(planning, source, wholeEvents(sets), consumed, CLUSTERS);
}

async function pack<T extends EventSet | ClusterSet>(
  planning: Planning,
  source: StoredSource,
  sets: AsyncIterable<T>,
  consumed: () => number,
  { writer, offsets, slice }: Packing<T>,
): Promise<PlanEnd> {
  const target = sizeOf(planning, source.bytes);
  const packer = new Packer<T>(planning, writer);
  try {
    for await (const set of sets) {
      const starts = offsets(set);
      for (let from = 0; from + 1 < starts.length; ) {
        const to = rowsThatFit(starts, from, target - packer.size);
        for (const [a, b] of eventRanges(starts.subarray(from, to + 1), Number.POSITIVE_INFINITY, STEP)) {
          const part = slice(set, from + a, from + b);
          await packer.write(part, rowsOf(part), starts[from + b]! - starts[from + a]!);
        }
        if (packer.size >= target && !(await packer.end(consumed()))) return 'unwanted';
        from = to;
      }
    }
    return (await packer.end(source.bytes)) ? 'whole' : 'unwanted';
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new JobFailure('all of the source must have the same columns, such as weights', { cause: error });
  } finally {
    await packer.abort();
  }
}

/** The first row behind those that bring the size to what there is room for: one at least. */
function rowsThatFit(starts: Uint32Array, from: number, room: number): number {
  let to = from + 1;
  while (to + 1 < starts.length && starts[to]! - starts[from]! < room) to++;
  return to;
}

function openColumns({ bucket, spec }: Planning, source: StoredSource): { input: Source; consumed: () => number } {
  if (spec.format !== 'parquet' || source.compression) {
    const { chunks, consumed } = decompressed(bucket, source);
    return { input: { chunks }, consumed };
  }
  const { random, consumed } = randomAccess(bucket, source);
  return { input: { chunks: none(), random }, consumed };
}

async function* none(): AsyncGenerator<Uint8Array> {}

/** Particles, or clusters, of a shard: as many as are in a shard of text, and more where the source is long. */
function sizeOf({ shardBytes, spec }: Planning, bytes: number): number {
  // Clusters are not read piece by piece when their decays are written: fewer are held.
  const most = (spec.operation === 'sample' ? LIMITS.shard_bytes : LIMITS.largest_shard_bytes) / ARROW_BYTES;
  return Math.ceil(Math.min(most, Math.max(shardBytes / TEXT_BYTES, bytes / LEAST_BYTES / LIMITS.job_shards)));
}
