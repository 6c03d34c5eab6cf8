import { beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../functions/app.ts';
import { ModelHost } from '../../functions/inference/model-host.ts';
import { LIMITS } from '../../functions/limits.ts';
import { Metrics } from '../../functions/metrics.ts';
import { MemoryStore } from '../../models/registry/memory-store.ts';
import { call, clusters, columns, events, full, okJson, post } from './fixtures/http.ts';
import { publishDefaults } from './fixtures/releases.ts';

let document: any;

beforeAll(async () => {
  await publishDefaults();
  document = await okJson(await call('/openapi.json'));
});

const sampleBody = { model: 'hadml-v1', clusters: columns(clusters(2)) };
const scoreBody = { model: 'score-nominal-kinmin', events: columns(events(2)) };
const zeros = (n: number) => ({ px: full(n, 0), py: [], pz: [], E: [] });
const version = '/v1/models/{name}/versions/{version}';
const at = (path: string) =>
  path
    .replace('{name}', 'hadml-v1')
    .replace('{version}', '1.0.0')
    .replace('{role}', 'model')
    .replace('{alias}', 'stable');
const get = (path: string, headers: Record<string, string> = {}) => call(at(path), { headers });

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
    ['post', path, 406, () => post(path, body, { accept: 'image/png' })],
    ['post', path, 413, () => post(path, tooMany)],
    ['post', path, 415, () => post(path, body, { 'content-type': 'text/plain' })],
    ['post', path, 422, () => post(path, { ...body, model: 7 })],
  ]),
  ['post', '/v1/resolve', 200, () => post('/v1/resolve', { references: ['hadml-v1'] })],
  ['post', '/v1/resolve', 400, () => post('/v1/resolve', '{')],
  ['post', '/v1/resolve', 404, () => post('/v1/resolve', { references: ['none'] })],
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
    `${version}/blobs/{role}`,
    `${version}/certificate`,
    `${version}/signatures`,
  ].flatMap((path): [string, string, number, () => Promise<Response>][] => [
    ['get', path, 404, () => get(path.replace('{name}', 'none'))],
    ['get', path, 422, () => get(path.replace('{name}', 'N'))],
  ]),
  ...[version, `${version}/blobs/{role}`, `${version}/certificate`].map(
    (path): [string, string, number, () => Promise<Response>] => [
      'get',
      path,
      304,
      () => get(path, { 'if-none-match': '*' }),
    ],
  ),
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

  it.each(REACHED)('lists %s %s -> %i, which is reached', async (method, path, status, send) => {
    const response = await send();
    const type = response.headers.get('content-type')?.split(';')[0];
    await response.arrayBuffer();
    expect(response.status).toBe(status);
    const documented = document.paths[path][method].responses[status];
    expect(documented?.description).toBeTruthy();
    if (status !== 304) expect(Object.keys(documented.content)).toContain(type);
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
