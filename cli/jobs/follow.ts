import type { LargeSetsClient } from '../../client/large-sets.ts';
import type { JobDocument } from '../../models/contract/jobs.ts';
import { CommandError } from '../errors.ts';
import { Progress } from '../progress.ts';
import { calling } from '../service.ts';

/** A rate as people read it. */
const rateText = (rate: number | null): string => (rate === null ? '' : `, ${rate.toFixed(0)} events/s`);

/** Follows a job with a progress line until it is done. Throws a CommandError where it failed (exit 3) or was cancelled (4). */
export async function followJob(client: LargeSetsClient, id: string): Promise<JobDocument> {
  let progress: Progress | undefined;
  let last: JobDocument | undefined;
  const jobs = client.follow(id);
  for (;;) {
    const { done, value } = await calling(jobs.next());
    if (done) break;
    last = value;
    const { bytes, events, rate, state } = value;
    progress ??= new Progress('score', Math.round(bytes.total / 1e5) / 10, 'MB');
    progress.update(Math.round(bytes.done / 1e5) / 10, `${state}, ${events.done} events${rateText(rate)}`);
  }
  progress?.finish();
  return requireDone(last!);
}

/** Throws a CommandError where a job did not come to a good end. */
export function requireDone(job: JobDocument): JobDocument {
  if (job.state === 'failed') throw new CommandError(`the job failed: ${job.reason ?? 'it does not say why'}`, 3);
  if (job.state === 'cancelled') throw new CommandError('the job was cancelled', 4);
  return job;
}
