import { defineCommand } from 'citty';
import type { HadronEdgeClient, HistogramOption } from '../../client/client.ts';
import type { ScoreAnswer } from '../../models/contract/answers.ts';
import type { EventSet } from '../../physics/columns.ts';
import { CommandError } from '../errors.ts';
import { writeOutput } from '../io.ts';
import { askInPieces } from '../pieces.ts';
import { Progress } from '../progress.ts';
import { mergeScores } from '../scores/merge.ts';
import { scoreTable } from '../scores/table.ts';
import { calling, connect, modelArgs, pinned, readLock, serviceArgs, trustArgs, trusted } from '../service.ts';
import { formatOf, type SetFormat } from '../sets/format.ts';
import { readEvents } from '../sets/read.ts';
import { eventRanges, sliceEvents } from '../sets/slice.ts';
import { wholeNumber } from '../values.ts';

/** Events and particles a request: well below the service's limits. */
const EVENTS_PER_REQUEST = 5000;
const PARTICLES_PER_REQUEST = 40_000;

async function scoreAll(
  client: HadronEdgeClient,
  events: EventSet,
  options: { model: string; histogram: HistogramOption },
): Promise<ScoreAnswer[]> {
  const total = events.offsets.length - 1;
  if (total === 0) throw new CommandError('there are no events to score', 3);
  const progress = new Progress('score', total, 'events');
  const ranges = eventRanges(events.offsets, EVENTS_PER_REQUEST, PARTICLES_PER_REQUEST);
  const answers = await askInPieces(options.model, ranges, async ([from, to], model) => {
    const answer = await calling(client.score(sliceEvents(events, from, to), { ...options, model }));
    progress.update(to);
    return answer;
  });
  if (answers.length > 1) progress.finish();
  return answers;
}

function* encode({ events, ...rest }: ScoreAnswer, format: SetFormat): Iterable<string> {
  if (format === 'json') yield `${JSON.stringify({ ...rest, events })}\n`;
  else if (format === 'dat') throw new CommandError('scores cannot be written as .dat; use json or ndjson', 2);
  else {
    for (const [i, score] of events.score.entries()) {
      yield `${JSON.stringify({ score, logit: events.logit[i], weight: events.weight[i] })}\n`;
    }
    yield `${JSON.stringify({ summary: { model: rest.model, runtime: rest.runtime, ...rest.summary } })}\n`;
  }
}

export default defineCommand({
  meta: { name: 'score', description: 'Score the events of a file: score, logit and likelihood-ratio weight of each' },
  args: {
    file: { type: 'positional', description: 'events: .json, .ndjson or .dat; - is standard input', default: '-' },
    model: { type: 'string', default: 'score-nominal-kinmin', description: 'model reference' },
    bins: { type: 'string', default: '20', description: 'bins of the histogram of scores between 0 and 1' },
    from: { type: 'string', description: 'format of the input, where its name does not tell (standard input: json)' },
    to: { type: 'string', description: 'format of the output: json or ndjson, where its name does not tell' },
    output: { type: 'string', alias: 'o', description: 'file for scores and summary; - is standard output' },
    json: { type: 'boolean', default: false, description: 'scores and summary as JSON on standard output' },
    ...serviceArgs,
    ...modelArgs,
    ...trustArgs,
  },
  async run({ args }) {
    const histogram = { bins: wholeNumber('bins', args.bins, 1, 1000), range: [0, 1] satisfies [number, number] };
    const inputFormat = formatOf(args.file, args.from, args.file === '-' ? 'json' : undefined);
    const target = args.output ?? (args.json ? '-' : undefined);
    const outputFormat = formatOf(target ?? '-', args.to, 'json');
    const client = connect(args.url);
    const model = await trusted(client, pinned(args.model, await readLock(args.lock)), args);
    const events = await readEvents(args.file, inputFormat);
    const answer = mergeScores(await scoreAll(client, events, { model, histogram }), events.weight);
    if (target !== undefined) await writeOutput(target, encode(answer, outputFormat));
    if (target !== '-') process.stdout.write(scoreTable(answer));
  },
});
