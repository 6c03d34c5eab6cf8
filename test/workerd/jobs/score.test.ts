import { tableFromIPC } from '@uwdata/flechette';
import { parquetReadObjects } from 'hyparquet';
import { beforeAll, describe, expect, it } from 'vitest';
import { FORMATS, type Format } from '../../../formats/format.ts';
import { HepmcEventReader } from '../../../formats/hepmc3/events.ts';
import { readAll } from '../../../formats/reader.ts';
import type { JobDocument } from '../../../models/contract/jobs.ts';
import { call, columns, events, gzip, okJson, post } from '../fixtures/http.ts';
import { describeJob, ended, fileOf, run, SCORER, start, store } from '../fixtures/jobs.ts';
import { publishDefaults } from '../fixtures/releases.ts';

/** Jobs give what one request for the same events gives, to the bit, in every format and from gzip. */

const N = 700;
const plain = events(N);
const weighted = { ...events(N, 9), weight: Float64Array.from({ length: N }, (_, e) => (e % 5) - 1.3 + e / 1000) };
const HISTOGRAM = { bins: 13, range: [0.1, 0.9] };

beforeAll(async () => {
  await publishDefaults();
});

/** One request for all events. */
async function request(set: typeof plain | typeof weighted, accept = 'application/json') {
  return post('/v1/score', { model: SCORER, events: columns(set), histogram: HISTOGRAM }, { accept });
}

async function expectSame(job: JobDocument, set: typeof plain | typeof weighted): Promise<void> {
  expect(job.reason).toBeUndefined();
  expect(job.state).toBe('done');
  const one = await request(set);
  expect(job.content_digest).toBe(one.headers.get('hadronedge-content-digest'));
  expect(job.summary).toEqual((await okJson(one)).summary);
  const result = await call(`/v1/jobs/${job.id}/result`, { headers: { accept: 'application/x-ndjson' } });
  expect(await result.text()).toBe(await (await request(set, 'application/x-ndjson')).text());
}

const FORMAT_NAMES: Format[] = ['ndjson', 'dat', 'hepmc3', 'arrow', 'parquet', 'json'];

describe('a job', () => {
  it.each(FORMAT_NAMES)('gives what one request gives: %s', async (format) => {
    const set = format === 'dat' ? plain : weighted;
    const source = await store(fileOf(set, format), format);
    const job = await run(source.id, { histogram: HISTOGRAM });
    await expectSame(job, set);
    expect(job.shards.total).toBeGreaterThan(3);
    expect(job).toMatchObject({
      progress: 1,
      events: { done: N, total: N },
      bytes: { done: source.bytes, total: source.bytes },
    });
  });

  it.each(FORMAT_NAMES.filter((format) => format !== 'parquet'))('reads gzip: %s', async (format) => {
    const set = format === 'dat' ? plain : weighted;
    const source = await store(await gzip(fileOf(set, format)), format);
    const job = await run(source.id, { histogram: HISTOGRAM });
    await expectSame(job, set);
    expect(job.shards.total).toBeGreaterThan(3);
  });

  it('has another answer for other events: the comparisons can fail', async () => {
    const changed = { ...plain, px: plain.px.with(5000, plain.px[5000]! + 1e-3) };
    const source = await store(fileOf(changed, 'ndjson'), 'ndjson');
    const job = await run(source.id, { histogram: HISTOGRAM });
    const one = await request(plain);
    expect(job.content_digest).not.toBe(one.headers.get('hadronedge-content-digest'));
    expect(job.summary?.mean).not.toBe((await okJson(one)).summary.mean);
  });

  it('gives its result as HepMC3, Arrow and Parquet', async () => {
    const source = await store(fileOf(weighted, 'hepmc3'), 'hepmc3');
    const { id } = await run(source.id, { histogram: HISTOGRAM });
    const one = await request(weighted, FORMATS.hepmc3.mediaType);
    const expected = new Uint8Array(await one.arrayBuffer());
    const get = (format: Format) => call(`/v1/jobs/${id}/result`, { headers: { accept: FORMATS[format].mediaType } });
    const hepmc = new Uint8Array(await (await get('hepmc3')).arrayBuffer());
    const scores = (bytes: Uint8Array, weight: string) => readAll(new HepmcEventReader({ weight }), [bytes]);
    for (const name of ['Default', 'score', 'logit', 'likelihood_ratio']) {
      expect(scores(hepmc, name)).toEqual(scores(expected, name));
    }
    const { events: rows, summary } = await okJson(await request(weighted));
    const note = { ...(await describeJob(id)).summary };
    expect(note).toEqual(summary);
    const arrow = tableFromIPC(new Uint8Array(await (await get('arrow')).arrayBuffer()));
    for (const name of ['score', 'logit', 'weight']) expect(Array.from(arrow.getChild(name))).toEqual(rows[name]);
    expect(JSON.parse(arrow.schema.metadata!.get('hadronedge')!)).toMatchObject(summary);
    const parquet = await (await get('parquet')).arrayBuffer();
    const objects = await parquetReadObjects({ file: parquet });
    for (const name of ['score', 'logit', 'weight']) expect(objects.map((row) => row[name])).toEqual(rows[name]);
    expect((await call(`/v1/jobs/${id}/result`, { headers: { accept: 'image/png' } })).status).toBe(406);
  });

  it('is one job for all who ask for the same, and another for other options', async () => {
    const { id: source } = await store(fileOf(plain, 'ndjson'), 'ndjson');
    const jobs = await Promise.all(Array.from({ length: 8 }, () => start(source, { histogram: { bins: 7 } })));
    expect(new Set(jobs.map(({ id }) => id)).size).toBe(1);
    const other = await start(source, { histogram: { bins: 8 } });
    expect(other.id).not.toBe(jobs[0]!.id);
    const [a, b] = [await ended(jobs[0]!.id), await ended(other.id)];
    expect(a.content_digest).toBe(b.content_digest);
    expect(await start(source, { histogram: { bins: 7 } })).toEqual(a);
  });

  it('goes forward only, and ends at 1', async () => {
    const { id: source } = await store(fileOf(plain, 'hepmc3'), 'hepmc3');
    const seen: JobDocument[] = [];
    const { id } = await start(source, { histogram: { bins: 3 } });
    await ended(id, (job) => seen.push(job));
    for (const key of ['progress', 'at'] as const) {
      const values = seen.map((job) => (key === 'progress' ? job.progress : job.shards.done));
      expect(values).toEqual(values.toSorted((x, y) => x - y));
    }
    expect(seen.at(-1)!.progress).toBe(1);
    expect(await describeJob(id)).toMatchObject({ seconds_left: null, rate: null, errors: [] });
  });

  it('tells how it goes on as server-sent events', async () => {
    const { id: source } = await store(fileOf(plain, 'dat'), 'dat');
    const { id } = await start(source, { histogram: { bins: 4 } });
    const response = await call(`/v1/jobs/${id}/events`);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const blocks = (await response.text()).split('\n\n').filter((block) => block !== '');
    expect(blocks.at(-1)).toMatch(/^event: done\ndata: \{/);
    expect(blocks.slice(0, -1).every((block) => block.startsWith('event: progress\n'))).toBe(true);
    expect(JSON.parse(blocks.at(-1)!.split('data: ')[1]!)).toEqual(await describeJob(id));
  });
});
