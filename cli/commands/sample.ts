import { defineCommand } from 'citty';
import type { HadronEdgeClient } from '../../client/client.ts';
import { FORMS } from '../../formats/write.ts';
import type { ClusterSet } from '../../physics/columns.ts';
import { askInPieces } from '../pieces.ts';
import { FileProgress } from '../progress.ts';
import { type SampledPiece, sampleWriter } from '../samples/write.ts';
import { calling, connect, modelArgs, pinned, readLock, serviceArgs } from '../service.ts';
import { outputForm } from '../sets/format.ts';
import { openSets, setsOf } from '../sets/open.ts';
import { offsetsOfClusters } from '../sets/pick.ts';
import { eventRanges, sliceClusters } from '../sets/slice.ts';
import { wholeEvents } from '../sets/whole-events.ts';
import { writeSets } from '../sets/write.ts';
import { parseSeed, wholeNumber } from '../values.ts';

/** Clusters a request: well below the service's limit, and enough that the round trip does not show. */
const CLUSTERS_PER_REQUEST = 5000;

interface Run {
  model: string;
  seed: string;
  firstIndex: number;
  onInvalid: 'refuse' | 'skip';
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
  return askInPieces(run.model, piecesOf(sets), async ({ clusters, from }, model) => {
    const options = { ...run, model, firstIndex: run.firstIndex + from };
    const answer = await calling(client.sample(clusters, options));
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
    'skip-invalid': { type: 'boolean', default: false, description: 'leave invalid clusters out instead of refusing' },
    from: { type: 'string', description: 'format of the input, where neither name nor first bytes tell' },
    to: {
      type: 'string',
      description: `form of the output, where its name does not tell (standard output: json): ${FORMS.join(', ')}`,
    },
    output: { type: 'string', alias: 'o', default: '-', description: 'file to write; - is standard output' },
    ...serviceArgs,
    ...modelArgs,
  },
  async run({ args }) {
    const firstIndex = wholeNumber('first-index', args['first-index'], 0);
    const seed = parseSeed(args.seed).toString();
    const writer = sampleWriter(outputForm(args.output, args.to, 'json'), firstIndex);
    const client = connect(args.url);
    const model = pinned(args.model, await readLock(args.lock));
    const run: Run = { model, seed, firstIndex, onInvalid: args['skip-invalid'] ? 'skip' : 'refuse' };
    const file = await openSets(args.file, args.from);
    const progress = new FileProgress('sample', file.input);
    let [clusters, invalid] = [0, 0];
    try {
      await writeSets(args.output, writer, sampleAll(client, setsOf('clusters', file), run), (piece) => {
        clusters += piece.clusters.E.length;
        invalid += piece.answer.invalid.length;
        progress.update(`${clusters} clusters`);
      });
    } finally {
      // Also where the output could not be opened: a pipe that stays open would keep whoever writes into it waiting.
      await file.input.close();
    }
    progress.finish();
    if (invalid > 0) process.stderr.write(`left out ${invalid} invalid clusters\n`);
  },
});
