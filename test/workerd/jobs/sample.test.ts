import { beforeAll, describe, expect, it } from 'vitest';
import { FORMATS, type Format } from '../../../formats/format.ts';
import { writerOf } from '../../../formats/write.ts';
import type { ClusterSet } from '../../../physics/columns.ts';
import { TRUTHS } from '../../../physics/hadronization/parameters.ts';
import { simulateDecays } from '../../../physics/hadronization/simulate.ts';
import { seedOf } from '../../../physics/random/stream.ts';
import { call, clusters, columns, gzip, post, problemOf } from '../fixtures/http.ts';
import { describeJob, ended, run, store } from '../fixtures/jobs.ts';
import { publishDefaults } from '../fixtures/releases.ts';

/** Jobs that sample give what one request gives: a cluster's random numbers go by its index in the source. */

const GENERATOR = 'hadml-v1';
const OPTIONS = { operation: 'sample', model: GENERATOR, seed: '7', first_index: 12 };
const N = 900;
const set: ClusterSet = { ...clusters(N, 3), event: Uint32Array.from({ length: N }, (_, i) => Math.floor(i / 7)) };
const simulated = simulateDecays(TRUTHS.nominal, seedOf(4), 0, 60);

beforeAll(async () => {
  await publishDefaults();
});

function written<T>(writer: { write(set: T): Iterable<Uint8Array>; end(): Iterable<Uint8Array> }, value: T): Blob {
  return new Blob([...writer.write(value), ...writer.end()].map((part) => new Uint8Array(part)));
}

const ask = async (query: string, body: BodyInit, type: string, accept: string): Promise<Response> =>
  call(`/v1/sample?model=${GENERATOR}&seed=7&first_index=12${query}`, {
    method: 'POST',
    body,
    headers: { 'content-type': type, accept },
  });

const result = (id: string, accept: string): Promise<Response> =>
  call(`/v1/jobs/${id}/result`, { headers: { accept } });

const bytesOf = async (response: Response): Promise<Uint8Array> => {
  expect(response.status).toBe(200);
  return new Uint8Array(await response.arrayBuffer());
};

const NDJSON = FORMATS.ndjson.mediaType;
const FILES: [name: string, format: Format, body: () => Promise<ArrayBuffer>][] = [
  ...(['ndjson', 'arrow', 'parquet'] as const).map((format): [string, Format, () => Promise<ArrayBuffer>] => [
    format,
    format,
    () => written(writerOf('clusters', format)!, set).arrayBuffer(),
  ]),
  ...(['dat', 'hepmc3'] as const).map((format): [string, Format, () => Promise<ArrayBuffer>] => [
    format,
    format,
    () => written(writerOf('decays', format)!, simulated).arrayBuffer(),
  ]),
  ['gzip', 'dat', async () => gzip(new Uint8Array(await written(writerOf('decays', 'dat')!, simulated).arrayBuffer()))],
];

describe('a job that samples', () => {
  it.each(FILES)('gives the hadrons of one request: %s', async (_, format, body) => {
    const bytes = await body();
    const job = await run((await store(bytes, format)).id, OPTIONS);
    expect(job.reason).toBeUndefined();
    expect(job).toMatchObject({ operation: 'sample', state: 'done', progress: 1 });
    expect(job.sample).toEqual({
      seed: '7',
      first_index: 12,
      on_invalid: 'refuse',
      invalid: 0,
      out_of_range: job.sample!.out_of_range,
    });
    expect(job.shards.total).toBeGreaterThan(1);
    const { mediaType } = FORMATS[format];
    const one = await bytesOf(await ask('', bytes, mediaType, NDJSON));
    expect(await bytesOf(await result(job.id, NDJSON))).toEqual(one);
    // A wrong index would show: other indices give other hadrons.
    expect(
      await bytesOf(
        await ask('', bytes, mediaType, NDJSON).then(() =>
          call(`/v1/sample?model=${GENERATOR}&seed=7`, {
            method: 'POST',
            body: bytes,
            headers: { 'content-type': mediaType, accept: NDJSON },
          }),
        ),
      ),
    ).not.toEqual(one);
    for (const accept of ['text/vnd.hadml.dat', FORMATS.hepmc3.mediaType]) {
      expect(await bytesOf(await result(job.id, accept))).toEqual(
        await bytesOf(await ask('', bytes, mediaType, accept)),
      );
    }
    for (const accept of [FORMATS.arrow.mediaType, FORMATS.parquet.mediaType]) {
      expect((await bytesOf(await result(job.id, accept))).length).toBeGreaterThan(10_000);
    }
  });

  it('leaves invalid clusters out if it may, and says which; else fails with their places', async () => {
    const wrong = { ...set, E: set.E.with(300, 0.01).with(777, -1) };
    const body = await written(writerOf('clusters', 'ndjson')!, wrong).arrayBuffer();
    const { id } = await store(body, 'ndjson');
    const skipped = await run(id, { ...OPTIONS, on_invalid: 'skip' });
    expect(skipped).toMatchObject({ state: 'done', sample: { invalid: 2 }, events: { done: N, total: N } });
    const one = await bytesOf(await ask('&on_invalid=skip', body, NDJSON, NDJSON));
    expect(await bytesOf(await result(skipped.id, NDJSON))).toEqual(one);
    const dat = 'text/vnd.hadml.dat';
    expect(await bytesOf(await result(skipped.id, dat))).toEqual(
      await bytesOf(await ask('&on_invalid=skip', body, NDJSON, dat)),
    );
    const refused = await run(id, OPTIONS);
    expect(refused.state).toBe('failed');
    expect(refused.errors.map(({ detail }) => /^cluster (\d+): /.exec(detail)?.[1])).toEqual(['300', '777']);
  });

  it('needs a seed, a generator and clusters', async () => {
    const { id: source } = await store(await written(writerOf('clusters', 'ndjson')!, set).arrayBuffer(), 'ndjson');
    const start = (options: object) => post('/v1/jobs', { source, ...OPTIONS, ...options });
    const { seed: _, ...unseeded } = OPTIONS;
    const problem = await problemOf(await post('/v1/jobs', { source, ...unseeded }), 422);
    expect(problem.errors).toEqual([{ pointer: '/seed', detail: 'is needed by a job' }]);
    expect((await start({ model: 'score-nominal-kinmin' })).status).toBe(422);
    expect((await start({ histogram: { bins: 3 } })).status).toBe(422);
    const none = await run((await store('\n', 'ndjson')).id, OPTIONS);
    expect(none).toMatchObject({ state: 'failed', reason: 'there are no clusters in the source' });
    const done = await ended((await (await start({})).json<{ id: string }>()).id);
    expect(await describeJob(done.id)).toEqual(done);
    expect((await result(done.id, 'application/json')).status).toBe(406);
    expect(columns(set)['E']).toHaveLength(N);
  });
});
