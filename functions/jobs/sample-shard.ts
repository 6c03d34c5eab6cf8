import { z } from 'zod';
import { joinClusters } from '../../formats/join.ts';
import { readSets } from '../../formats/read.ts';
import { sliceClusters } from '../../formats/slice.ts';
import type { ClusterSet, ParticleColumns } from '../../physics/columns.ts';
import { seedOf } from '../../physics/random/stream.ts';
import type { ModelOf } from '../inference/model-host.ts';
import { LIMITS } from '../limits.ts';
import { type Sampled, sampleClusters } from '../sampling/sample.ts';
import type { InvalidCluster } from '../sampling/validate.ts';
import { Timings } from '../timings.ts';
import { JOB_CAPS } from './caps.ts';
import { JobFailure } from './failure.ts';
import { resultKey } from './keys.ts';
import { columnBytes } from './results.ts';
import { inSource } from './shard-place.ts';
import type { SampleSpec } from './spec.ts';
import { bytesFrom } from './stored-source.ts';
import type { Shard, ShardOutcome } from './task.ts';

/**
 * What came of a shard of clusters: the columns px, py, pz, E (float64) and pdg_id (int32) of the hadrons, two for each
 * cluster, and the indices in the shard of the clusters that they come from (uint32). Clusters that were left out stand in
 * an object beside it, where there are any.
 */
export interface ShardHadrons {
  index: Uint32Array;
  hadrons: ParticleColumns;
  invalid: InvalidCluster[];
}

/** The clusters of a shard. Throws JobFailure where they are gone. */
export async function clustersOf(bucket: R2Bucket, { key, start, end }: Shard): Promise<ClusterSet> {
  if (key === null) throw new Error('clusters are read from shards of their own');
  const sets: ClusterSet[] = [];
  const input = { chunks: bytesFrom(bucket, { key, bytes: end }, start, end) };
  for await (const set of readSets('clusters', 'arrow', input, { caps: JOB_CAPS }))
    if (set.E.length > 0) sets.push(set);
  return joinClusters(sets);
}

/** Samples the clusters of a shard as one request samples its clusters. Throws JobFailure for invalid ones, naming them. */
export async function sampleShard(
  bucket: R2Bucket,
  model: ModelOf<'generator'>,
  spec: SampleSpec,
  shard: Shard,
): Promise<{ hadrons: ShardHadrons; outcome: ShardOutcome }> {
  const clusters = await clustersOf(bucket, shard);
  const total = clusters.E.length;
  if (total !== shard.events) throw new JobFailure(`${shard.events} clusters were expected, and ${total} were found`);
  const run = { seed: seedOf(BigInt(spec.seed)), onInvalid: spec.on_invalid };
  const parts: { from: number; sampled: Sampled }[] = [];
  const timings = new Timings();
  for (let from = 0; from < total; from += LIMITS.clusters) {
    const some = sliceClusters(clusters, from, Math.min(total, from + LIMITS.clusters));
    const firstIndex = spec.first_index + shard.first + from;
    const sampled = await sampleClusters(model, some, { ...run, firstIndex }, timings).catch((error: unknown) => {
      throw inSource(error, shard, from);
    });
    parts.push({ from, sampled });
  }
  const hadrons = together(parts);
  const outOfRange = parts.reduce((sum, { sampled }) => sum + sampled.outOfRange, 0);
  const outcome = { events: total, clipped: 0, weighted: false, invalid: hadrons.invalid.length, outOfRange };
  return { hadrons, outcome };
}

function together(parts: readonly { from: number; sampled: Sampled }[]): ShardHadrons {
  const count = parts.reduce((sum, { sampled }) => sum + sampled.index.length, 0);
  const all: ShardHadrons = { index: new Uint32Array(count), hadrons: emptyHadrons(2 * count), invalid: [] };
  let at = 0;
  for (const { from, sampled } of parts) {
    for (const [i, index] of sampled.index.entries()) all.index[at + i] = from + index;
    for (const name of ['px', 'py', 'pz', 'E', 'pdg_id'] as const) all.hadrons[name].set(sampled.hadrons[name], 2 * at);
    for (const { index, reason } of sampled.invalid) all.invalid.push({ index: from + index, reason });
    at += sampled.index.length;
  }
  return all;
}

const emptyHadrons = (length: number): ParticleColumns => ({
  px: new Float64Array(length),
  py: new Float64Array(length),
  pz: new Float64Array(length),
  E: new Float64Array(length),
  pdg_id: new Int32Array(length),
});

const invalidKey = (job: string, shard: number): string => `${resultKey(job, shard)}.invalid`;
const invalidSchema = z.array(z.object({ index: z.int(), reason: z.string() }));

/** Writes the list of clusters that were left out (first: the result says that all is there), and gives the result's bytes. */
export async function hadronBytes(
  bucket: R2Bucket,
  job: string,
  shard: number,
  { index, hadrons, invalid }: ShardHadrons,
): Promise<Uint8Array<ArrayBuffer>> {
  if (invalid.length > 0) await bucket.put(invalidKey(job, shard), JSON.stringify(invalid));
  const { px, py, pz, E, pdg_id } = hadrons;
  return columnBytes([px, py, pz, E, pdg_id, index]);
}

/** Bytes of what each cluster gives: two hadrons of 36 bytes, and its index. */
const CLUSTER_BYTES = 76;

/** What came of a shard. Throws Error where an object is not there, or not of the length that its counts say. */
export async function readHadrons(
  bucket: R2Bucket,
  job: string,
  shard: number,
  outcome: ShardOutcome,
): Promise<ShardHadrons> {
  const object = await bucket.get(resultKey(job, shard));
  const count = outcome.events - outcome.invalid;
  if (object?.size !== CLUSTER_BYTES * count)
    throw new Error(`the result of shard ${shard} of job ${job} is not whole`);
  const buffer = await object.arrayBuffer();
  const column = (i: number): Float64Array => new Float64Array(buffer, 16 * count * i, 2 * count);
  const pdg_id = new Int32Array(buffer, 64 * count, 2 * count);
  return {
    index: new Uint32Array(buffer, 72 * count, count),
    hadrons: { px: column(0), py: column(1), pz: column(2), E: column(3), pdg_id },
    invalid: outcome.invalid > 0 ? await readInvalid(bucket, job, shard) : [],
  };
}

async function readInvalid(bucket: R2Bucket, job: string, shard: number): Promise<InvalidCluster[]> {
  const object = await bucket.get(invalidKey(job, shard));
  if (!object) throw new Error(`the list of invalid clusters of shard ${shard} of job ${job} is not stored`);
  return invalidSchema.parse(await object.json());
}
