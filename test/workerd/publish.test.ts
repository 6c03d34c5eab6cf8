import { createExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { Hono } from 'hono';
import { beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../functions/app.ts';
import type { Environment } from '../../functions/dependencies.ts';
import { ModelHost } from '../../functions/inference/model-host.ts';
import { LIMITS } from '../../functions/limits.ts';
import { Metrics } from '../../functions/metrics.ts';
import { whoOf } from '../../functions/request/who.ts';
import { createToken } from '../../models/access/tokens.ts';
import { canonicalBytes } from '../../models/contract/canonical.ts';
import { sha256Digest } from '../../models/contract/digest.ts';
import type { Manifest } from '../../models/contract/manifest.ts';
import {
  aliasAnswerSchema,
  blobAnswerSchema,
  publishAnswerSchema,
  stateAnswerSchema,
} from '../../models/contract/publishing.ts';
import { readHistory } from '../../models/registry/alias.ts';
import { blobKey, versionKey } from '../../models/registry/keys.ts';
import { publishThrough } from '../../models/registry/publish.ts';
import { StoreWriter } from '../../models/registry/store-writer.ts';
import { HttpWriter } from '../../trainer/publish/http-writer.ts';
import { generatorRelease, type TestRelease } from '../registry/release-fixture.ts';
import { CrashingStore } from '../registry/stores.ts';
import { describeWriter, seen } from '../registry/writer-contract.ts';
import { workerBearer } from './fixtures/access.ts';
import { call, clusters, columns, okJson, post, problemOf } from './fixtures/http.ts';
import * as working from './fixtures/releases.ts';
import { store } from './fixtures/releases.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** The Worker under test, as what `fetch` reaches. */
const throughWorker: typeof fetch = (input, init) => call(new URL(input as string).pathname, init);
let bearer: Record<string, string>;
beforeAll(async () => {
  bearer = await workerBearer('publish', 'infer');
});
const openHttp = () => {
  const token = bearer['authorization']!.slice('Bearer '.length);
  return new HttpWriter({ serviceUrl: 'http://worker.test', token }, { fetch: throughWorker, backoffMs: 1 });
};

describe('StoreWriter on R2', () => {
  describeWriter(() => ({ writer: new StoreWriter(store), store }), { racers: 50 });
});

const ask = (model: string) => post('/v1/sample', { model, seed: 1, clusters: columns(clusters(3)) });

describe('HttpWriter through the Worker', () => {
  describeWriter(() => ({ writer: openHttp(), store }), { racers: 50 });

  it('publishes a model that then samples, and stays so when it is yanked, by digest', async () => {
    const release = await working.generatorRelease({ name: 'over-http', version: '1.0.0', seed: 4, width: 16 });
    const { digest } = await publishThrough(openHttp(), release);
    const before = await okJson(await ask('over-http@1.0.0'));
    const change = { state: 'yanked' as const, who: 'a tester', why: 'wrong frame', when: '2026-11-02T00:00:00Z' };
    await openHttp().changeState('over-http', '1.0.0', change);
    const gone = await problemOf(await ask('over-http@1.0.0'), 410);
    expect(gone).toMatchObject({ type: 'urn:hadronedge:problem:yanked', errors: [{ pointer: '/model' }] });
    expect(gone.detail).toContain('wrong frame');
    expect(await okJson(await ask(`over-http@${digest}`))).toEqual(before);
    const { models } = await okJson(await post('/v1/resolve', { references: [`over-http@${digest}`] }));
    expect(models).toMatchObject([{ digest, state: 'yanked', why: 'wrong frame' }]);
    const listed = await okJson(await call('/v1/models/over-http'));
    expect(listed.versions).toMatchObject([{ version: '1.0.0', state: 'yanked', why: 'wrong frame' }]);
    await problemOf(await call('/v1/models/over-http/versions/1.0.0'), 410);
    expect((await call(`/v1/models/over-http/versions/${digest}/certificate`)).status).toBe(200);
  });
});

const put = (path: string, body: BodyInit, headers: Record<string, string> = {}) =>
  call(path, { method: 'PUT', body, headers: { ...bearer, ...headers } });
const putJson = (path: string, value: unknown, headers: Record<string, string> = {}) =>
  put(path, canonicalBytes(value), { 'content-type': 'application/json', ...headers });

describe('PUT /v1/blobs/{digest}', () => {
  const bytes: Bytes = Uint8Array.from({ length: 5000 }, (_, i) => (i * i) % 251);
  let path: string;
  let digest: string;
  beforeAll(async () => {
    digest = await sha256Digest(bytes);
    path = `/v1/blobs/${digest}`;
  });
  const stored = () => store.get(blobKey(digest)).then((object) => object?.bytes ?? null);

  it('refuses other bytes, too many, none, chunks, codings and addresses; nothing is stored', async () => {
    const cases: [body: BodyInit, headers: Record<string, string>, status: number, type: string][] = [
      [bytes.with(0, 99), {}, 400, 'digest-mismatch'],
      [bytes.slice(0, -1), {}, 400, 'digest-mismatch'],
      [new Uint8Array(LIMITS.blob_bytes + 1), {}, 413, 'too-large'],
      [new Uint8Array(0), {}, 400, 'malformed-body'],
      [new Blob([bytes]).stream().pipeThrough(new TransformStream()), {}, 411, 'length-required'],
      [bytes, { 'content-encoding': 'gzip' }, 415, 'unsupported-media-type'],
    ];
    for (const [body, headers, status, type] of cases) {
      const problem = await problemOf(await put(path, body, headers), status);
      expect(problem.type).toBe(`urn:hadronedge:problem:${type}`);
      expect(await stored()).toBeNull();
    }
    for (const address of ['sha256:12', 'sha256:..%2f..', digest.toUpperCase(), digest.replace('sha256', 'md5')]) {
      await problemOf(await put(`/v1/blobs/${address}`, bytes), 422);
    }
  });

  it('stores nothing of a body that is cut at any of 20 offsets, and all of it when it comes again', async () => {
    for (let cut = 0; cut < 20; cut++) {
      const part = bytes.slice(0, cut * 250);
      const body = new FixedLengthStream(bytes.length);
      const writer = body.writable.getWriter();
      const sent = writer.write(part).then(
        () => writer.abort(new Error('cut')),
        () => undefined,
      );
      const response = await put(path, body.readable).catch(() => null);
      await sent.catch(() => undefined);
      // A sender that goes away may hear of it or not; what counts is what is stored.
      expect([null, 400]).toContain(response?.status ?? null);
      expect(await stored()).toBeNull();
    }
    const answer = await put(path, bytes);
    expect(answer.status).toBe(201);
    expect(blobAnswerSchema.parse(await answer.json())).toEqual({ digest, bytes: bytes.length, outcome: 'written' });
    expect(await stored()).toEqual(bytes);
  });

  it('answers 200 the second time, and mends what is damaged', async () => {
    expect((await put(path, bytes)).status).toBe(200);
    await env.MODELS.put(blobKey(digest), bytes.with(7, 7));
    expect((await put(path, bytes)).status).toBe(200);
    expect(await stored()).toEqual(bytes);
  });
});

/** Puts the blobs of a release; gives its manifest, and where that goes. */
async function withBlobs(name: string, release?: TestRelease): Promise<{ manifest: Manifest; path: string }> {
  const { manifest, blobs } = release ?? (await generatorRelease({ name }));
  for (const blob of manifest.blobs) await put(`/v1/blobs/${blob.digest}`, blobs.get(blob.role)!);
  return { manifest, path: `/v1/models/${name}/versions/1.0.0` };
}

describe('PUT /v1/models/{name}/versions/{version}', () => {
  it('answers 201, then 200, then 409 to other bytes; the entity tag is the digest', async () => {
    const { manifest, path } = await withBlobs('put-version');
    const digest = await sha256Digest(canonicalBytes(manifest));
    for (const [status, outcome, stored] of [
      [201, 'published', 'written'],
      [200, 'unchanged', 'present'],
    ] as const) {
      // As people write it, not as it is hashed: the digest is that of the canonical form all the same.
      const answer = await put(path, JSON.stringify(manifest, null, 2), { 'content-type': 'application/json' });
      expect(answer.status).toBe(status);
      expect(answer.headers.get('etag')).toBe(`"${digest}"`);
      const body = publishAnswerSchema.parse(await answer.json());
      expect(body).toEqual({ name: 'put-version', version: '1.0.0', digest, outcome, manifest: stored });
    }
    const conflict = await problemOf(await putJson(path, { ...manifest, description: 'Other' }), 409);
    expect(conflict.type).toBe('urn:hadronedge:problem:version-conflict');
    expect(conflict.detail).toContain(digest);
  });

  it('refuses what does not fit together, at its place, and claims nothing', async () => {
    const { manifest, path } = await withBlobs('misfit');
    const absent = `sha256:${'0'.repeat(64)}`;
    const [model, reference, certificate] = manifest.blobs;
    const gated = structuredClone(manifest);
    gated.tensors.inputs[0]!.shape[1] = 5;
    const cases: [unknown, string, string][] = [
      [{ ...manifest, blobs: [model, { ...reference, digest: absent }, certificate] }, 'invalid-release', '/blobs/1'],
      [{ ...manifest, blobs: [{ ...model, bytes: 7 }, reference, certificate] }, 'invalid-release', '/blobs/0'],
      [{ ...manifest, certificate: absent }, 'invalid-release', '/blobs/2'],
      [{ ...manifest, name: 'other' }, 'invalid-release', '/name'],
      [{ ...manifest, version: '1.0.1' }, 'invalid-release', '/version'],
      [{ ...manifest, licence: '' }, 'invalid-release', '/licence'],
      [{ ...manifest, extra: 1 }, 'invalid-release', ''],
      [
        { ...manifest, blobs: [{ ...model, bytes: 1e12 }, reference, certificate] },
        'invalid-release',
        '/blobs/0/bytes',
      ],
      [gated, 'refused-by-gate', '/blobs/0'],
    ];
    for (const [body, type, pointer] of cases) {
      const problem = await problemOf(await putJson(path, body), 422);
      expect([problem.type, problem.errors[0].pointer]).toEqual([`urn:hadronedge:problem:${type}`, pointer]);
    }
    await problemOf(await put(path, '{', { 'content-type': 'application/json' }), 400);
    await problemOf(await put(path, '{}', { 'content-type': 'text/plain' }), 415);
    await problemOf(await putJson('/v1/models/misfit/versions/latest', manifest), 422);
    expect(await store.has(versionKey('misfit', '1.0.0'))).toBe(false);
    expect((await putJson(path, manifest)).status).toBe(201);
  });

  it('refuses a blob that was damaged after it was put, until it is put again', async () => {
    const { manifest, path } = await withBlobs('damaged-blob', await generatorRelease({ name: 'damaged-blob' }));
    const { digest } = manifest.blobs[0]!;
    const whole = (await store.get(blobKey(digest)))!.bytes;
    await env.MODELS.put(blobKey(digest), whole.with(30, whole[30]! ^ 1));
    expect((await problemOf(await putJson(path, manifest), 422)).detail).toContain(`put ${digest} first`);
    await put(`/v1/blobs/${digest}`, whole);
    expect((await putJson(path, manifest)).status).toBe(201);
  });

  it('has one 201 for 50 publishers of the same manifest', async () => {
    const { manifest, path } = await withBlobs('fifty');
    const answers = await Promise.all(Array.from({ length: 50 }, () => putJson(path, manifest)));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => status === 200)).toHaveLength(49);
  });

  it.each(['before', 'after'] as const)(
    'killed %s any write, shows nothing or the whole; a rerun ends it',
    async (when) => {
      const release = await generatorRelease({ name: 'killed' });
      for (let writes = 0; writes < 5; writes++) {
        const crashing = new CrashingStore(writes + 1, when);
        const { token } = await createToken(
          crashing,
          { name: 'a tester', scopes: ['publish', 'infer'], days: 1 },
          Date.now(),
        );
        const app = createApp({
          store: crashing,
          host: new ModelHost(crashing, () => 0),
          metrics: new Metrics(),
          readyModels: [],
          log: () => undefined,
        });
        const reach: typeof fetch = async (input, init) => {
          const headers = new Headers(init?.headers);
          // The connection's business, which there is none of here.
          if (init?.body instanceof Uint8Array) headers.set('content-length', String(init.body.length));
          return app.request(input, { ...init, headers }, {}, createExecutionContext());
        };
        const writer = new HttpWriter({ serviceUrl: 'http://app.test', token }, { fetch: reach, attempts: 1 });
        await expect(publishThrough(writer, release)).rejects.toThrow('500');
        expect(await seen(crashing, 'killed@1.0.0')).toBe(writes === 4 && when === 'after');
        crashing.mend();
        await publishThrough(writer, release);
        expect(await seen(crashing, 'killed@1.0.0')).toBe(true);
      }
    },
  );
});

