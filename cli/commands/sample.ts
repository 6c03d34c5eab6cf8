import { defineCommand } from 'citty';
import type { HadronEdgeClient } from '../../client/client.ts';
import { checkOrigin } from '../../client/client.ts';
import { eventRanges, sliceClusters } from '../../formats/slice.ts';
import { wholeEvents } from '../../formats/whole-events.ts';
import { FORMS, type Form } from '../../formats/write.ts';
import type { ClusterSet } from '../../physics/columns.ts';
import { CommandError } from '../errors.ts';
import { SAMPLE_RESULT_FORMS, type SampleResultForm, writeResult } from '../jobs/result.ts';
import { JOB_BYTES, requireFile, runJob, wantsJob } from '../jobs/run.ts';
import { originLine } from '../origin.ts';
import { askInPieces } from '../pieces.ts';
import { FileProgress } from '../progress.ts';
import type { SampledPiece } from '../samples/piece.ts';
import { SampledRun } from '../samples/run.ts';
import { Worth } from '../samples/worth.ts';
import { sampleWriter } from '../samples/write.ts';
import {
  calling,
  connectLarge,
  connectWithMemory,
  modelArgs,
  readLock,
  requirePin,
  rollbackArgs,
  serviceArgs,
  trustArgs,
  trusted,
} from '../service.ts';
import { outputForm } from '../sets/format.ts';
import { type OpenSets, openSets, setsOf } from '../sets/open.ts';
import { offsetsOfClusters } from '../sets/pick.ts';
import { writeSets } from '../sets/write.ts';
import { parseSeed, wholeNumber } from '../values.ts';

/** Clusters a request: well below the service's limit, and enough that the round trip does not show. */
const CLUSTERS_PER_REQUEST = 5000;

interface Run {
  model: string;
  seed: string;
  firstIndex: number;
  onInvalid: 'refuse' | 'skip';
  /** A scorer for the sampled events. */
  score?: string;
}

/** Clusters of one request, and the index that the first has in the file. */
interface Piece {
  clusters: ClusterSet;
  from: number;
}

/** The clusters of a file in pieces that cut no event; a file of none is one empty piece, which the service refuses. */
async function* piecesOf(sets: AsyncIterable<ClusterSet>): AsyncGenerator<Piece> {
  let done = 0;
  for await (const set of wholeEvents(sets)) {
    const offsets = offsetsOfClusters(set);
    for (const [from, to] of eventRanges(offsets, Number.POSITIVE_INFINITY, CLUSTERS_PER_REQUEST)) {
      const first = offsets[from]!;
      yield { clusters: sliceClusters(set, first, offsets[to]!), from: done + first };
    }
    if (set.E.length === 0 && done === 0) yield { clusters: set, from: 0 };
    done += set.E.length;
  }
}

/** Samples the clusters piece by piece; `first_index` makes the pieces' hadrons those of one request. */
function sampleAll(client: HadronEdgeClient, sets: AsyncIterable<ClusterSet>, run: Run): AsyncGenerator<SampledPiece> {
  let { score } = run;
  return askInPieces(run.model, piecesOf(sets), async ({ clusters, from }, model) => {
    const options = { ...run, model, ...(score !== undefined && { score }), firstIndex: run.firstIndex + from };
    const answer = await calling(client.sample(clusters, options));
    // Like the generator, the scorer stays that of the first answer.
    if (answer.scores) score = `${answer.scores.model.name}@${answer.scores.model.digest}`;
    return { model: answer.model, runtime: answer.runtime, answer, clusters, from };
  });
}

