import { defineCommand } from 'citty';
import { checkOrigin, type HadronEdgeClient } from '../../client/client.ts';
import { digestOfScores } from '../../models/contract/content-digest.ts';
import { TAKEN_NAMES } from '../../models/contract/score-columns.ts';
import { CommandError } from '../errors.ts';
import { writeResult } from '../jobs/result.ts';
import { JOB_BYTES, requireFile, runJob, wantsJob } from '../jobs/run.ts';
import { originLine } from '../origin.ts';
import { FileProgress } from '../progress.ts';
import { answerOf, type Bins } from '../scores/answer.ts';
import { type ScoredFile, scoreFile } from '../scores/ask.ts';
import { tableBesideEvents } from '../scores/columns.ts';
import { scoreTable } from '../scores/table.ts';
import { SCORE_FORMS, type ScoredRun, type ScoreForm, scoreForm, scoreWriter } from '../scores/write.ts';
import { requireReadableTwice, type ScoredInput, writeBack } from '../scores/write-back.ts';
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
import { nameOf, type OpenSets, openSets, setsOf } from '../sets/open.ts';
import { writeSets } from '../sets/write.ts';
import { wholeNumber } from '../values.ts';

/** What is written where: scores alone, or beside the events. */
interface Target {
  file: string;
  form: ScoreForm;
  withEvents: boolean;
  weightName: string;
}

interface TargetArgs {
  output?: string | undefined;
  to?: string | undefined;
  json: boolean;
  'with-events': boolean;
  'weight-name': string;
}

const binsOf = (text: string): Bins => (text === 'auto' ? text : wholeNumber('bins', text, 1, 1000));

/** The option --weight-name; throws a CommandError (exit 2) for a name that HepMC3 cannot hold, or that is taken. */
function weightNameOf(text: string): string {
  if (!/^[^\s\\]{1,100}$/.test(text)) {
    throw new CommandError('--weight-name must be a name of at most 100 characters without blanks and backslashes', 2);
  }
  if (!TAKEN_NAMES.includes(text)) return text;
  throw new CommandError(`--weight-name must be another name than ${TAKEN_NAMES.join(', ')}`, 2);
}

/** What the options ask to be written; null for nothing. Throws a CommandError (exit 2) for what does not go together. */
function targetOf(args: TargetArgs): Target | null {
  const weightName = weightNameOf(args['weight-name']);
  const file = args.output ?? (args.json ? '-' : undefined);
  const form = scoreForm(file ?? '-', args.to);
  const withEvents = args['with-events'] || form === 'hepmc3';
  if (withEvents && (form === 'json' || form === 'ndjson')) {
    throw new CommandError('--with-events needs an output in HepMC3, Arrow or Parquet: -o FILE', 2);
  }
  return file === undefined ? null : { file, form, withEvents, weightName };
}

async function scoreOpened(
  client: HadronEdgeClient,
  opened: OpenSets,
  weight: string | undefined,
  models: readonly string[],
): Promise<ScoredFile> {
  const progress = new FileProgress('score', opened.input);
  const sets = setsOf('events', opened, weight);
  const scored = await scoreFile(client, nameOf(opened.name), sets, models, (events) =>
    progress.update(`${events} events`),
  );
  progress.finish();
  return scored;
}

async function write(target: Target, input: ScoredInput, answer: ScoredRun, scored: ScoredFile): Promise<void> {
  const { file, form, withEvents, weightName } = target;
  if (form === 'hepmc3' || (withEvents && (form === 'arrow' || form === 'parquet'))) {
    await writeBack(file, form, input, answer, tableBesideEvents(answer, scored.weight, weightName));
  } else await writeSets(file, scoreWriter(form), once(answer));
}

