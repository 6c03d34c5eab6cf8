import type { ModelHost } from '../inference/model-host.ts';
import { RUNTIME } from '../inference/runtime-identity.ts';
import { LIMITS } from '../limits.ts';
import { JobFailure, passingReason, permanentReason } from './failure.ts';
import { finishJob } from './finish.ts';
import { planJob } from './plan.ts';
import type { LedgerCalls } from './platform.ts';
import { findResult, scoreBytes, writeResult } from './results.ts';
import { hadronBytes, sampleShard } from './sample-shard.ts';
import { scoreShard } from './score-shard.ts';
import { type Assignment, messageSchema, PLAN, type ShardOutcome, type TaskMessage } from './task.ts';

/** What a consumer works with. */
export interface Workshop {
  bucket: R2Bucket;
  host: ModelHost;
  /** The ledger of a job, by its id. */
  ledger: (job: string) => LedgerCalls;
  /** Seconds before the first new try; each further wait is twice as long. */
  retrySeconds: number;
  /** Bytes of text of the smallest shards. */
  shardBytes: number;
  log: (entry: Record<string, unknown>) => void;
}

/** The longest wait between two tries, seconds. */
const LONGEST_WAIT = 600;

/**
 * Does what a message says. A task that is over, or that another message has, is passed over. What fails for good is told
 * to the ledger; what may pass is tried again, until the queue gives the message to `handleDead`.
 */
export async function handleTask(message: Message<unknown>, shop: Workshop, waitUntil: KeepAlive): Promise<void> {
  const parsed = messageSchema.safeParse(message.body);
  if (!parsed.success) {
    shop.log({ level: 'error', detail: 'a message that is no task was dropped' });
    message.ack();
    return;
  }
  const { job, task } = parsed.data;
  try {
    const assignment = await shop.ledger(job).take(task, message.id);
    if (assignment) await perform(assignment, shop, waitUntil);
    message.ack();
  } catch (error) {
    await giveUp(parsed.data, error, message, shop);
  }
}

type KeepAlive = (promise: Promise<unknown>) => void;

/** Ends a task whose message was tried as often as the queue tries. */
export async function handleDead(message: Message<unknown>, { ledger, log }: Workshop): Promise<void> {
  const parsed = messageSchema.safeParse(message.body);
  if (parsed.success) {
    const { job, task } = parsed.data;
    log({ level: 'error', job, task, detail: 'given up after the last try' });
    await ledger(job).fail(task);
  }
  message.ack();
}

async function giveUp({ job, task }: TaskMessage, error: unknown, message: Message<unknown>, shop: Workshop) {
  const reason = permanentReason(error);
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  shop.log({ level: reason === null ? 'error' : 'warning', job, task, attempts: message.attempts, detail });
  try {
    if (reason !== null) {
      await shop.ledger(job).fail(task, reason);
      message.ack();
      return;
    }
    await shop.ledger(job).note(task, passingReason(error));
  } catch (second) {
    shop.log({ level: 'error', job, task, detail: `the ledger does not answer: ${String(second)}` });
  }
  message.retry({ delaySeconds: Math.min(LONGEST_WAIT, shop.retrySeconds * 2 ** (message.attempts - 1)) });
}

async function perform(assignment: Assignment, shop: Workshop, waitUntil: KeepAlive): Promise<void> {
  const { job, spec } = assignment;
  if (spec.runtime !== RUNTIME) {
    throw new JobFailure(`the job was begun with ${spec.runtime}, and ${RUNTIME} runs now; start it anew`);
  }
  const ledger = shop.ledger(job);
  if (assignment.task === 'plan') await plan(assignment, shop);
  else if (assignment.task === 'finish') {
    await ledger.complete(await finishJob(shop.bucket, job, spec, assignment.outcomes));
  } else await work(assignment, shop, waitUntil);
}

async function plan({ job, spec, state }: Extract<Assignment, { task: 'plan' }>, shop: Workshop): Promise<void> {
  const { bucket, shardBytes } = shop;
  const ledger = shop.ledger(job);
  const record = (...args: Parameters<LedgerCalls['plan']>): Promise<boolean> => ledger.plan(...args);
  const planBytes = LIMITS.plan_bytes;
  const end = await planJob({ job, spec, bucket, state, shardBytes, planBytes, record });
  if (end === 'further') await ledger.planFurther();
  else if (end === 'whole') await ledger.done(PLAN);
}

async function work(assignment: Extract<Assignment, { task: 'shard' }>, shop: Workshop, waitUntil: KeepAlive) {
  const { job, number } = assignment;
  // Written by an earlier try that did not come to tell of it.
  const outcome = (await findResult(shop.bucket, job, number)) ?? (await compute(assignment, shop, waitUntil));
  await shop.ledger(job).done(number, outcome);
}

/** Scores or samples a shard and writes what came of it. */
async function compute(
  { job, number, spec, shard }: Extract<Assignment, { task: 'shard' }>,
  { bucket, host }: Workshop,
  waitUntil: KeepAlive,
): Promise<ShardOutcome> {
  const reference = `${spec.model.name}@${spec.model.digest}`;
  if (spec.operation === 'score') {
    const scored = await host.use(reference, 'scorer', waitUntil, (model) => scoreShard(bucket, model, spec, shard));
    return writeResult(bucket, job, number, scoreBytes(scored.scores), scored.outcome);
  }
  const sampled = await host.use(reference, 'generator', waitUntil, (model) => sampleShard(bucket, model, spec, shard));
  const bytes = await hadronBytes(bucket, job, number, sampled.hadrons);
  return writeResult(bucket, job, number, bytes, sampled.outcome);
}
