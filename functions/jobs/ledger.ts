import { DurableObject } from 'cloudflare:workers';
import type { JobDocument } from '../../models/contract/jobs.ts';
import { jobPrefix } from './keys.ts';
import { documentOf, type JobRecord, RATE_WINDOW_MS } from './progress.ts';
import { progressStream } from './progress-stream.ts';
import type { JobSpec } from './spec.ts';
import { sweep } from './sweep.ts';
import {
  type Assignment,
  FINISH,
  type FinishedJob,
  type JobOutcome,
  PLAN,
  type PlannedShard,
  type PlanState,
  type ShardOutcome,
} from './task.ts';
import { TaskTable } from './task-table.ts';

/** Tasks that are in the queue or at work at a time: enough for every consumer that the platform starts. */
const WINDOW = 256;
/** Of a task that was sent and not heard of for so long, the message or the consumer is taken for lost. */
const PATIENCE_MS = 5 * 60_000;
/** How often an active job looks for those. */
const WATCH_MS = 30_000;
/** How long the results of a job that is over are kept. */
const KEPT_MS = 14 * 24 * 3600 * 1000;
/** Errors that a job's document names. */
const NAMED = 10;
/** Messages of one call to the queue. */
const SENT_TOGETHER = 100;

/** What is said of a task whose consumers all ended without a word: killed for their memory or time. */
const NO_WORD = 'no consumer came to an end with it';

/**
 * The ledger of one job: its shards, what came of each, and what is to be done next. Consumers ask it what a message means
 * and tell it what came of it; it counts a shard once, whoever says how often that it is done. It sends the messages
 * itself, and sends again what it does not hear of: a queue may lose its messages (the local one does in a restart)
 * without the job standing still.
 */
export class JobLedger extends DurableObject<Cloudflare.Env> {
  readonly #tasks = new TaskTable(this.ctx.storage.sql);
  /** What was sent before this was sent by an earlier life, and may be lost. */
  readonly #born = Date.now();
  #checked = false;
  /** Objects that are being deleted; a job that starts anew waits for it. */
  #sweeping: Promise<void> = Promise.resolve();

