import { createExecutionContext, evictDurableObject, runDurableObjectAlarm } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { ModelHost } from '../../../functions/inference/model-host.ts';
import { handleTask, type Workshop } from '../../../functions/jobs/consumer.ts';
import { resultKey, shardKey } from '../../../functions/jobs/keys.ts';
import { jobsPlatform } from '../../../functions/jobs/platform.ts';
import type { TaskMessage } from '../../../functions/jobs/task.ts';
import { findSource } from '../../../functions/uploads/source.ts';
import type { JobDocument } from '../../../models/contract/jobs.ts';
import { call, columns, events, gzip, okJson, post, problemOf } from '../fixtures/http.ts';
import { describeJob, ended, fileOf, inLedger, ledgerOf, SCORER, start, store } from '../fixtures/jobs.ts';
import { deliver, PausedJob } from '../fixtures/paused-job.ts';
import { store as models, publishDefaults } from '../fixtures/releases.ts';

/** What may go wrong with a job: its totals are exact, or it failed and says why. */

const N = 240;
let digest: string;
beforeAll(async () => {
  digest = (await publishDefaults()).scorer;
});

/** Other events for each test, so that no two have the same job. */
const set = (seed: number) => events(N, 100 + seed);
const isShard = ({ task }: TaskMessage): boolean => task >= 0;

async function expectExact(job: JobDocument, seed: number, bins: number): Promise<void> {
  expect(job.reason).toBeUndefined();
  expect(job.state).toBe('done');
  const one = await post('/v1/score', { model: SCORER, events: columns(set(seed)), histogram: { bins } });
  expect(job.content_digest).toBe(one.headers.get('hadronedge-content-digest'));
  expect(job.summary).toEqual((await okJson(one)).summary);
  expect(job.events).toEqual({ done: N, total: N });
}

/** A job whose shards are known and not begun. */
async function planned(seed: number, bins = 5): Promise<{ job: PausedJob; shards: TaskMessage[] }> {
  const { id } = await store(fileOf(set(seed), 'ndjson'), 'ndjson');
  const job = await PausedJob.start(id, 'ndjson', digest, bins);
  expect(await deliver(job.take())).toEqual([]);
  const shards = job.take();
  expect(shards.every(isShard)).toBe(true);
  expect(shards.length).toBeGreaterThan(4);
  return { job, shards };
}

/** Delivers everything until nothing more is sent. */
async function drain(job: PausedJob): Promise<JobDocument> {
  for (let sent = job.take(); sent.length > 0; sent = job.take()) await deliver(sent);
  return describeJob(job.id);
}

const objects = async (prefix: string): Promise<R2Object[]> => (await env.EVENTS.list({ prefix })).objects;

/** A consumer that is killed at some of its calls to the ledger. */
function dying(fatal: (calls: any) => object): Workshop {
  const { bucket, ledger } = jobsPlatform(env);
  const names = ['take', 'plan', 'planFurther', 'done', 'complete', 'note', 'fail'] as const;
  const calls = (id: string): any => {
    const stub: any = ledger(id);
    const all = Object.fromEntries(names.map((name) => [name, (...args: unknown[]) => stub[name](...args)]));
    return { ...all, ...fatal(all) };
  };
  const host = new ModelHost(models, () => Date.now());
  return { bucket, host, ledger: calls, retrySeconds: 0, shardBytes: 20_000, log: () => undefined };
}

/** Gives a consumer one message; says what it wants to be done with it. */
async function attempt(body: TaskMessage, id: string, shop: Workshop): Promise<string> {
  let asked = 'nothing';
  const ask = (what: string) => (): void => {
    asked = what;
  };
  const message: any = { id, body, attempts: 1, ack: ask('ack'), retry: ask('retry') };
  const context = createExecutionContext();
  await handleTask(message, shop, (promise) => context.waitUntil(promise));
  return asked;
}

