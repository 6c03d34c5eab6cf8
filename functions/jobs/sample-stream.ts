import type { Format } from '../../formats/format.ts';
import { encodeHadronsNdjson } from '../../formats/ndjson/encode.ts';
import { writerOf } from '../../formats/write.ts';
import { decaySetOf } from '../sampling/decay-set.ts';
import { selectClusters } from '../sampling/select.ts';
import { readAhead } from './results.ts';
import { clustersOf, readHadrons, type ShardHadrons } from './sample-shard.ts';
import type { SampleSpec } from './spec.ts';
import type { FinishedJob } from './task.ts';

/** The formats that the samples of a job can be had in. */
export const SAMPLE_RESULT_FORMATS: readonly Format[] = ['ndjson', 'dat', 'hepmc3', 'arrow', 'parquet'];

/** The hadrons of all clusters in the order of the source, as one request for all would have answered (functions/sampling). */
export function sampleParts(
  bucket: R2Bucket,
  job: FinishedJob,
  spec: SampleSpec,
  form: Format | 'dat-history',
): AsyncGenerator<Uint8Array> {
  return form === 'ndjson' ? ndjsonParts(bucket, job, spec) : decayParts(bucket, job, spec, form);
}

const hadronsOf = (bucket: R2Bucket, { document, outcomes }: FinishedJob): AsyncGenerator<ShardHadrons> =>
  readAhead(outcomes.length, (shard) => readHadrons(bucket, document.id, shard, outcomes[shard]!));

function noteOf({ document: { model, runtime } }: FinishedJob, { seed, first_index }: SampleSpec) {
  return { model, runtime, seed, first_index };
}

async function* ndjsonParts(bucket: R2Bucket, job: FinishedJob, spec: SampleSpec): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  const invalid: { index: number; reason: string }[] = [];
  let shard = 0;
  for await (const { index, hadrons, invalid: left } of hadronsOf(bucket, job)) {
    const { first } = job.shards[shard++]!;
    for (const row of left) invalid.push({ ...row, index: first + row.index });
    const lines = encodeHadronsNdjson(
      Array.from(index, (i) => first + i),
      hadrons,
    );
    yield encoder.encode([...lines].join(''));
  }
  const { out_of_range } = job.document.sample ?? { out_of_range: 0 };
  yield encoder.encode(`${JSON.stringify({ summary: { ...noteOf(job, spec), invalid, out_of_range } })}\n`);
}

/** Clusters with their decays, by event. */
async function* decayParts(
  bucket: R2Bucket,
  job: FinishedJob,
  spec: SampleSpec,
  form: Format | 'dat-history',
): AsyncGenerator<Uint8Array> {
  const metadata = { hadronedge: JSON.stringify({ ...noteOf(job, spec), ...job.document.sample }) };
  const writer = writerOf('decays', form, { metadata });
  if (!writer) throw new Error(`decays have no ${form} form`);
  let shard = 0;
  for await (const { index, hadrons, invalid } of hadronsOf(bucket, job)) {
    const clusters = selectClusters(await clustersOf(bucket, job.shards[shard++]!), index);
    if (index.length > 0) yield* writer.write(decaySetOf({ index, clusters, hadrons, invalid, outOfRange: 0 }));
  }
  yield* writer.end();
}
