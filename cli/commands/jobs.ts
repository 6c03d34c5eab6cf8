import { defineCommand } from 'citty';
import { isOver, type JobDocument, jobIdSchema } from '../../models/contract/jobs.ts';
import { CommandError } from '../errors.ts';
import { followJob } from '../jobs/follow.ts';
import { SAMPLE_RESULT_FORMS, type SampleResultForm, writeResult } from '../jobs/result.ts';
import { formatDuration } from '../progress.ts';
import { scoreTable } from '../scores/table.ts';
import { SCORE_FORMS, type ScoreForm, scoreForm } from '../scores/write.ts';
import { calling, connectLarge, serviceArgs } from '../service.ts';
import { outputForm } from '../sets/format.ts';

/** How a job stands, in lines. */
function jobText(job: JobDocument): string {
  const { events, shards, rate, seconds_left: left } = job;
  const lines: [string, string][] = [
    ['job', job.id],
    ['operation', job.operation],
    ['state', job.state],
    ['model', `${job.model.name}@${job.model.version} ${job.model.digest}`],
    ['source', `${job.source} (${job.format})`],
    ['progress', `${(100 * job.progress).toFixed(1)} %`],
    [
      job.operation === 'score' ? 'events' : 'clusters',
      `${events.done}${events.total === null ? '' : ` of ${events.total}`}`,
    ],
    ['shards', `${shards.done}${shards.total === null ? '' : ` of ${shards.total}`}, ${shards.failed} failed`],
    ...(rate === null ? [] : [['rate', `${rate.toFixed(0)} a second`] satisfies [string, string]]),
    ...(left === null ? [] : [['left', formatDuration(left)] satisfies [string, string]]),
    ...(job.reason === undefined ? [] : [['reason', job.reason] satisfies [string, string]]),
    ...job.errors.map(({ shard, detail }): [string, string] => [`shard ${shard}`, detail]),
  ];
  return `${lines.map(([name, value]) => `${name.padEnd(10)} ${value}`).join('\n')}\n`;
}

export default defineCommand({
  meta: { name: 'jobs', description: 'Show a job, follow it, fetch its answer, try again what failed, or cancel it' },
  args: {
    id: { type: 'positional', required: true, description: 'the job, 32 hex digits' },
    follow: { type: 'boolean', default: false, description: 'wait until the job is over' },
    retry: { type: 'boolean', default: false, description: 'try what failed again, and wait' },
    cancel: { type: 'boolean', default: false, description: 'end the job and delete what it made' },
    to: { type: 'string', description: `format of the scores: ${SCORE_FORMS.join(', ')}, hepmc3` },
    output: {
      type: 'string',
      alias: 'o',
      description: 'file for the scores of a job that is done; - is standard output',
    },
    json: { type: 'boolean', default: false, description: 'print the job as JSON' },
    ...serviceArgs,
  },
  async run({ args }) {
    const { id } = args;
    if (!jobIdSchema.safeParse(id).success) throw new CommandError(`a job is named by 32 hex digits, not '${id}'`, 2);
    const client = connectLarge(args.url);
    if (args.cancel) await calling(client.cancelJob(id));
    if (args.retry) await calling(client.retryJob(id));
    const job = args.follow || args.retry ? await followJob(client, id) : await calling(client.job(id));
    if (args.output !== undefined) {
      if (job.state !== 'done') throw new CommandError(`the job is ${job.state}; its answer comes when it is done`, 4);
      await writeResult(client, job, args.output, formFor(job, args.output, args.to));
      if (args.output === '-') return;
    }
    process.stdout.write(args.json ? `${JSON.stringify(job)}\n` : textOf(job));
  },
});

/** The form to write an answer in. Throws a CommandError (exit 2) where it cannot be had. */
function formFor({ operation }: JobDocument, output: string, to: string | undefined): ScoreForm | SampleResultForm {
  if (operation === 'score') return scoreForm(output, to);
  const wanted = outputForm(output, to, 'ndjson');
  const form = SAMPLE_RESULT_FORMS.find((name) => name === wanted);
  if (form) return form;
  throw new CommandError(`samples cannot be had as ${wanted}; use one of: ${SAMPLE_RESULT_FORMS.join(' ')}`, 2);
}

function textOf(job: JobDocument): string {
  const { summary, model, runtime } = job;
  return isOver(job) && summary
    ? `${jobText(job)}\n${scoreTable({ runtime, scorers: [{ model, summary }] })}`
    : jobText(job);
}
