import { beforeAll, describe, expect, it } from 'vitest';
import { RUNTIME } from '../../functions/inference/runtime-identity.ts';
import { LIMITS } from '../../functions/limits.ts';
import { GATE_LIMITS } from '../../models/registry/gate/limits.ts';
import { call, clusters, columns, full, okJson, post, problemOf } from './fixtures/http.ts';
import { publishDefaults } from './fixtures/releases.ts';

beforeAll(publishDefaults);

const sampleBody = { model: 'hadml-v1', seed: 1, clusters: columns(clusters(2)) };

describe('operations', () => {
  it('says that it is up, and how much memory the runtime holds', async () => {
    await okJson(await post('/v1/sample', sampleBody));
    const health = await okJson(await call('/healthz'));
    expect(health).toMatchObject({ status: 'ok', runtime: RUNTIME, wasm_bytes_limit: LIMITS.wasm_bytes });
    expect(health.wasm_bytes).toBeGreaterThan(1e6);
    expect(health.models).toHaveLength(1);
  });

  it('reports its limits', async () => {
    expect(await okJson(await call('/v1/limits'))).toEqual(LIMITS);
    expect(LIMITS.generator_rows).toBeLessThanOrEqual(GATE_LIMITS.rows.n);
    expect(LIMITS.scorer_hadrons).toBeLessThanOrEqual(GATE_LIMITS.rows.N);
    expect(LIMITS.particles_per_event).toBeLessThanOrEqual(GATE_LIMITS.rows.N);
  });

  it('counts requests by route', async () => {
    await (await call('/v1/models/some-name')).text();
    const text = await (await call('/metrics')).text();
    expect(text).toContain('hadronedge_requests_total{method="GET",route="/v1/models/:name",status="404"} 1');
    expect(text).toMatch(/^hadronedge_wasm_bytes [1-9]\d+$/m);
    expect(text).not.toContain('some-name');
    for (const line of text.trim().split('\n')) expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{.*\})? \d+)$/);
  });

  it('sends an id with every answer, the one it was given if that is safe', async () => {
    const response = await call('/v1/limits', { headers: { 'x-request-id': 'run-17' } });
    expect(response.headers.get('x-request-id')).toBe('run-17');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    await response.arrayBuffer();
    const problem = await problemOf(await call('/nothing', { headers: { 'x-request-id': 'run-18' } }), 404);
    expect(problem.instance).toBe('urn:hadronedge:request:run-18');
    const forged = await call('/v1/limits', { headers: { 'x-request-id': '<script>' } });
    expect(forged.headers.get('x-request-id')).not.toContain('<');
    await forged.arrayBuffer();
  });
});

describe('what is refused by HTTP', () => {
  it('unknown routes and methods', async () => {
    expect((await problemOf(await call('/v1/nothing'), 404)).type).toBe('urn:hadronedge:problem:unknown-route');
    const response = await call('/v1/sample');
    expect(response.headers.get('allow')).toBe('POST');
    expect((await problemOf(response, 405)).type).toBe('urn:hadronedge:problem:method-not-allowed');
    await problemOf(await call('/v1/models', { method: 'DELETE' }), 405);
    await problemOf(await call('/openapi.json', { method: 'POST', body: '{}' }), 405);
  });

  it.each(['/v1/sample', '/v1/score', '/v1/resolve'])('media types and codings that %s does not take', async (path) => {
    for (const type of [
      'text/plain',
      'application/xml',
      // Only events can be parts of a form.
      path === '/v1/score' ? 'multipart/mixed; boundary=x' : 'multipart/form-data; boundary=x',
      'application/json; charset=utf-16',
      '',
    ]) {
      const headers = new Headers({ 'content-type': type });
      await problemOf(await call(path, { method: 'POST', body: '{}', headers }), 415);
    }
    await problemOf(await post(path, '{}', { 'content-encoding': 'br' }), 415);
  });

  it('an Accept that nothing fits', async () => {
    for (const accept of ['image/png', 'text/html, application/json;q=0', 'text/vnd.hadml.dat;q=0, application/xml']) {
      await problemOf(await post('/v1/sample', sampleBody, { accept }), 406);
    }
    for (const accept of ['*/*', 'application/*', 'text/html, */*;q=0.1', 'application/json; charset=utf-8']) {
      await okJson(await post('/v1/sample', sampleBody, { accept }));
    }
    const lines = await post('/v1/sample', sampleBody, { accept: 'application/json;q=0.2, application/x-ndjson' });
    expect(lines.headers.get('content-type')).toBe('application/x-ndjson');
    await lines.arrayBuffer();
  });
});

