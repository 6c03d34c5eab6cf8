import type { JobRequest, LargeSetsClient } from '../../client/large-sets.ts';
import type { Format } from '../../formats/format.ts';
import type { JobDocument } from '../../models/contract/jobs.ts';
import { calling } from '../service.ts';
import { followJob } from './follow.ts';
import { uploadFile } from './upload.ts';

/** Files of so many bytes on disk and more are scored as jobs: about 60,000 events as HepMC3, 200,000 with gzip. */
export const JOB_BYTES = 64 * 1024 * 1024;

/** Says on Ctrl-C what goes on without this command, and how to come back. */
function onInterrupt(words: () => string): () => void {
  const stop = (): void => {
    process.stderr.write(`\n${words()}\n`);
    process.exit(130);
  };
  process.once('SIGINT', stop);
  return () => process.off('SIGINT', stop);
}

/** Stores a file, scores it as a job and waits for its end. The same call again goes on where the first was left. */
export async function scoreAsJob(
  client: LargeSetsClient,
  file: string,
  format: Format,
  request: Omit<JobRequest, 'source' | 'format'>,
): Promise<JobDocument> {
  let id: string | undefined;
  const release = onInterrupt(() =>
    id === undefined
      ? 'stopped; what was sent is kept, and the same command goes on from there'
      : `the job goes on; the same command follows it again, and so does: hadronedge jobs ${id} (--cancel ends it)`,
  );
  try {
    const source = await uploadFile(client, file, format);
    const job = await calling(client.startJob({ ...request, source, format }));
    id = job.id;
    process.stderr.write(`job: hadronedge jobs ${id}\n`);
    // It failed when it was asked for before: whoever asks again wants it to be tried again.
    if (job.state === 'failed') await calling(client.retryJob(id));
    return await followJob(client, id);
  } finally {
    release();
  }
}