  /** Starts the job, or says how it stands where it was started before. A cancelled job starts anew. */
  async start(id: string, spec: JobSpec, bytes: number): Promise<{ job: JobDocument; created: boolean }> {
    await this.#sweeping;
    const known = await this.#record();
    const created = !known || known.state === 'cancelled';
    if (created) {
      if (known) await this.ctx.storage.deleteAll();
      const now = Date.now();
      this.#tasks.create();
      this.#tasks.add(PLAN);
      await this.#save({ id, spec, bytes, state: 'active', created: now, started: now });
      await this.#watch();
      await this.#send();
    }
    return { job: await this.#document(), created };
  }

  /** How the job stands; null where there is none. */
  async describe(): Promise<JobDocument | null> {
    if (!(await this.#record())) return null;
    await this.#check();
    return this.#document();
  }

  /** What the result is made of; null where there is no job. Shards and outcomes are those of a job that is done. */
  async result(): Promise<FinishedJob | null> {
    const record = await this.#record();
    if (!record) return null;
    const done = record.state === 'done';
    const outcomes = done ? this.#tasks.outcomes() : [];
    const shards = done ? this.#tasks.shards() : [];
    return { document: await this.#document(), spec: record.spec, outcomes, shards };
  }

  /** The job's documents as server-sent events, until it is over; null where there is none. */
  async follow(): Promise<ReadableStream<Uint8Array> | null> {
    if (!(await this.#record())) return null;
    return progressStream(async () => (await this.describe())!);
  }

  /** Lets what failed be tried again. Gives null where there is no job, or none that failed. */
  async retry(): Promise<JobDocument | null> {
    const record = await this.#record();
    if (record?.state !== 'failed') return null;
    const { finished: _, ...rest } = record;
    this.#tasks.reopen();
    await this.#save({ ...rest, state: 'active', started: Date.now() });
    await this.#watch();
    await this.#send();
    return this.#document();
  }

  /** Ends the job, unless it is over, and has its objects deleted. Gives null where there is none. */
  async cancel(): Promise<JobDocument | null> {
    const record = await this.#record();
    if (!record) return null;
    if (record.state !== 'cancelled') await this.#end(record, 'cancelled');
    await this.ctx.storage.setAlarm(Date.now());
    return this.#document();
  }

  /** What a message asks for; null where that is over, or where another message has it. */
  async take(task: number, message: string): Promise<Assignment | null> {
    const record = await this.#record();
    if (record?.state !== 'active') return null;
    if (!this.#tasks.take(task, message, this.#since(), Date.now())) return null;
    const { id: job, spec } = record;
    if (task === PLAN) return { job, spec, task: 'plan', state: await this.#planState() };
    if (task === FINISH) return { job, spec, task: 'finish', outcomes: this.#tasks.outcomes() };
    return { job, spec, task: 'shard', number: task, shard: this.#tasks.shard(task) };
  }

  /** Adds shards to the plan; false where the job is over and the plan no longer wanted. */
  async plan(shards: PlannedShard[], state: PlanState): Promise<boolean> {
    const record = await this.#record();
    if (record?.state !== 'active') return false;
    const first = state.shards - shards.length;
    for (const [i, shard] of shards.entries()) this.#tasks.add(first + i, shard);
    const known = await this.#planState();
    // A plan that came later, of a message that was lost and is not, does not set it back.
    if (state.shards >= known.shards) await this.ctx.storage.put('plan', state);
    await this.#send();
    return true;
  }

  /** Has a plan that has come some way go on in another message. */
  async planFurther(): Promise<void> {
    this.#tasks.putBack(PLAN);
    await this.#send();
  }

  /** Notes that a task is done; what is told again changes nothing. */
  async done(task: number, outcome?: ShardOutcome): Promise<void> {
    const record = await this.#record();
    if (record?.state !== 'active' || !this.#tasks.finish(task, Date.now(), outcome)) return;
    await this.#goOn(record);
  }

  /** Notes the answer, which ends the job. */
  async complete(outcome: JobOutcome): Promise<void> {
    const record = await this.#record();
    if (record?.state !== 'active' || !this.#tasks.finish(FINISH, Date.now())) return;
    await this.#end({ ...record, outcome }, 'done');
  }

  /** Notes why a task did not succeed this time. */
  async note(task: number, error: string): Promise<void> {
    if (await this.#record()) this.#tasks.note(task, error);
  }

  /** Ends a task badly; without a reason it is the last that was noted. The other shards are still done. */
  async fail(task: number, reason?: string): Promise<void> {
    const record = await this.#record();
    if (record?.state !== 'active') return;
    this.#tasks.fail(task, reason, NO_WORD);
    await this.#goOn(record);
  }

  override async alarm(): Promise<void> {
    const record = await this.#record();
    if (!record) return;
    if (record.state === 'active') {
      await this.#sendStuck();
      await this.#watch();
      return;
    }
    const over = (record.finished ?? 0) + KEPT_MS <= Date.now();
    if (over || record.state === 'cancelled') {
      this.#sweeping = sweep(this.env.EVENTS, jobPrefix(record.id));
      await this.#sweeping;
    }
    if ((await this.#record())?.state !== record.state) return;
    if (over) await this.ctx.storage.deleteAll();
    else await this.ctx.storage.setAlarm((record.finished ?? 0) + KEPT_MS);
  }

  /** Sends what is next, or ends the job where nothing is left to do. */
  async #goOn(record: JobRecord): Promise<void> {
    const open = this.#tasks.count('waiting') + this.#tasks.count('queued') + this.#tasks.count('running');
    if (open === 0 && this.#tasks.count('failed') > 0) {
      await this.#end(record, 'failed');
      return;
    }
    if (open === 0) this.#tasks.add(FINISH);
    await this.#send();
  }

  async #end(record: JobRecord, state: 'done' | 'failed' | 'cancelled'): Promise<void> {
    const finished = Date.now();
    await this.#save({ ...record, state, finished });
    await this.ctx.storage.setAlarm(finished + KEPT_MS);
  }

  async #send(): Promise<void> {
    await this.#queue(this.#tasks.send(WINDOW, Date.now()));
  }

  async #sendStuck(): Promise<void> {
    this.#checked = true;
    await this.#queue(this.#tasks.sendStuck(this.#since(), Date.now()));
  }

  /** Once in each life: what an earlier one sent may be lost. */
  async #check(): Promise<void> {
    if (!this.#checked && (await this.#record())?.state === 'active') await this.#sendStuck();
  }

  async #queue(tasks: readonly number[]): Promise<void> {
    const job = (await this.#record())!.id;
    for (let at = 0; at < tasks.length; at += SENT_TOGETHER) {
      const messages = tasks.slice(at, at + SENT_TOGETHER).map((task) => ({ body: { job, task } }));
      await this.env.JOBS.sendBatch(messages);
    }
  }

  #since(): number {
    return Math.max(Date.now() - PATIENCE_MS, this.#born);
  }

  #watch(): Promise<void> {
    return this.ctx.storage.setAlarm(Date.now() + WATCH_MS);
  }

  async #record(): Promise<JobRecord | undefined> {
    return this.ctx.storage.get<JobRecord>('job');
  }

  #save(record: JobRecord): Promise<void> {
    return this.ctx.storage.put('job', record);
  }

  async #planState(): Promise<PlanState> {
    return (await this.ctx.storage.get<PlanState>('plan')) ?? { shards: 0, bytes: 0 };
  }

  async #document(): Promise<JobDocument> {
    const record = (await this.#record())!;
    const now = Date.now();
    const standing = {
      totals: this.#tasks.totals(),
      planned: this.#tasks.state(PLAN) === 'done',
      recent: this.#tasks.recent(Math.max(record.started, now - RATE_WINDOW_MS)),
      errors: this.#tasks.errors(NAMED),
    };
    return documentOf(record, standing, now);
  }
}
