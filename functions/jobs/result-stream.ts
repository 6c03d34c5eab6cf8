import { arrowTableWriter } from '../../formats/arrow/writers.ts';
import type { Format } from '../../formats/format.ts';
import { hepmcAnnotatedEventWriter } from '../../formats/hepmc3/write-events.ts';
import { parquetTableWriter } from '../../formats/parquet/writers.ts';
import type { JobDocument } from '../../models/contract/jobs.ts';
import {
  type EventScores,
  eventScoreColumns,
  reweighted,
  rowTexts,
  scoreColumns,
  scorerTool,
  typesOf,
  weightColumns,
} from '../../models/contract/score-columns.ts';
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

const columnsOf = ({ score, logit, ratio, outOfRange, clipped }: ShardScores): EventScores => ({
  score,
  logit,
  weight: ratio,
  outOfRange,
  clipped,
});

async function* tableParts(bucket: R2Bucket, job: FinishedJob, format: string): AsyncGenerator<Uint8Array> {
  const text = summaryText(job.document);
  const results = readResults(bucket, job.document.id, job.outcomes);
  if (format === 'ndjson') {
    const encoder = new TextEncoder();
    for await (const scores of results) {
      const rows = rowTexts(scoreColumns(columnsOf(scores)));
      if (rows.length > 0) yield encoder.encode(`${rows.join('\n')}\n`);
    }
    yield encoder.encode(`{"summary":${text}}\n`);
    return;
  }
  const table = format === 'arrow' ? arrowTableWriter : parquetTableWriter;
  const writer = table(typesOf(scoreColumns(NONE)), { hadronedge: text });
  for await (const scores of results) yield* writer.write(scoreColumns(columnsOf(scores)));
  yield* writer.end();
}

/** Scores of no events: they have the columns that all have. */
const NONE: EventScores = {
  score: new Float64Array(0),
  logit: new Float64Array(0),
  weight: new Float64Array(0),
  outOfRange: new Uint8Array(0),
  clipped: new Uint8Array(0),
};

/** The weights that stand behind the events' own, as an answer of `/v1/score` has them. */
const weightsOf = (scores: EventScores, own?: Float64Array) =>
  weightColumns({ ...eventScoreColumns(scores), reweighted: reweighted(scores, own) });

/** The events again, with their scores as weights. */
async function* hepmcParts(bucket: R2Bucket, job: FinishedJob, spec: ScoreSpec): AsyncGenerator<Uint8Array> {
  const { model, summary } = job.document;
  const tools = summary ? [scorerTool({ model, summary })] : [];
  const writer = hepmcAnnotatedEventWriter(Object.keys(weightsOf(NONE)), tools);
  let shard = 0;
  for await (const scores of readResults(bucket, job.document.id, job.outcomes)) {
    const columns = weightsOf(columnsOf(scores), scores.weight);
    let at = 0;
    for await (const set of eventsOf(bucket, spec, job.shards[shard++]!)) {
      const end = at + set.offsets.length - 1;
      const part = Object.entries(columns).map(([name, column]) => [name, column.subarray(at, end)] as const);
      yield* writer.write({ set, columns: Object.fromEntries(part) });
      at = end;
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
