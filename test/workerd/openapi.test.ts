import { beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../functions/app.ts';
import { ModelHost } from '../../functions/inference/model-host.ts';
import { LIMITS } from '../../functions/limits.ts';
import { Metrics } from '../../functions/metrics.ts';
import { sha256Digest } from '../../models/contract/digest.ts';
import { manifestSchema } from '../../models/contract/manifest.ts';
import { createSigningKey, signManifest } from '../../models/contract/signing/sign.ts';
import { moveAlias } from '../../models/registry/alias.ts';
import { changeState } from '../../models/registry/change-state.ts';
import { blobKey } from '../../models/registry/keys.ts';
import { MemoryStore } from '../../models/registry/memory-store.ts';
import { publishRelease } from '../../models/registry/publish.ts';
import { generatorRelease } from '../registry/release-fixture.ts';
import { workerBearer } from './fixtures/access.ts';
import { call, clusters, columns, events, full, okJson, post } from './fixtures/http.ts';
import { ended, fileOf, SCORER, start, store } from './fixtures/jobs.ts';
import { publishDefaults, store as registry } from './fixtures/releases.ts';

let document: any;
let bearer: Record<string, string>;

const key = await createSigningKey();

const BLOB = new TextEncoder().encode('some bytes') as Uint8Array<ArrayBuffer>;

/** The manifest of a release whose blobs are stored and whose version is not. */
async function stored(name: string): Promise<unknown> {
  const { manifest, blobs } = await generatorRelease({ name });
  for (const { role, digest } of manifest.blobs) await registry.put(blobKey(digest), blobs.get(role)!);
  return manifest;
}

beforeAll(async () => {
  bearer = await workerBearer('publish', 'infer');
  await publishDefaults();
  await publishRelease(registry, await generatorRelease({ name: 'withdrawn' }));
  const account = { who: 'test', why: 'test', when: '2026-11-02T00:00:00Z' };
  await moveAlias(registry, 'withdrawn', 'stable', { ...account, version: '1.0.0' });
  await changeState(registry, 'withdrawn', '1.0.0', { ...account, state: 'yanked' });
  document = await okJson(await call('/openapi.json'));
});

const sampleBody = { model: 'hadml-v1', clusters: columns(clusters(2)) };
const scoreBody = { model: 'score-nominal-kinmin', events: columns(events(2)) };
const zeros = (n: number) => ({ px: full(n, 0), py: [], pz: [], E: [] });
const version = '/v1/models/{name}/versions/{version}';
const alias = '/v1/models/{name}/aliases/{alias}';
const blob = '/v1/blobs/{digest}';
const signature = `${version}/signatures/{keyid}`;
const ANY_DIGEST = `sha256:${'0'.repeat(64)}`;
const at = (path: string) =>
  path
    .replace('{name}', 'hadml-v1')
    .replace('{version}', '1.0.0')
    .replace('{role}', 'model')
    .replace('{alias}', 'stable')
    .replace('{digest}', ANY_DIGEST)
    .replace('{keyid}', key.keyid);
const get = (path: string, headers: Record<string, string> = {}) => call(at(path), { headers });

const put = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  call(at(path), {
    method: 'PUT',
    body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...bearer, ...headers },
  });
const chunked = () => new Blob(['x']).stream().pipeThrough(new TransformStream());
const MATCH = { 'if-match': '"1"' };
const ACTIVE = { state: 'active', why: 'test' };
/** The manifest of a version that is published, and a version that is not. */
const manifestOf = async (path: string) => (await okJson(await get(path))).manifest;
const unpublished = version.replace('{version}', '7.0.0');
/** Puts the signature of the default generator as that of a version. */
async function putSigned(number: string, name = 'hadml-v1'): Promise<Response> {
  const envelope = await signManifest(manifestSchema.parse(await manifestOf(version)), key);
  return put(signature.replace('{name}', name).replace('{version}', number), envelope);
}
const withdrawn = version.replace('{name}', 'withdrawn');

