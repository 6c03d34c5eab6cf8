import { isOver, type JobDocument } from '../../models/contract/jobs.ts';

/** Between two looks at a job, and the longest silence: a comment then keeps proxies from ending the connection. */
const LOOK_MS = 1000;
const SILENCE_MS = 15_000;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * A job's documents as server-sent events (WHATWG HTML, section 9.2): `progress` whenever something changed, and last one
 * named after the state that the job ended in: `done`, `failed` or `cancelled`.
 */
export function progressStream(look: () => Promise<JobDocument>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let last = '';
  let silent = 0;
  const next = async (): Promise<{ text: string; over: boolean }> => {
    for (;;) {
      const job = await look();
      const text = JSON.stringify(job);
      if (isOver(job)) return { text: `event: ${job.state}\ndata: ${text}\n\n`, over: true };
      if (text !== last) {
        [last, silent] = [text, 0];
        return { text: `event: progress\ndata: ${text}\n\n`, over: false };
      }
      await sleep(LOOK_MS);
      silent += LOOK_MS;
      if (silent < SILENCE_MS) continue;
      silent = 0;
      return { text: ': still here\n\n', over: false };
    }
  };
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (last !== '') await sleep(LOOK_MS);
        const { text, over } = await next();
        controller.enqueue(encoder.encode(text));
        if (over) controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}
