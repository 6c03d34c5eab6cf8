import { arrowTableWriter } from '../../formats/arrow/writers.ts';
import type { Format } from '../../formats/format.ts';
import { hepmcEventWriter } from '../../formats/hepmc3/write-events.ts';
import { parquetTableWriter } from '../../formats/parquet/writers.ts';
import type { JobDocument } from '../../models/contract/jobs.ts';
import type { EventSet } from '../../physics/columns.ts';
import { rowTexts } from '../scoring/encode.ts';
import { readResults, type ShardScores } from './results.ts';
import { sampleParts } from './sample-stream.ts';
import { eventsOf } from './score-shard.ts';
import type { ScoreSpec } from './spec.ts';
import type { FinishedJob } from './task.ts';

/** The formats that the scores of a job can be had in: those that are written as they come. */
export const RESULT_FORMATS: readonly Format[] = ['ndjson', 'arrow', 'parquet', 'hepmc3'];

/**
 * The answer of a job in the order of the source, as one request for all of it would have given: in NDJSON the same
 * bytes. Written shard by shard; only a few are held.
 */
export function resultStream(
  bucket: R2Bucket,
  job: FinishedJob,
  form: Format | 'dat-history',
): ReadableStream<Uint8Array> {
  const { spec } = job;
  if (spec.operation === 'sample') return streamOf(sampleParts(bucket, job, spec, form));
  return streamOf(form === 'hepmc3' ? hepmcParts(bucket, job, spec) : tableParts(bucket, job, form));
}

function summaryText({ model, runtime, summary }: JobDocument): string {
  return JSON.stringify({ model, runtime, ...summary });
}

async function* tableParts(bucket: R2Bucket, job: FinishedJob, format: string): AsyncGenerator<Uint8Array> {
  const text = summaryText(job.document);
  const results = readResults(bucket, job.document.id, job.outcomes);
  if (format === 'ndjson') {
    const encoder = new TextEncoder();
    for await (const { score, logit, ratio } of results) {
      if (score.length > 0) yield encoder.encode(`${rowTexts({ score, logit, weight: ratio }).join('\n')}\n`);
    }
    yield encoder.encode(`{"summary":${text}}\n`);
    return;
  }
  const table = format === 'arrow' ? arrowTableWriter : parquetTableWriter;
  const writer = table({ score: 'float64', logit: 'float64', weight: 'float64' }, { hadronedge: text });
  for await (const { score, logit, ratio } of results) yield* writer.write({ score, logit, weight: ratio });
  yield* writer.end();
}

/** The events again, with their scores as weights. */
async function* hepmcParts(bucket: R2Bucket, job: FinishedJob, spec: ScoreSpec): AsyncGenerator<Uint8Array> {
  let scores: Pick<ShardScores, 'score' | 'logit' | 'ratio'>;
  let at = 0;
  const column = (name: keyof typeof scores) => (set: EventSet) =>
    scores[name].subarray(at, at + set.offsets.length - 1);
  const namedWeights = [
    { name: 'score', values: column('score') },
    { name: 'logit', values: column('logit') },
    { name: 'likelihood_ratio', values: column('ratio') },
  ];
  const writer = hepmcEventWriter({ namedWeights });
  let shard = 0;
  for await (scores of readResults(bucket, job.document.id, job.outcomes)) {
    at = 0;
    for await (const set of eventsOf(bucket, spec, job.shards[shard++]!)) {
      yield* writer.write(set);
      at += set.offsets.length - 1;
    }
  }
  yield* writer.end();
}

/** Bytes that are handed on together, about. */
const CHUNK = 1 << 16;

/** A stream of parts, made as they are taken; small ones go together. */
function streamOf(parts: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        let length = 0;
        while (length < CHUNK) {
          const { done, value } = await parts.next();
          if (done) {
            controller.close();
            return;
          }
          length += value.length;
          if (value.length > 0) controller.enqueue(value);
        }
      },
      async cancel() {
        await parts.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}