/** Every status of every operation that a caller can bring about. */
const REACHED: [method: string, path: string, status: number, () => Promise<Response>][] = [
  ...(
    [
      ['/v1/sample', sampleBody, { ...sampleBody, clusters: zeros(LIMITS.clusters + 1) }],
      ['/v1/score', scoreBody, { ...scoreBody, events: { ...zeros(LIMITS.particles + 1), offsets: [0] } }],
    ] as const
  ).flatMap(([path, body, tooMany]): [string, string, number, () => Promise<Response>][] => [
    ['post', path, 200, () => post(path, body)],
    ['post', path, 400, () => post(path, '{')],
    ['post', path, 404, () => post(path, { ...body, model: 'none' })],
    ['post', path, 410, () => post(path, { ...body, model: 'withdrawn' })],
    ['post', path, 406, () => post(path, body, { accept: 'image/png' })],
    ['post', path, 413, () => post(path, tooMany)],
    ['post', path, 415, () => post(path, body, { 'content-type': 'text/plain' })],
    ['post', path, 422, () => post(path, { ...body, model: 7 })],
  ]),
  ['post', '/v1/resolve', 200, () => post('/v1/resolve', { references: ['hadml-v1'] })],
  ['post', '/v1/resolve', 400, () => post('/v1/resolve', '{')],
  ['post', '/v1/resolve', 404, () => post('/v1/resolve', { references: ['none'] })],
  ['post', '/v1/resolve', 410, () => post('/v1/resolve', { references: ['withdrawn'] })],
  ['post', '/v1/resolve', 413, () => post('/v1/resolve', `"${' '.repeat(LIMITS.body_bytes)}"`)],
  ['post', '/v1/resolve', 415, () => post('/v1/resolve', '{}', { 'content-type': 'text/plain' })],
  ['post', '/v1/resolve', 422, () => post('/v1/resolve', {})],
  ...[
    '/v1/models',
    '/v1/limits',
    '/healthz',
    '/readyz',
    '/metrics',
    '/openapi.json',
    '/v1/models/{name}',
    '/v1/models/{name}/aliases',
    '/v1/models/{name}/aliases/{alias}/history',
    version,
    `${version}/blobs/{role}`,
    `${version}/certificate`,
    `${version}/signatures`,
  ].map((path): [string, string, number, () => Promise<Response>] => ['get', path, 200, () => get(path)]),
  ...[
    '/v1/models/{name}',
    '/v1/models/{name}/aliases',
    '/v1/models/{name}/aliases/{alias}/history',
    version,
    alias,
    `${version}/state`,
    `${version}/blobs/{role}`,
    `${version}/certificate`,
    `${version}/signatures`,
  ].flatMap((path): [string, string, number, () => Promise<Response>][] => [
    ['get', path, 404, () => get(path.replace('{name}', 'none'))],
    ['get', path, 422, () => get(path.replace('{name}', 'N'))],
  ]),
  ['get', version, 410, () => get(withdrawn)],
  ['get', `${version}/state`, 200, () => get(`${version}/state`)],
  ['get', alias, 200, () => get(alias)],
  ['put', blob, 201, async () => put(blob.replace('{digest}', await sha256Digest(BLOB)), BLOB)],
  ['put', blob, 200, async () => put(blob.replace('{digest}', await sha256Digest(BLOB)), BLOB)],
  ['put', blob, 400, () => put(blob, BLOB)],
  ['put', blob, 411, () => call(at(blob), { method: 'PUT', body: chunked(), headers: bearer })],
  ['put', blob, 413, () => put(blob, new Uint8Array(LIMITS.blob_bytes + 1))],
  ['put', blob, 415, () => put(blob, BLOB, { 'content-encoding': 'br' })],
  ['put', blob, 422, () => put(blob.replace('{digest}', 'md5:1'), BLOB)],
  ['put', version, 200, async () => put(version, await manifestOf(version))],
  ['put', version, 201, async () => put(version.replace('{name}', 'later'), await stored('later'))],
  ['put', version, 400, () => put(version, '{')],
  ['put', version, 409, async () => put(version, { ...(await manifestOf(version)), licence: 'MIT' })],
  ['put', version, 413, () => put(version, `"${' '.repeat(LIMITS.body_bytes)}"`)],
  ['put', version, 415, () => put(version, '{}', { 'content-type': 'text/plain' })],
  ['put', version, 422, () => put(version, {})],
  ['put', alias, 200, () => put(alias, { version: '1.0.0' }, MATCH)],
  ['put', alias, 201, () => put(alias.replace('{alias}', 'next'), { version: '1.0.0' }, { 'if-none-match': '*' })],
  ['put', alias, 400, () => put(alias, '{', MATCH)],
  ['put', alias, 404, () => put(alias, { version: '7.0.0' }, MATCH)],
  ['put', alias, 410, () => put(alias.replace('{name}', 'withdrawn'), { version: '1.0.0' }, MATCH)],
  ['put', alias, 412, () => put(alias, { version: '1.0.0' }, { 'if-match': '"99"' })],
  ['put', alias, 415, () => put(alias, '{}', { ...MATCH, 'content-type': 'text/plain' })],
  ['put', alias, 422, () => put(alias, {}, MATCH)],
  ['put', alias, 428, () => put(alias, { version: '1.0.0' })],
  ['put', signature, 201, () => putSigned('1.0.0')],
  ['put', signature, 200, () => putSigned('1.0.0')],
  ['put', signature, 400, () => put(signature, '{')],
  ['put', signature, 404, () => putSigned('7.0.0')],
  ['put', signature, 410, () => putSigned('1.0.0', 'withdrawn')],
  ['put', signature, 413, () => put(signature, `"${' '.repeat(LIMITS.body_bytes)}"`)],
  ['put', signature, 415, () => put(signature, '{}', { 'content-type': 'text/plain' })],
  ['put', signature, 422, () => put(signature, {})],
  ['put', `${version}/state`, 200, () => put(`${version}/state`, ACTIVE)],
  ['put', `${version}/state`, 400, () => put(`${version}/state`, '{')],
  ['put', `${version}/state`, 404, () => put(`${unpublished}/state`, ACTIVE)],
  ['put', `${version}/state`, 412, () => put(`${version}/state`, ACTIVE, { 'if-match': '"99"' })],
  ['put', `${version}/state`, 415, () => put(`${version}/state`, '{}', { 'content-type': 'text/plain' })],
  ['put', `${version}/state`, 422, () => put(`${version}/state`, {})],
  ['get', '/v1/models', 422, () => get('/v1/models?limit=0')],
  ...[version, `${version}/blobs/{role}`, `${version}/certificate`].map(
    (path): [string, string, number, () => Promise<Response>] => [
      'get',
      path,
      304,
      () => get(path, { 'if-none-match': '*' }),
    ],
  ),
];

