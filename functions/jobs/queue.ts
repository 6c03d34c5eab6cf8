import type { ModelHost } from '../inference/model-host.ts';
import { LIMITS } from '../limits.ts';
import { handleDead, handleTask, type Workshop } from './consumer.ts';
import type { JobsPlatform } from './platform.ts';

/** Seconds before the first new try, unless JOB_RETRY_SECONDS says otherwise. */
const RETRY_SECONDS = 5;

const numberOf = (text: string | undefined, otherwise: number): number => (text ? Number(text) : otherwise);

/** The Worker's queue handler: tasks of jobs, and those that were tried too often. */
export function queueHandler(platform: JobsPlatform, host: ModelHost, env: Cloudflare.Env, log: Workshop['log']) {
  const shop: Workshop = {
    bucket: platform.bucket,
    ledger: platform.ledger,
    host,
    retrySeconds: numberOf(env.JOB_RETRY_SECONDS, RETRY_SECONDS),
    shardBytes: numberOf(env.JOB_SHARD_BYTES, LIMITS.shard_bytes),
    log,
  };
  return async (batch: MessageBatch, _: Cloudflare.Env, ctx: ExecutionContext): Promise<void> => {
    const dead = batch.queue.endsWith('-dead');
    for (const message of batch.messages) {
      if (dead) await handleDead(message, shop);
      else await handleTask(message, shop, (promise) => ctx.waitUntil(promise));
    }
  };
}