describe('messages', () => {
  it('that come twice, three at a time and in the wrong order change nothing', async () => {
    const { job, shards } = await planned(1);
    const wrong = [...shards.toReversed(), { job: job.id, task: -1 }, ...shards, ...shards.slice(2)];
    await deliver(wrong);
    const sent = job.take();
    expect(sent).toEqual([{ job: job.id, task: -2 }]);
    await deliver([...sent, ...wrong, ...sent]);
    await expectExact(await drain(job), 1, 5);
    await deliver([...wrong, ...sent]);
    await expectExact(await describeJob(job.id), 1, 5);
    expect(await objects(`jobs/${job.id}/results/`)).toHaveLength(shards.length);
  });

  it('that two consumers have at the same time count once', async () => {
    const { job, shards } = await planned(2);
    // The same message, delivered again while it is worked on: both compute, one result is kept.
    await Promise.all(shards.flatMap((shard) => [1, 2, 3].map(() => deliver([shard], { id: `same-${shard.task}` }))));
    expect((await describeJob(job.id)).shards).toEqual({ done: shards.length, failed: 0, total: shards.length });
    await expectExact(await drain(job), 2, 5);
  });

  it('that another message has are passed over, until nothing was heard for long', async () => {
    const { job, shards } = await planned(3);
    const [first] = shards as [TaskMessage];
    expect(await ledgerOf(job.id).take(first.task, 'slow')).not.toBeNull();
    expect(await ledgerOf(job.id).take(first.task, 'other')).toBeNull();
    expect(await ledgerOf(job.id).take(first.task, 'slow')).not.toBeNull();
    await inLedger(job.id, (_, state) => {
      state.storage.sql.exec('UPDATE tasks SET at = at - 400000');
    });
    expect(await ledgerOf(job.id).take(first.task, 'other')).not.toBeNull();
    await deliver(shards);
    await inLedger(job.id, (_, state) => {
      state.storage.sql.exec("UPDATE tasks SET at = at - 400000 WHERE state = 'running'");
    });
    await runDurableObjectAlarm(ledgerOf(job.id));
    expect(job.sent).toEqual([first]);
    await expectExact(await drain(job), 3, 5);
  });

  it('that are no tasks, or of no job, are dropped', async () => {
    expect(await deliver([{}, 'x', { job: 7 }, { job: '0'.repeat(32), task: 0 }])).toEqual([]);
    expect(await deliver([{ job: '0'.repeat(32), task: 0 }], { queue: 'hadronedge-jobs-dead' })).toEqual([]);
  });
});

describe('a consumer', () => {
  it('killed after writing and before acknowledging leaves a result that is found', async () => {
    const { job, shards } = await planned(4);
    const shop = dying(() => ({ done: () => Promise.reject(new Error('killed')) }));
    const asked: string[] = [];
    for (const body of shards) asked.push(await attempt(body, `k${body.task}`, shop));
    expect(asked).toEqual(shards.map(() => 'retry'));
    const written = await objects(`jobs/${job.id}/results/`);
    expect(written).toHaveLength(shards.length);
    expect((await describeJob(job.id)).shards.done).toBe(0);
    for (const body of shards) await deliver([body], { id: `k${body.task}`, attempts: 2 });
    await expectExact(await drain(job), 4, 5);
    const after = await objects(`jobs/${job.id}/results/`);
    expect(after.map(({ uploaded }) => uploaded)).toEqual(written.map(({ uploaded }) => uploaded));
  });
});

describe('a poison shard', () => {
  it('goes to the dead letters, the others are done, and a new try completes the job', async () => {
    const { job, shards } = await planned(5);
    const poison = resultKey(job.id, 2);
    await env.EVENTS.put(poison, 'what no consumer wrote');
    // From here on the platform's own queue delivers, tries again and gives up.
    await env.JOBS.sendBatch(shards.map((body) => ({ body })));
    const failed = await ended(job.id);
    expect(failed.state).toBe('failed');
    expect(failed.reason).toBe('the service failed; what happened is in its log');
    expect(failed.errors).toEqual([{ shard: 2, detail: failed.reason }]);
    expect(failed.shards).toEqual({ done: shards.length - 1, failed: 1, total: shards.length });
    const again = await problemOf(await call(`/v1/jobs/${job.id}/result`), 409);
    expect(again.type).toBe('urn:hadronedge:problem:job-not-done');
    // Starting it again does not hide that it failed.
    expect((await describeJob(job.id)).state).toBe('failed');
    await env.EVENTS.delete(poison);
    // Tries take their time on a busy computer, and a ledger that had nothing to do meanwhile lives anew.
    await job.hold();
    const retried = await okJson(await call(`/v1/jobs/${job.id}/retry`, { method: 'POST' }));
    expect(retried).toMatchObject({ state: 'running', shards: { done: shards.length - 1, failed: 0 } });
    expect(job.take()).toEqual([{ job: job.id, task: 2 }]);
    await deliver([{ job: job.id, task: 2 }]);
    await expectExact(await drain(job), 5, 5);
    expect((await call(`/v1/jobs/${job.id}/retry`, { method: 'POST' })).status).toBe(409);
  });

  it('of bad events fails with their places in the source', async () => {
    const lines = new TextDecoder().decode(fileOf(set(6), 'ndjson')).split('\n');
    lines[180] = '{"particles":[]}';
    lines[200] = '{"particles":[{"px":1}]}';
    const { id } = await store(lines.join('\n'), 'ndjson');
    const failed = await ended((await start(id)).id);
    expect(failed.state).toBe('failed');
    const details = failed.errors.map(({ detail }) => detail);
    expect(details).toContain('event 180: has no particles');
    expect(details.some((detail) => detail.startsWith('line 201 /particles/0/py: is missing'))).toBe(true);
    expect(failed.shards.done).toBe(failed.shards.total! - failed.shards.failed);
  });

  it('of a gzip that is cut fails, and says so', async () => {
    const whole = await gzip(fileOf(set(7), 'hepmc3'));
    const { id } = await store(whole.slice(0, whole.byteLength - 2000), 'hepmc3');
    const failed = await ended((await start(id)).id);
    expect(failed).toMatchObject({ state: 'failed', reason: expect.stringContaining('must be valid gzip') });
  });

  it('of two gzip members is not read half', async () => {
    const half = new Uint8Array(await gzip(fileOf(set(8), 'ndjson')));
    const both = new Uint8Array(2 * half.length);
    both.set(half);
    both.set(half, half.length);
    const { id } = await store(both, 'ndjson');
    const job = await ended((await start(id)).id);
    // Either all events or none: which of the two is the platform's to say.
    if (job.state === 'done') expect(job.events.done).toBe(2 * N);
    else expect(job.reason).toContain('must be valid gzip');
  });
});