export default defineCommand({
  meta: { name: 'score', description: 'Score the events of a file: score, logit and likelihood-ratio weight of each' },
  args: {
    file: { type: 'positional', description: 'events, in any format; - is standard input', default: '-' },
    model: {
      type: 'string',
      default: 'score-nominal-kinmin',
      description: 'model reference; several between commas',
    },
    reference: { type: 'string', description: 'a second file of events to compare with, in any format' },
    bins: {
      type: 'string',
      default: '20',
      description: 'bins of the histogram of scores between 0 and 1; auto: as many as suit them',
    },
    from: { type: 'string', description: 'format of the input, where neither name nor first bytes tell' },
    to: {
      type: 'string',
      description: `format of the output, where its name does not tell: ${SCORE_FORMS.join(', ')}`,
    },
    weight: { type: 'string', description: 'HepMC3: name of the weight of the events (default: the first)' },
    output: {
      type: 'string',
      alias: 'o',
      description: 'file for scores and summary, in HepMC3 the events with weights; - is standard output',
    },
    'with-events': { type: 'boolean', default: false, description: 'Arrow and Parquet: write the events as well' },
    'weight-name': {
      type: 'string',
      default: 'reweighted',
      description: 'with events: name of their own weight times the likelihood ratio',
    },
    json: { type: 'boolean', default: false, description: 'scores and summary as JSON on standard output' },
    job: {
      type: 'boolean',
      description: `store the file and score it as a job (default: where it has ${JOB_BYTES} bytes or more); --no-job never`,
    },
    ...serviceArgs,
    ...modelArgs,
    ...rollbackArgs,
    ...trustArgs,
  },
  async run({ args }) {
    const bins = binsOf(args.bins);
    const target = targetOf(args);
    const input = { file: args.file, from: args.from, weight: args.weight };
    const lock = await readLock(args.lock);
    const client = connectWithMemory(args.url, args['accept-rollback'], lock);
    const models: string[] = [];
    for (const model of args.model.split(',')) {
      requirePin(model, lock, args.lock);
      models.push(await trusted(client, model, lock, args));
    }
    const large = largeRequest(models, bins, args);
    const asked = args.job === true;
    if (asked && (!large || (target?.withEvents && target.form !== 'hepmc3'))) throw NO_JOB;
    requireFile(args.file, args.job);
    if (target?.withEvents) requireReadableTwice(args.file);
    const opened = await openSets(args.file, args.from);
    // A job's HepMC3 has the final states alone; the file itself is copied with its weights, which asks for the scores here.
    const fit = large && (asked || !target?.withEvents) ? large : undefined;
    if (fit && wantsJob(opened, args.job)) await scoreLarge(client, opened, fit, target);
    else await scoreSmall(client, opened, input, { models, bins, target, reference: args.reference });
  },
});

async function* once<T>(value: T): AsyncGenerator<T> {
  yield value;
}

/** What is asked of a file that is scored in requests. */
interface SmallRun {
  models: readonly string[];
  bins: Bins;
  target: Target | null;
  reference: string | undefined;
}

async function scoreSmall(
  client: HadronEdgeClient,
  opened: OpenSets,
  input: ScoredInput,
  run: SmallRun,
): Promise<void> {
  const { models, bins, target } = run;
  const scored = await scoreOpened(client, opened, input.weight, models);
  const digests = scored.scorers.map(([first]) => `${first!.model.name}@${first!.model.digest}`);
  const reference =
    run.reference === undefined
      ? undefined
      : await scoreOpened(client, await openSets(run.reference, undefined), input.weight, digests);
  const answer = answerOf(scored, reference, bins);
  const contentDigest = await digestOfScores(...answer.scorers.map(({ events }) => events));
  if (target) await write(target, input, { ...answer, content_digest: contentDigest }, scored);
  for (const { model } of answer.scorers) {
    process.stderr.write(originLine({ model, runtime: answer.runtime }, contentDigest));
  }
  if (target?.file !== '-') process.stdout.write(scoreTable(answer));
}

/** What a job is asked for. */
interface LargeRequest {
  model: string;
  histogram: { bins: number; range: [number, number] };
  weight?: string;
}

/** The request of a job; undefined where a job cannot do what is asked: it has one model, known bins and one sample. */
function largeRequest(
  [model, ...others]: readonly string[],
  bins: Bins,
  { reference, weight }: { reference?: string | undefined; weight?: string | undefined },
): LargeRequest | undefined {
  if (model === undefined || others.length > 0 || bins === 'auto' || reference !== undefined) return undefined;
  return { model, histogram: { bins, range: [0, 1] }, ...(weight !== undefined && { weight }) };
}

const NO_JOB = new CommandError('a job has one model, bins that are given, no reference, and no --with-events', 2);

async function scoreLarge(
  client: HadronEdgeClient,
  file: OpenSets,
  request: LargeRequest,
  target: Target | null,
): Promise<void> {
  const pin = await calling(client.pin(request.model));
  const large = connectLarge(client.url);
  await file.input.close();
  const job = await runJob(large, file.name, file.format, { ...request, model: pin.model });
  await calling(Promise.resolve().then(() => checkOrigin(job, pin.model, pin.pinnedRuntime)));
  if (target) await writeResult(large, job, target.file, target.form);
  const { model, runtime, summary } = job;
  if (target?.file !== '-' && summary) process.stdout.write(scoreTable({ runtime, scorers: [{ model, summary }] }));
}
