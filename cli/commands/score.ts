import { defineCommand } from 'citty';
import type { HadronEdgeClient, HistogramOption } from '../../client/client.ts';
import type { ScoreAnswer } from '../../models/contract/answers.ts';
import { digestOfScores } from '../../models/contract/content-digest.ts';
import type { EventSet } from '../../physics/columns.ts';
import { CommandError } from '../errors.ts';
import { originLine } from '../origin.ts';
import { askInPieces } from '../pieces.ts';
import { FileProgress } from '../progress.ts';
import { mergeScores } from '../scores/merge.ts';
import { scoreTable } from '../scores/table.ts';
import { SCORE_FORMS, scoreForm, scoreWriter } from '../scores/write.ts';
import {
  calling,
  connectWithMemory,
  modelArgs,
  readLock,
  requirePin,
  rollbackArgs,
  serviceArgs,
  trustArgs,
  trusted,
} from '../service.ts';
import { openSets, setsOf } from '../sets/open.ts';
import { eventRanges, sliceEvents } from '../sets/slice.ts';
import { writeSets } from '../sets/write.ts';
import { wholeNumber } from '../values.ts';

/** Events and particles a request: well below the service's limits. */
const EVENTS_PER_REQUEST = 5000;
const PARTICLES_PER_REQUEST = 40_000;

async function* piecesOf(sets: AsyncIterable<EventSet>): AsyncGenerator<EventSet> {
  for await (const set of sets) {
    for (const [from, to] of eventRanges(set.offsets, EVENTS_PER_REQUEST, PARTICLES_PER_REQUEST)) {
      yield sliceEvents(set, from, to);
    }
  }
}

/** Scores the events piece by piece; the answer is that of one request for all. */
async function scoreAll(
  client: HadronEdgeClient,
  sets: AsyncIterable<EventSet>,
  options: { model: string; histogram: HistogramOption },
  onScored: (events: number) => void,
): Promise<ScoreAnswer> {
  const answers: ScoreAnswer[] = [];
  const weights: number[] = [];
  const scored = askInPieces(options.model, piecesOf(sets), async (events, model) => {
    for (const weight of events.weight ?? []) weights.push(weight);
    return calling(client.score(events, { ...options, model }));
  });
  let count = 0;
  for await (const answer of scored) {
    answers.push(answer);
    count += answer.summary.count;
    onScored(count);
  }
  if (count === 0) throw new CommandError('there are no events to score', 3);
  return mergeScores(answers, weights.length > 0 ? Float64Array.from(weights) : undefined);
}

export default defineCommand({
  meta: { name: 'score', description: 'Score the events of a file: score, logit and likelihood-ratio weight of each' },
  args: {
    file: { type: 'positional', description: 'events, in any format; - is standard input', default: '-' },
    model: { type: 'string', default: 'score-nominal-kinmin', description: 'model reference' },
    bins: { type: 'string', default: '20', description: 'bins of the histogram of scores between 0 and 1' },
    from: { type: 'string', description: 'format of the input, where neither name nor first bytes tell' },
    to: {
      type: 'string',
      description: `format of the output, where its name does not tell: ${SCORE_FORMS.join(', ')}`,
    },
    weight: { type: 'string', description: 'HepMC3: name of the weight of the events (default: the first)' },
    output: { type: 'string', alias: 'o', description: 'file for scores and summary; - is standard output' },
    json: { type: 'boolean', default: false, description: 'scores and summary as JSON on standard output' },
    ...serviceArgs,
    ...modelArgs,
    ...rollbackArgs,
    ...trustArgs,
  },
  async run({ args }) {
    const histogram = { bins: wholeNumber('bins', args.bins, 1, 1000), range: [0, 1] satisfies [number, number] };
    const target = args.output ?? (args.json ? '-' : undefined);
    const writer = scoreWriter(scoreForm(target ?? '-', args.to));
    const lock = await readLock(args.lock);
    const client = connectWithMemory(args.url, args['accept-rollback'], lock);
    requirePin(args.model, lock, args.lock);
    const model = await trusted(client, args.model, lock, args);
    const file = await openSets(args.file, args.from);
    const progress = new FileProgress('score', file.input);
    const sets = setsOf('events', file, args.weight);
    const options = { model, histogram };
    const answer = await scoreAll(client, sets, options, (events) => progress.update(`${events} events`));
    progress.finish();
    const contentDigest = await digestOfScores(answer.events);
    if (target !== undefined) await writeSets(target, writer, once({ answer, contentDigest }));
    process.stderr.write(originLine(answer, contentDigest));
    if (target !== '-') process.stdout.write(scoreTable(answer));
  },
});

async function* once<T>(value: T): AsyncGenerator<T> {
  yield value;
}
