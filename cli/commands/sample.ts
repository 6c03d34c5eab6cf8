import { defineCommand } from 'citty';
import type { HadronEdgeClient } from '../../client/client.ts';
import { encodeDecaysDat } from '../../formats/dat/encode.ts';
import { encodeHadronsNdjson } from '../../formats/ndjson/encode.ts';
import type { SampleAnswer } from '../../models/contract/answers.ts';
import type { ClusterSet, ParticleColumns } from '../../physics/columns.ts';
import { writeOutput } from '../io.ts';
import { askInPieces } from '../pieces.ts';
import { Progress } from '../progress.ts';
import { calling, connect, modelArgs, pinned, readLock, serviceArgs, trustArgs, trusted } from '../service.ts';
import { formatOf, type SetFormat } from '../sets/format.ts';
import { offsetsOfClusters, pickClusters } from '../sets/pick.ts';
import { readClusters } from '../sets/read.ts';
import { sliceClusters } from '../sets/slice.ts';
import { parseSeed, wholeNumber } from '../values.ts';

/** Clusters a request: well below the service's limit, and enough that the round trip does not show. */
const CLUSTERS_PER_REQUEST = 5000;

interface Run {
  model: string;
  seed: string;
  firstIndex: number;
  onInvalid: 'refuse' | 'skip';
}

/** Where the pieces of a run start; a run of nothing is one empty piece, which the service refuses. */
function* pieceStarts(total: number): Generator<number> {
  yield 0;
  for (let from = CLUSTERS_PER_REQUEST; from < total; from += CLUSTERS_PER_REQUEST) yield from;
}

/** Sends the clusters in pieces; `first_index` makes the pieces' hadrons those of one request. */
async function sampleAll(client: HadronEdgeClient, clusters: ClusterSet, run: Run): Promise<SampleAnswer[]> {
  const total = clusters.E.length;
  const progress = new Progress('sample', total, 'clusters');
  const answers = await askInPieces(run.model, pieceStarts(total), async (from, model) => {
    const to = Math.min(total, from + CLUSTERS_PER_REQUEST);
    const options = { ...run, model, firstIndex: run.firstIndex + from };
    const answer = await calling(client.sample(sliceClusters(clusters, from, to), options));
    progress.update(to);
    return answer;
  });
  if (answers.length > 1) progress.finish();
  return answers;
}

/** The answer that one request for everything would have given. */
function merge(answers: SampleAnswer[], firstIndex: number): SampleAnswer {
  const starts = answers.map((answer) => answer.first_index - firstIndex);
  const column = (name: 'pdg_id' | 'px' | 'py' | 'pz' | 'E'): number[] => answers.flatMap((a) => a.hadrons[name]);
  return {
    ...answers[0]!,
    first_index: firstIndex,
    invalid: answers.flatMap((a, k) => a.invalid.map((row) => ({ ...row, index: row.index + starts[k]! }))),
    out_of_range: answers.reduce((sum, a) => sum + a.out_of_range, 0),
    hadrons: {
      cluster: answers.flatMap((a, k) => a.hadrons.cluster.map((cluster) => cluster + starts[k]!)),
      pdg_id: column('pdg_id'),
      px: column('px'),
      py: column('py'),
      pz: column('pz'),
      E: column('E'),
    },
  };
}

function hadronColumns({ hadrons }: SampleAnswer): ParticleColumns {
  return {
    pdg_id: Int32Array.from(hadrons.pdg_id),
    px: Float64Array.from(hadrons.px),
    py: Float64Array.from(hadrons.py),
    pz: Float64Array.from(hadrons.pz),
    E: Float64Array.from(hadrons.E),
  };
}

/** The text of an answer; `.dat` writes the clusters beside their hadrons, event by event. */
function* encode(answer: SampleAnswer, clusters: ClusterSet, format: SetFormat): Iterable<string> {
  const hadrons = hadronColumns(answer);
  const sampled = answer.hadrons.cluster.filter((_, i) => i % 2 === 0);
  if (format === 'json') yield `${JSON.stringify(answer)}\n`;
  else if (format === 'ndjson') yield* encodeHadronsNdjson(sampled, hadrons);
  else {
    const kept = pickClusters(clusters, sampled);
    yield* encodeDecaysDat({ offsets: offsetsOfClusters(kept), clusters: kept, hadrons });
  }
}

export default defineCommand({
  meta: { name: 'sample', description: 'Sample two hadrons for each cluster of a file' },
  args: {
    file: { type: 'positional', description: 'clusters: .json, .ndjson or .dat; - is standard input', default: '-' },
    model: { type: 'string', default: 'hadml-v1', description: 'model reference: name, name@1.0.0, name@sha256:…' },
    seed: { type: 'string', default: '1', description: 'unsigned 64-bit seed' },
    'first-index': { type: 'string', default: '0', description: 'index of the first cluster in the whole run' },
    'skip-invalid': { type: 'boolean', default: false, description: 'leave invalid clusters out instead of refusing' },
    from: { type: 'string', description: 'format of the input, where its name does not tell (standard input: json)' },
    to: { type: 'string', description: 'format of the output, where its name does not tell (standard output: json)' },
    output: { type: 'string', alias: 'o', default: '-', description: 'file to write; - is standard output' },
    ...serviceArgs,
    ...modelArgs,
    ...trustArgs,
  },
  async run({ args }) {
    const firstIndex = wholeNumber('first-index', args['first-index'], 0);
    const seed = parseSeed(args.seed).toString();
    const inputFormat = formatOf(args.file, args.from, args.file === '-' ? 'json' : undefined);
    const outputFormat = formatOf(args.output, args.to, 'json');
    const client = connect(args.url);
    const model = await trusted(client, pinned(args.model, await readLock(args.lock)), args);
    const clusters = await readClusters(args.file, inputFormat);
    const run: Run = { model, seed, firstIndex, onInvalid: args['skip-invalid'] ? 'skip' : 'refuse' };
    const answer = merge(await sampleAll(client, clusters, run), firstIndex);
    await writeOutput(args.output, encode(answer, clusters, outputFormat));
    if (answer.invalid.length > 0) process.stderr.write(`left out ${answer.invalid.length} invalid clusters\n`);
  },
});