describe('PUT /v1/models/{name}/aliases/{alias}', () => {
  const path = '/v1/models/aliased/aliases/stable';
  let digest: string;
  beforeAll(async () => {
    for (const version of ['1.0.0', '1.1.0']) {
      const release = await generatorRelease({ name: 'aliased', version });
      digest = (await publishThrough(openHttp(), release)).digest;
    }
  });

  it('asks which revision is expected, and moves from that one only', async () => {
    const why = 'closure holds';
    await problemOf(await call(path), 404);
    const loose = await problemOf(await putJson(path, { version: '1.0.0' }), 428);
    expect(loose.type).toBe('urn:hadronedge:problem:precondition-required');
    const first = await putJson(path, { version: '1.0.0', who: 'jane', why }, { 'if-none-match': '*' });
    expect([first.status, first.headers.get('etag')]).toEqual([201, '"1"']);
    expect(aliasAnswerSchema.parse(await first.json())).toMatchObject({ revision: 1, outcome: 'moved' });
    await problemOf(await putJson(path, { digest }, { 'if-none-match': '*' }), 412);
    const second = await putJson(path, { digest }, { 'if-match': '"1"' });
    expect([second.status, second.headers.get('etag')]).toEqual([200, '"2"']);
    expect(await second.json()).toMatchObject({ version: '1.1.0', digest, revision: 2 });
    const stale = await problemOf(await putJson(path, { version: '1.0.0' }, { 'if-match': '1' }), 412);
    expect(stale.type).toBe('urn:hadronedge:problem:revision-conflict');
    expect(stale.detail).toContain('revision 2, not 1');
    const now = await call(path);
    expect([now.headers.get('etag'), now.headers.get('cache-control')]).toEqual(['"2"', 'no-cache']);
    expect(await now.json()).toEqual({ alias: 'stable', version: '1.1.0', digest, revision: 2 });
    const history = await readHistory(store, 'aliased', 'stable');
    expect(history.map(({ who }) => who)).toEqual(['a tester', 'a tester']);
    expect(Math.abs(Date.parse(history[0]!.when) - Date.now())).toBeLessThan(60_000);
  });

  it('refuses bad bodies, headers and targets, and moves nothing', async () => {
    const match = { 'if-match': '"2"' };
    const cases: [unknown, Record<string, string>, number][] = [
      [{}, match, 422],
      [{ version: '1.0.0', digest }, match, 422],
      [{ version: '1.0' }, match, 422],
      [{ version: '1.0.0', when: '2020-01-01T00:00:00Z' }, match, 422],
      [{ version: '1.0.0', who: '' }, match, 422],
      [{ version: '1.0.0' }, { 'if-match': '*' }, 422],
      [{ version: '1.0.0' }, { 'if-match': '"1", "2"' }, 422],
      [{ version: '1.0.0' }, { 'if-match': 'W/"2"' }, 422],
      [{ version: '1.0.0' }, { 'if-none-match': '"2"' }, 422],
      [{ version: '1.0.0' }, { ...match, 'if-none-match': '*' }, 422],
      [{ version: '9.0.0' }, match, 404],
      [{ digest: `sha256:${'0'.repeat(64)}` }, match, 404],
    ];
    for (const [body, headers, status] of cases) await problemOf(await putJson(path, body, headers), status);
    await problemOf(await putJson('/v1/models/none/aliases/stable', { version: '1.0.0' }, match), 404);
    await problemOf(await putJson('/v1/models/aliased/aliases/..%2fx', { version: '1.0.0' }, match), 422);
    expect(await readHistory(store, 'aliased', 'stable')).toHaveLength(2);
  });

  it('lets one of 50 movers from one revision win: one 200, 49 times 412, one entry', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) => putJson(path, { version: '1.0.0', why: `${i}` }, { 'if-match': '"2"' })),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 412)).toHaveLength(49);
    const history = await readHistory(store, 'aliased', 'stable');
    expect(history).toHaveLength(3);
    expect(history[0]!.why).toBe(`${statuses.indexOf(200)}`);
  });
});

