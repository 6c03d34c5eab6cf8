import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Format } from '../../../formats/format.ts';
import { joinEvents } from '../../../formats/join.ts';
import { RUNTIME } from '../../../functions/inference/runtime-identity.ts';
import { planJob } from '../../../functions/jobs/plan.ts';
import type { PlanEnd, Planning } from '../../../functions/jobs/planning.ts';
import { eventsOf } from '../../../functions/jobs/score-shard.ts';
import type { JobSpec } from '../../../functions/jobs/spec.ts';
import type { PlannedShard, PlanState } from '../../../functions/jobs/task.ts';
import { events, gzip } from '../fixtures/http.ts';
import { fileOf, start, store } from '../fixtures/jobs.ts';
import { deliver, PausedJob } from '../fixtures/paused-job.ts';
import { publishDefaults } from '../fixtures/releases.ts';

const set = { ...events(300, 50), weight: Float64Array.from({ length: 300 }, (_, e) => e - 20.5) };
let digest: string;
beforeAll(async () => {
  digest = (await publishDefaults()).scorer;
});

const specOf = (source: string, format: Format): JobSpec => ({
  operation: 'score',
  source,
  format,
  model: { name: 'm', version: '1.0.0', digest: `sha256:${'0'.repeat(64)}` },
  runtime: RUNTIME,
  histogram: { bins: 5, range: [0, 1] },
});

/** Plans in as many messages as it takes; `stop` ends a message after so many shards, as a crash would. */
async function planOf(source: string, format: Format, job: string, planBytes = 1e9, stop = Number.POSITIVE_INFINITY) {
  const shards: PlannedShard[] = [];
  let [messages, end]: [number, PlanEnd] = [0, 'further'];
  let state: PlanState = { shards: 0, bytes: 0 };
  while (end !== 'whole') {
    let told = 0;
    const record = (found: PlannedShard[], next: PlanState): Promise<boolean> => {
      if (told >= stop) return Promise.resolve(false);
      told += found.length;
      shards.push(...found);
      state = next;
      expect(next.shards).toBe(shards.length);
      return Promise.resolve(true);
    };
    const planning: Planning = {
      job,
      spec: specOf(source, format),
      bucket: env.EVENTS,
      state,
      shardBytes: 20_000,
      planBytes,
      record,
    };
    end = await planJob(planning);
    messages++;
  }
  return { shards, messages };
}

const FILES: [Format, compressed: boolean][] = [
  ['ndjson', false],
  ['hepmc3', false],
  ['ndjson', true],
  ['hepmc3', true],
  ['arrow', false],
  ['parquet', false],
  ['json', true],
];

describe.each(FILES)('the plan of %s, gzip: %s', (format, compressed) => {
  it('is the same in one message and in many, and loses no event', async () => {
    const bytes = fileOf(set, format);
    const source = await store(compressed ? await gzip(bytes) : bytes, format);
    const { shards, messages } = await planOf(source.id, format, 'one');
    expect(messages).toBe(1);
    expect(shards.length).toBeGreaterThan(3);
    const often = await planOf(source.id, format, 'many', 30_000, 2);
    expect(often.messages).toBeGreaterThan(2);
    const place = ({ key, bytes: _, ...shard }: PlannedShard) => ({
      ...shard,
      key: key?.replace('many', 'one') ?? null,
    });
    expect(often.shards.map(place)).toEqual(shards.map(place));
    for (const plan of [shards, often.shards]) {
      expect(plan.reduce((sum, shard) => sum + shard.bytes, 0)).toBe(source.bytes);
      const sets = [];
      for (const shard of plan)
        for await (const part of eventsOf(env.EVENTS, { source: source.id }, shard)) sets.push(part);
      expect(joinEvents(sets.filter(({ offsets }) => offsets.length > 1))).toEqual(set);
    }
  });
});

describe('a job of another runtime', () => {
  it('is not gone on with', async () => {
    const { id } = await store(fileOf(events(50, 51), 'dat'), 'dat');
    const job = await PausedJob.start(id, 'dat', digest, 5);
    await job.pretend({ runtime: 'onnxruntime-web/1.29.0+sha256:0' });
    expect(await deliver(job.take())).toEqual([]);
    const document = await start(id, { histogram: { bins: 5 } });
    expect(document).toMatchObject({ id: job.id, state: 'failed', reason: expect.stringContaining('start it anew') });
  });
});