describe('the source deleted meanwhile', () => {
  it('ends the job with its reason; stored again, a new try completes it', async () => {
    const { job, shards } = await planned(9);
    const { source } = await describeJob(job.id);
    const pointer = (await findSource(env.EVENTS, source))!;
    await deliver(shards.slice(0, 2));
    await env.EVENTS.delete(pointer.key);
    await deliver(shards.slice(2));
    const failed = await describeJob(job.id);
    expect(failed.state).toBe('failed');
    expect(failed.reason).toMatch(/no longer stored; upload .*again and retry/);
    expect(failed.shards.done).toBe(2);
    expect((await problemOf(await post('/v1/jobs', { source, model: SCORER, histogram: { bins: 6 } }), 404)).type).toBe(
      'urn:hadronedge:problem:unknown-source',
    );
    expect((await store(fileOf(set(9), 'ndjson'), 'ndjson')).id).toBe(source);
    await call(`/v1/jobs/${job.id}/retry`, { method: 'POST' });
    await expectExact(await drain(job), 9, 5);
  });
});

describe('a restart', () => {
  it('that loses every message is made good by the ledger', async () => {
    const { job, shards } = await planned(10);
    await deliver(shards.slice(0, 3));
    // A consumer has this one when all goes down.
    await ledgerOf(job.id).take(shards[3]!.task, 'lost');
    await evictDurableObject(ledgerOf(job.id));
    // The new life sends to the platform's queue, when its alarm wakes it.
    expect(await runDurableObjectAlarm(ledgerOf(job.id))).toBe(true);
    await expectExact(await ended(job.id), 10, 5);
  });

  it('is made good by who asks for the job, too', async () => {
    const { job } = await planned(11);
    await evictDurableObject(ledgerOf(job.id));
    await expectExact(await ended(job.id), 11, 5);
  });

  it('in the middle of a plan that copies does not change the shards', async () => {
    const bytes = await gzip(fileOf(set(12), 'dat'));
    const { id } = await store(bytes, 'dat');
    const job = await PausedJob.start(id, 'dat', digest, 5);
    const plan = job.take();
    // Dies after telling of two shards: what it would tell afterwards does not arrive.
    let told = 0;
    const shop = dying((calls) => ({
      plan: (...args: unknown[]) => (told++ < 2 ? calls.plan(...args) : Promise.reject(new Error('killed'))),
    }));
    expect(await attempt(plan[0]!, 'p', shop)).toBe('retry');
    const { state, shards } = await describeJob(job.id);
    expect([state, shards.total]).toEqual(['planning', null]);
    const first = (await env.EVENTS.head(shardKey(job.id, 0)))!.uploaded;
    expect(await deliver(plan, { id: 'p', attempts: 2 })).toEqual([]);
    expect((await env.EVENTS.head(shardKey(job.id, 0)))!.uploaded).toEqual(first);
    await expectExact(await drain(job), 12, 5);
  });
});

describe('a cancelled job', () => {
  it('does nothing more, is deleted, and starts anew when it is asked for again', async () => {
    const { job, shards } = await planned(13);
    await deliver(shards.slice(0, 2));
    expect(await okJson(await call(`/v1/jobs/${job.id}`, { method: 'DELETE' }))).toMatchObject({ state: 'cancelled' });
    await deliver(shards.slice(2));
    await runDurableObjectAlarm(ledgerOf(job.id));
    expect(await objects(`jobs/${job.id}/`)).toEqual([]);
    expect(job.take()).toEqual([]);
    expect(await okJson(await call(`/v1/jobs/${job.id}`, { method: 'DELETE' }))).toMatchObject({ state: 'cancelled' });
    const { source } = await describeJob(job.id);
    expect(await start(source, { histogram: { bins: 5 } })).toMatchObject({ id: job.id, state: 'planning' });
    await expectExact(await drain(job), 13, 5);
  });
});