describe('PUT /v1/models/{name}/versions/{version}/state', () => {
  const path = '/v1/models/stated/versions/1.0.0/state';
  beforeAll(async () => {
    await publishThrough(openHttp(), await generatorRelease({ name: 'stated' }));
    await putJson('/v1/models/stated/aliases/stable', { version: '1.0.0' }, { 'if-none-match': '*' });
  });

  it('says the state, who changed it and why, and which aliases point there', async () => {
    const before = stateAnswerSchema.parse(await okJson(await call(path)));
    expect(before).toMatchObject({ state: 'active', revision: 0, history: [] });
    const answer = await putJson(path, { state: 'yanked', why: 'wrong masses', who: 'jane' });
    const body = stateAnswerSchema.parse(await okJson(answer));
    expect(body).toMatchObject({ state: 'yanked', revision: 1, outcome: 'moved', aliases: ['stable'] });
    expect(body.history).toMatchObject([{ from: 'active', to: 'yanked', who: 'a tester', why: 'wrong masses' }]);
    expect((await call(path)).headers.get('etag')).toBe('"1"');
    await problemOf(await putJson(path, { state: 'active', why: 'no' }, { 'if-match': '"7"' }), 412);
    const back = await okJson(await putJson(path, { state: 'active', why: 'they are right' }, { 'if-match': '"1"' }));
    expect(back).toMatchObject({ state: 'active', revision: 2 });
  });

  it('refuses bad bodies and versions', async () => {
    const cases: [string, unknown, number][] = [
      [path, { state: 'gone', why: 'x' }, 422],
      [path, { state: 'yanked' }, 422],
      [path, { state: 'yanked', why: '' }, 422],
      [path.replace('1.0.0', '2.0.0'), { state: 'yanked', why: 'x' }, 404],
      [path.replace('1.0.0', 'stable'), { state: 'yanked', why: 'x' }, 422],
    ];
    for (const [address, body, status] of cases) await problemOf(await putJson(address, body), status);
    expect(stateAnswerSchema.parse(await okJson(await call(path))).revision).toBe(2);
  });
});