const refused = async (body: unknown, status = 422) => problemOf(await post('/v1/sample', body), status);
const withClusters = (value: unknown) => ({ ...sampleBody, clusters: value });
const atRest = (n: number) => ({ px: full(n, 0), py: full(n, 0), pz: full(n, 0), E: full(n, 3) });
const sendDat = (text: string) =>
  call('/v1/sample?model=hadml-v1&seed=1', {
    method: 'POST',
    body: text,
    headers: { 'content-type': 'text/vnd.hadml.dat' },
  });

const scoredBy = (query: string) =>
  call(`/v1/score?model=score-nominal-kinmin&${query}`, {
    method: 'POST',
    body: '211,1,0,0,0.9;\n',
    headers: { 'content-type': 'text/vnd.hadml.dat' },
  });

describe('bad bodies', () => {
  const set = columns(clusters(3));
  it('broken JSON', async () => {
    for (const text of ['', '{', '{"a":NaN}', '[1,]', '{"model":"x"} x', '\u0000', '{"px":[1e999]', 'nul']) {
      const problem = await refused(text, 400);
      expect(problem.type).toBe('urn:hadronedge:problem:malformed-body');
    }
    const twice = JSON.stringify(sampleBody).replace('{', '{"seed":2,');
    expect((await refused(twice, 400)).detail).toContain('twice');
    const latin1 = new Uint8Array([0x7b, 0x22, 0xe9, 0x22, 0x3a, 0x31, 0x7d]);
    const headers = { 'content-type': 'application/json' };
    await problemOf(await call('/v1/sample', { method: 'POST', body: latin1, headers }), 400);
    for (const value of [null, 1, 'x', [], true]) await refused(JSON.stringify(value));
  });

  it('numbers that are none', async () => {
    const nan = JSON.stringify(withClusters(set)).replace(/"E":\[[^,]+/, '"E":[NaN');
    const problem = await refused(nan, 400);
    expect(problem.errors).toEqual([
      { pointer: '/clusters/E/0', detail: 'must be valid JSON: a number must be finite' },
    ]);
    for (const value of ['1', null, true, [1], {}]) {
      const problem = await refused(withClusters({ ...set, px: [value, 0, 0] }));
      expect(problem.errors[0].pointer).toBe('/clusters/px/0');
    }
    const infinite = JSON.stringify(withClusters(set)).replace(/"E":\[[^,]+/, '"E":[1e999');
    expect((await refused(infinite)).errors[0].pointer).toBe('/clusters/E/0');
  });

  it('fields that are missing or not known', async () => {
    expect((await refused({ seed: 1, clusters: set })).errors[0].pointer).toBe('/model');
    expect((await refused({ model: 'hadml-v1' })).errors[0].pointer).toBe('/clusters');
    const { E: _, ...noEnergy } = set;
    expect((await refused(withClusters(noEnergy))).errors[0].pointer).toBe('/clusters/E');
    expect((await refused({ ...sampleBody, extra: 1 })).errors[0]).toEqual({
      pointer: '/extra',
      detail: 'no such field',
    });
    expect((await refused(withClusters({ ...set, mass: [1, 2, 3] }))).errors[0].pointer).toBe('/clusters/mass');
    const proto = JSON.stringify(sampleBody).replace('{', '{"__proto__":{"polluted":1},');
    expect((await refused(proto)).errors[0].pointer).toBe('/__proto__');
    expect(({} as any).polluted).toBeUndefined();
    const query = await post('/v1/sample?seed=1', sampleBody);
    expect((await problemOf(query, 422)).errors[0].parameter).toBe('seed');
  });

  it('clusters that cannot decay, each named', async () => {
    const rows = [
      { px: 5, py: 0, pz: 0, E: 4 },
      { px: 0, py: 0, pz: 0, E: 10 },
      { px: 0, py: 0, pz: 0, E: 0.2 },
      { px: 0, py: 0, pz: 0, E: -3 },
    ];
    const problem = await refused(withClusters(rows));
    expect(problem.type).toBe('urn:hadronedge:problem:invalid-cluster');
    expect(problem.errors.map((e: any) => e.index)).toEqual([0, 2, 3]);
    const many = {
      px: full(300, 1),
      py: full(300, 0),
      pz: full(300, 0),
      E: full(300, 0.5),
    };
    expect(await refused(withClusters(many))).toMatchObject({ omitted: 200, errors: { length: 100 } });
    const none = await okJson(await post('/v1/sample', { ...withClusters(many), on_invalid: 'skip' }));
    expect(none.hadrons.px).toEqual([]);
    expect(none.invalid).toHaveLength(300);
  });

  it('nothing, and more than the limit', async () => {
    expect((await refused(withClusters(atRest(0)))).errors[0].pointer).toBe('/clusters');
    await refused(withClusters([]));
    const over = await refused(withClusters(atRest(LIMITS.clusters + 1)), 413);
    expect(over.type).toBe('urn:hadronedge:problem:too-large');
    expect((await okJson(await post('/v1/sample', withClusters(atRest(LIMITS.clusters))))).hadrons.E).toHaveLength(
      2 * LIMITS.clusters,
    );
    await refused(`"${' '.repeat(LIMITS.body_bytes)}"`, 413);
    expect((await refused('['.repeat(LIMITS.json_containers + 1), 413)).detail).toContain('objects and arrays');
  });

  it('a .dat line that is cut short', async () => {
    const line = '88,0,0,0,0;88,0,0,0,0;81,3,0,0,1;111,1,0,0,0;111,2,0,0,1;|';
    expect((await sendDat(`${line}\n`)).status).toBe(200);
    for (const cut of [1, 10, 40, line.length - 1]) {
      const problem = await problemOf(await sendDat(`${line}\n${line.slice(0, cut)}`), 400);
      expect(problem.errors[0]).toMatchObject({ line: 2, column: expect.any(Number) });
    }
  });

  it('a .dat body that lost its line breaks, but not one that lacks only the last', async () => {
    const line = '88,0,0,0,0;88,0,0,0,0;81,3,0,0,1;111,1,0,0,0;111,2,0,0,1;|';
    expect((await problemOf(await sendDat(line + line), 400)).detail).toContain('curl -d');
    const whole = await sendDat(`${line}\n${line}\n`);
    const open = await sendDat(`${line}\n${line}`);
    expect(open.status).toBe(200);
    expect(await open.text()).toBe(await whole.text());
  });

  it('models that are not there', async () => {
    for (const [model, status] of [
      ['none', 404],
      ['hadml-v1@9.9.9', 404],
      ['hadml-v1@none', 404],
      [`hadml-v1@sha256:${'0'.repeat(64)}`, 404],
      [`hadml-v1@sha256:${'0'.repeat(63)}`, 422],
      ['hadml-v1@sha256:XYZ', 422],
      ['../hadml-v1', 422],
      ['%2e%2e', 422],
      ['__proto__', 422],
      ['', 422],
      ['score-nominal-kinmin', 422],
    ] as const) {
      expect((await refused({ ...sampleBody, model }, status)).errors[0].pointer).toBe('/model');
    }
    const query = await call('/v1/score?model=none', {
      method: 'POST',
      body: '211,1,0,0,0.9;\n211,1,0,0,0.9;',
      headers: { 'content-type': 'text/vnd.hadml.dat' },
    });
    expect((await problemOf(query, 404)).errors[0].parameter).toBe('model');
  });

  it('a query that would have to be guessed', async () => {
    for (const [query, parameter] of [
      ['bins=0x10', 'histogram'],
      ['bins=5,6', 'histogram'],
      ['bins=', 'histogram'],
      ['bins=2&range=0,', 'histogram'],
      ['bins=2&histogram=1', 'histogram'],
      ['bins=2&bins=2', 'bins'],
      ['bins=0', 'bins'],
      ['edges=1,0', 'edges'],
      ['seed=1', 'seed'],
      ['__proto__=1', '__proto__'],
    ] as const) {
      expect((await problemOf(await scoredBy(query), 422)).errors[0].parameter).toBe(parameter);
    }
    await okJson(await scoredBy('edges=0,.5,1e0'));
    const sample = await call('/v1/sample?model=hadml-v1&bins=2', {
      method: 'POST',
      body: '{"E":1,"px":0,"py":0,"pz":0}',
      headers: { 'content-type': 'application/x-ndjson' },
    });
    expect((await problemOf(sample, 422)).errors[0].parameter).toBe('bins');
    await problemOf(await post('/v1/resolve?x=1', { references: ['hadml-v1'] }), 422);
  });
});