export default defineCommand({
  meta: { name: 'sample', description: 'Sample two hadrons for each cluster of a file' },
  args: {
    file: { type: 'positional', description: 'clusters, in any format; - is standard input', default: '-' },
    model: { type: 'string', default: 'hadml-v1', description: 'model reference: name, name@1.0.0, name@sha256:…' },
    seed: { type: 'string', default: '1', description: 'unsigned 64-bit seed' },
    'first-index': { type: 'string', default: '0', description: 'index of the first cluster in the whole run' },
    score: { type: 'string', description: 'reference of a scorer for the sampled events' },
    'skip-invalid': { type: 'boolean', default: false, description: 'leave invalid clusters out instead of refusing' },
    from: { type: 'string', description: 'format of the input, where neither name nor first bytes tell' },
    to: {
      type: 'string',
      description: `form of the output, where its name does not tell (standard output: json): ${FORMS.join(', ')}`,
    },
    output: { type: 'string', alias: 'o', default: '-', description: 'file to write; - is standard output' },
    job: {
      type: 'boolean',
      description: `store the file and sample it as a job (default: where it has ${JOB_BYTES} bytes or more, unless to JSON); --no-job never`,
    },
    ...serviceArgs,
    ...modelArgs,
    ...rollbackArgs,
    ...trustArgs,
  },
  async run({ args }) {
    const firstIndex = wholeNumber('first-index', args['first-index'], 0);
    const seed = parseSeed(args.seed).toString();
    const form = outputForm(args.output, args.to, 'json');
    requireFile(args.file, args.job);
    const streamed = SAMPLE_RESULT_FORMS.find((name) => name === form);
    if (args.job === true && args.score !== undefined) throw new CommandError('a job samples or scores, not both', 2);
    if (args.job === true && !streamed) {
      throw new CommandError(`a job cannot be had as ${form}; use one of: ${SAMPLE_RESULT_FORMS.join(' ')}`, 2);
    }
    const lock = await readLock(args.lock);
    const client = connectWithMemory(args.url, args['accept-rollback'], lock);
    const use = (reference: string): Promise<string> => {
      requirePin(reference, lock, args.lock);
      return trusted(client, reference, lock, args);
    };
    const model = await use(args.model);
    const score = args.score === undefined ? {} : { score: await use(args.score) };
    const run: Run = { model, seed, firstIndex, onInvalid: args['skip-invalid'] ? 'skip' : 'refuse', ...score };
    const file = await openSets(args.file, args.from);
    const asJob = args.score === undefined && wantsJob(file, args.job);
    if (streamed && asJob) await sampleLarge(client, file, run, args.output, streamed);
    else await sampleSmall(client, file, run, args.output, form);
  },
});

async function sampleLarge(
  client: HadronEdgeClient,
  file: OpenSets,
  run: Run,
  output: string,
  form: SampleResultForm,
): Promise<void> {
  const { seed, firstIndex: first_index, onInvalid: on_invalid } = run;
  const { model, pinnedRuntime } = await calling(client.pin(run.model));
  const large = connectLarge(client.url);
  await file.input.close();
  const request = { operation: 'sample' as const, model, seed, first_index, on_invalid };
  const job = await runJob(large, file.name, file.format, request);
  await calling(Promise.resolve().then(() => checkOrigin(job, model, pinnedRuntime)));
  await writeResult(large, job, output, form);
  tellInvalid(job.sample?.invalid ?? 0);
}

async function sampleSmall(
  client: HadronEdgeClient,
  file: OpenSets,
  options: Run,
  output: string,
  form: Form,
): Promise<void> {
  const run = new SampledRun(options.firstIndex);
  const writer = sampleWriter(form, run, options.score !== undefined);
  const progress = new FileProgress('sample', file.input);
  const worth = new Worth();
  const pieces = sampleAll(client, setsOf('clusters', file), options);
  try {
    await writeSets(output, writer, run.through(pieces), (piece) => {
      worth.add(piece.answer.scores?.events.weight ?? []);
      progress.update(`${run.clusters} clusters`);
    });
  } finally {
    // Also where the output could not be opened: a pipe that stays open would keep whoever writes into it waiting.
    await file.input.close();
  }
  progress.finish();
  process.stderr.write(originLine(run.answer, run.contentDigest, `seed ${run.answer.seed}`));
  if (options.score !== undefined) process.stderr.write(`${worth.text()}\n`);
  tellInvalid(run.invalid);
}

function tellInvalid(count: number): void {
  if (count > 0) process.stderr.write(`left out ${count} invalid clusters\n`);
}