describe('the name in a history', () => {
  it('is that of the token, else what the request says, else anonymous', async () => {
    const app = new Hono<Environment>();
    app.get('/:said?', (c) => {
      if (c.req.query('token')) c.set('principal', { name: 'of the token', scopes: [] });
      return c.text(whoOf(c, c.req.param('said')));
    });
    const names = ['/said?token=1', '/said', '/'].map(async (path) => (await app.request(path)).text());
    expect(await Promise.all(names)).toEqual(['of the token', 'said', 'anonymous']);
  });
});

describe('GET /v1/models', () => {
  it('comes in pages, each model once', async () => {
    const all = (await okJson(await call('/v1/models'))).models.map((model: any) => model.name);
    expect(all.length).toBeGreaterThan(5);
    const names: string[] = [];
    for (let after = ''; ; ) {
      const page: any = await okJson(await call(`/v1/models?limit=2${after && `&after=${after}`}`));
      expect(page.models.length).toBeLessThanOrEqual(2);
      names.push(...page.models.map((model: any) => model.name));
      if (page.next === undefined) break;
      after = page.next;
    }
    expect(names).toEqual(all);
    for (const query of ['limit=0', 'limit=x', 'after=..', 'other=1', 'limit=1&limit=2']) {
      await problemOf(await call(`/v1/models?${query}`), 422);
    }
  });
});