const MEDIA = 'application/x-ndjson';
const putBytes = (path: string, body: BodyInit, type = MEDIA) =>
  call(path, { method: 'PUT', body, headers: { 'content-type': type } });
const nobody = '0'.repeat(32);
const nothing = `sha256:${'0'.repeat(64)}`;
const upload = (extra: object = {}) => post('/v1/uploads', { digest: nothing, bytes: 3, format: 'ndjson', ...extra });
const part = (number: number, body = 'abc') => putBytes(`/v1/uploads/${nothing}/parts/${number}`, body);
const file = fileOf(events(3, 77), 'ndjson');
const job = async (path = '', method = 'GET', accept = '*/*') =>
  call(`/v1/jobs/${(await ended((await start((await store(file, 'ndjson')).id)).id)).id}${path}`, {
    method,
    headers: { accept },
  });
const asked = async (extra: object) => post('/v1/jobs', { source: nothing, model: SCORER, ...extra });

/** The same for large sets; in this order. */
const JOBS_REACHED: typeof REACHED = [
  ['put', '/v1/events', 201, () => putBytes('/v1/events', file)],
  ['put', '/v1/events', 200, () => putBytes('/v1/events', file)],
  ['put', '/v1/events', 400, () => putBytes('/v1/events', '')],
  ['put', '/v1/events', 415, () => putBytes('/v1/events', 'x', 'text/plain')],
  ['put', '/v1/events', 422, () => putBytes('/v1/events?x=1', 'x')],
  ['get', '/v1/events/{digest}', 200, async () => call(`/v1/events/${await sha256Digest(file)}`)],
  ['get', '/v1/events/{digest}', 404, () => call(`/v1/events/${nothing}`)],
  ['get', '/v1/events/{digest}', 422, () => call('/v1/events/x')],
  ['post', '/v1/uploads', 200, () => upload()],
  ['post', '/v1/uploads', 400, () => post('/v1/uploads', '{')],
  ['post', '/v1/uploads', 413, () => post('/v1/uploads', `"${' '.repeat(LIMITS.body_bytes)}"`)],
  ['post', '/v1/uploads', 415, () => post('/v1/uploads', '{}', { 'content-type': 'text/plain' })],
  ['post', '/v1/uploads', 422, () => upload({ bytes: 0 })],
  ['post', '/v1/uploads/{digest}/complete', 409, () => post(`/v1/uploads/${nothing}/complete`, '')],
  ['put', '/v1/uploads/{digest}/parts/{number}', 204, () => part(0)],
  ['put', '/v1/uploads/{digest}/parts/{number}', 422, () => part(1)],
  ['post', '/v1/uploads/{digest}/complete', 422, () => post(`/v1/uploads/${nothing}/complete`, '')],
  ['post', '/v1/uploads/{digest}/complete', 404, () => post(`/v1/uploads/${nothing}/complete`, '')],
  ['put', '/v1/uploads/{digest}/parts/{number}', 404, () => part(0)],
  [
    'post',
    '/v1/uploads/{digest}/complete',
    201,
    async () => {
      const bytes = new TextEncoder().encode('abc');
      const digest = await sha256Digest(new Uint8Array(bytes));
      await upload({ digest });
      await putBytes(`/v1/uploads/${digest}/parts/0`, bytes);
      return post(`/v1/uploads/${digest}/complete`, '');
    },
  ],
  [
    'post',
    '/v1/uploads/{digest}/complete',
    200,
    async () => post(`/v1/uploads/${await sha256Digest(new Uint8Array(new TextEncoder().encode('abc')))}/complete`, ''),
  ],
  ['post', '/v1/jobs', 201, async () => asked({ source: await sha256Digest(file) })],
  ['post', '/v1/jobs', 200, async () => asked({ source: await sha256Digest(file) })],
  ['post', '/v1/jobs', 400, () => post('/v1/jobs', '{')],
  ['post', '/v1/jobs', 404, () => asked({})],
  ['post', '/v1/jobs', 413, () => post('/v1/jobs', `"${' '.repeat(LIMITS.body_bytes)}"`)],
  ['post', '/v1/jobs', 415, () => post('/v1/jobs', '{}', { 'content-type': 'text/plain' })],
  ['post', '/v1/jobs', 422, () => asked({ operation: 'train' })],
  ['get', '/v1/jobs/{id}', 200, () => job()],
  ['get', '/v1/jobs/{id}', 404, () => call(`/v1/jobs/${nobody}`)],
  ['get', '/v1/jobs/{id}', 422, () => call('/v1/jobs/x')],
  ['get', '/v1/jobs/{id}/events', 200, () => job('/events')],
  ['get', '/v1/jobs/{id}/events', 404, () => call(`/v1/jobs/${nobody}/events`)],
  ['get', '/v1/jobs/{id}/events', 422, () => call('/v1/jobs/x/events')],
  ['get', '/v1/jobs/{id}/result', 200, () => job('/result')],
  ['get', '/v1/jobs/{id}/result', 404, () => call(`/v1/jobs/${nobody}/result`)],
  ['get', '/v1/jobs/{id}/result', 406, () => job('/result', 'GET', 'image/png')],
  ['get', '/v1/jobs/{id}/result', 422, () => call('/v1/jobs/x/result')],
  ['post', '/v1/jobs/{id}/retry', 409, () => job('/retry', 'POST')],
  ['post', '/v1/jobs/{id}/retry', 404, () => call(`/v1/jobs/${nobody}/retry`, { method: 'POST' })],
  ['post', '/v1/jobs/{id}/retry', 422, () => call('/v1/jobs/x/retry', { method: 'POST' })],
  ['delete', '/v1/jobs/{id}', 200, () => job('', 'DELETE')],
  ['delete', '/v1/jobs/{id}', 404, () => call(`/v1/jobs/${nobody}`, { method: 'DELETE' })],
  ['delete', '/v1/jobs/{id}', 422, () => call('/v1/jobs/x', { method: 'DELETE' })],
  [
    'get',
    '/v1/jobs/{id}/result',
    409,
    async () => {
      const bad = await start((await store('{"particles":[]}', 'ndjson')).id);
      return call(`/v1/jobs/${(await ended(bad.id)).id}/result`);
    },
  ],
  [
    'post',
    '/v1/jobs/{id}/retry',
    200,
    async () => {
      const bad = await start((await store('{"particles":[]}', 'ndjson')).id);
      return call(`/v1/jobs/${(await ended(bad.id)).id}/retry`, { method: 'POST' });
    },
  ],
];

describe('/openapi.json', () => {
  it('lists every route that is mounted, and no other', () => {
    const store = new MemoryStore();
    const host = new ModelHost(store, () => 0);
    const app = createApp({ store, host, metrics: new Metrics(), readyModels: [], log: () => undefined });
    const mounted = app.routes
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method.toLowerCase()} ${path.replace(/:(\w+)/g, '{$1}')}`);
    const listed = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item as object).map((method) => `${method} ${path}`),
    );
    expect(new Set(mounted).size).toBeGreaterThan(10);
    expect(new Set(listed)).toEqual(new Set(mounted));
  });

  it.each([...REACHED, ...JOBS_REACHED])('lists %s %s -> %i, which is reached', async (method, path, status, send) => {
    const response = await send();
    const type = response.headers.get('content-type')?.split(';')[0];
    await response.arrayBuffer();
    expect(response.status).toBe(status);
    const documented = document.paths[path][method].responses[status];
    expect(documented?.description).toBeTruthy();
    if (status !== 304 && status !== 204) expect(Object.keys(documented.content)).toContain(type);
  });

  it('names all problems that may be met and refers to nothing that is not there', () => {
    expect(document.openapi).toBe('3.1.0');
    const text = JSON.stringify(document);
    const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map((match) => match[1]!);
    expect(references.length).toBeGreaterThan(4);
    for (const name of references) expect(Object.keys(document.components.schemas)).toContain(name);
    for (const kind of ['invalid-cluster', 'invalid-event', 'model-refused', 'busy', 'not-ready']) {
      expect(text).toContain(`urn:hadronedge:problem:${kind}`);
    }
    expect(text).toContain(`${LIMITS.body_bytes} bytes`);
    expect(document.components.schemas.SampleRequest.required).toEqual(['model', 'clusters']);
  });
});
