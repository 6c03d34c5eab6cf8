import { describe, expect, it } from 'vitest';
import { ACCESS_RULES, neededScopes, needOf } from '../../functions/access/rules.ts';
import type { App } from '../../functions/dependencies.ts';
import { SCOPES, type Scope } from '../../models/access/scope.ts';
import { createToken, revokeToken } from '../../models/access/tokens.ts';
import { bearer, type GuardedService, guardedService } from './fixtures/access.ts';
import { okJson, problemOf } from './fixtures/http.ts';

interface Route {
  method: string;
  path: string;
}

const OPEN = ['/', '/docs', '/openapi.json', '/healthz', '/readyz', '/metrics', '/v1/limits'];

/** What a route should ask for, said here a second time and in another way than in the rules. */
function expectedNeed({ method, path }: Route): 'open' | Scope {
  if (method === 'GET' && OPEN.includes(path)) return 'open';
  if (path.startsWith('/v1/tokens')) return 'admin';
  return method === 'PUT' && /^\/v1\/(blobs|models)\//.test(path) ? 'publish' : 'infer';
}

/** Routes that an app serves: everything but what stands on every path. */
const routesOf = (app: App): Route[] => app.routes.filter(({ method, path }) => !(method === 'ALL' && path === '/*'));

/** Mounts an answer at every rule whose route this build does not have, so that every rule is tried. */
function mountTheRest(app: App): Route[] {
  const mounted = new Set(routesOf(app).map(({ method, path }) => `${method} ${path}`));
  for (const [method, path] of ACCESS_RULES) {
    const pattern = path.replace(/\{(\w+)\}/g, ':$1');
    if (!mounted.has(`${method} ${pattern}`)) app.on(method, pattern, (c) => c.text('reached'));
  }
  return [...new Map(routesOf(app).map((route) => [`${route.method} ${route.path}`, route])).values()];
}

const DIGEST = `sha256:${'0'.repeat(64)}`;
const SEGMENTS: Record<string, string> = {
  name: 'gen',
  version: '1.0.0',
  role: 'model',
  alias: 'stable',
  digest: DIGEST,
  id: '0123456789ab',
  keyid: '0'.repeat(64),
};
const addressOf = (path: string): string => path.replace(/:(\w+)/g, (_, name: string) => SEGMENTS[name] ?? 'x');

/** Callers by name: the Authorization header that they send, and the scopes that they should have by it. */
async function callersOf(service: GuardedService): Promise<[string, string | undefined, Scope[] | 'refused' | null][]> {
  const { store, clock } = service;
  const day = 86_400_000;
  const expired = await createToken(store, { name: 'e', scopes: SCOPES, days: 1 }, clock.now - day);
  const revoked = await createToken(store, { name: 'r', scopes: SCOPES, days: 1 }, clock.now);
  await revokeToken(store, revoked.info.id, clock.now);
  const elsewhere = await createToken(guardedService().store, { name: 'x', scopes: SCOPES, days: 1 }, clock.now);
  const good = await service.token(SCOPES);
  const otherSecret = `${good.slice(0, -1)}${good.endsWith('0') ? '1' : '0'}`;
  const subsets = [['infer'], ['publish'], ['admin'], ['infer', 'publish'], ['infer', 'publish', 'admin']] as const;
  return [
    ['nobody', undefined, null],
    ...(await Promise.all(
      subsets.map(async (scopes): Promise<[string, string, Scope[]]> => {
        return [scopes.join(' '), `Bearer ${await service.token(scopes)}`, [...scopes]];
      }),
    )),
    ['expired', `Bearer ${expired.token}`, 'refused'],
    ['revoked', `Bearer ${revoked.token}`, 'refused'],
    ['of another service', `Bearer ${elsewhere.token}`, 'refused'],
    ['another secret', `Bearer ${otherSecret}`, 'refused'],
    ['no token', 'Bearer hadronedge_0123_4567', 'refused'],
    ['no bearer', `Basic ${btoa(`a:${good}`)}`, 'refused'],
    ['bare', good, 'refused'],
    ['two', `Bearer ${good} ${good}`, 'refused'],
    ['in capitals', `Bearer ${good.toUpperCase()}`, 'refused'],
  ];
}

type Verdict = 'served' | 401 | 403;

function expectedVerdict(route: Route, held: Scope[] | 'refused' | null, openInference: boolean): Verdict {
  const need = expectedNeed(route);
  if (need === 'open') return 'served';
  if (held === 'refused') return 401;
  if (need === 'infer' && openInference) return 'served';
  if (held === null) return 401;
  return held.includes(need) ? 'served' : 403;
}

async function verdictOf(service: GuardedService, { method, path }: Route, header: string | undefined) {
  const headers = new Headers(header === undefined ? {} : { authorization: header });
  const response = await service.call(addressOf(path), {
    method,
    headers,
    ...(method === 'GET' ? {} : { body: '{}' }),
  });
  if (response.status !== 401 && response.status !== 403) return 'served';
  const problem = await problemOf(response, response.status);
  expect(problem.type).toBe(`urn:hadronedge:problem:${response.status === 401 ? 'unauthorized' : 'forbidden'}`);
  expect(response.headers.get('www-authenticate')).toMatch(/^Bearer realm="hadronedge"/);
  expect(response.headers.get('cache-control')).toBe('no-store');
  return response.status;
}

describe('every route', () => {
  it('has a rule', () => {
    const routes = routesOf(guardedService().app);
    expect(routes.length).toBeGreaterThan(15);
    expect(routes.filter(({ method, path }) => needOf(method, path) === undefined)).toEqual([]);
  });

  it.each([true, false])('lets in whom it should and nobody else; open inference: %s', async (openInference) => {
    const service = guardedService({ openInference });
    const callers = await callersOf(service);
    const routes = mountTheRest(service.app);
    expect(new Set(routes.map(expectedNeed))).toEqual(new Set(['open', ...SCOPES]));
    for (const [name, header, held] of callers) {
      const got: Record<string, unknown> = {};
      const expected: Record<string, Verdict> = {};
      for (const route of routes) {
        const title = `${name}: ${route.method} ${route.path}`;
        got[title] = await verdictOf(service, route, header);
        expected[title] = expectedVerdict(route, held, openInference);
      }
      expect(got).toEqual(expected);
    }
  });

  it.each([true, false])('says in the document what it asks for; open inference: %s', async (openInference) => {
    const service = guardedService({ openInference });
    const document = await okJson(await service.call('/openapi.json'));
    expect(document.components.securitySchemes.token).toMatchObject({ type: 'http', scheme: 'bearer' });
    let guarded = 0;
    for (const { method, path } of routesOf(service.app)) {
      const operation = document.paths[path.replace(/:(\w+)/g, '{$1}')][method.toLowerCase()];
      const need = expectedNeed({ method, path });
      const token = { token: [need] };
      const asked = need === 'infer' && openInference ? [{}, token] : [token];
      expect(operation.security).toEqual(need === 'open' ? undefined : asked);
      for (const status of need === 'open' ? [] : [401, 403, 429])
        expect(operation.responses).toHaveProperty(`${status}`);
      if (need !== 'open') guarded++;
    }
    expect(guarded).toBeGreaterThan(10);
  });

  it('is not served without a rule, whoever asks', async () => {
    const service = guardedService({ openInference: true });
    service.app.get('/v1/forgotten', (c) => c.text('secret'));
    service.app.all('/v1/everything', (c) => c.text('secret'));
    const headers = bearer(await service.token(SCOPES));
    for (const path of ['/v1/forgotten', '/v1/everything']) {
      const response = await service.call(path, { headers });
      expect((await problemOf(response, 500)).type).toBe('urn:hadronedge:problem:internal');
    }
    expect(service.logged()).toContain('no access rule for GET /v1/forgotten');
  });

  it('asks for what all the routes ask that match a path', () => {
    const match = [
      { method: 'GET', path: '/v1/models' },
      { method: 'PUT', path: '/v1/blobs/:other' },
    ];
    expect(neededScopes(match, true)).toEqual(['publish']);
    expect(neededScopes(match, false)).toEqual(['infer', 'publish']);
    expect(neededScopes([{ method: 'ALL', path: '/*' }], false)).toBeNull();
    expect(neededScopes([{ method: 'GET', path: '/healthz' }], false)).toBe('open');
  });

  it('is guarded under HEAD and under other spellings of its path as under GET', async () => {
    const service = guardedService();
    for (const path of ['/v1/models', '/v1/%6dodels', '/v1/models?token=x', '/v1/models#x']) {
      const response = await service.call(path, { method: 'HEAD' });
      expect(response.status).toBe(401);
    }
    for (const path of ['/v1/models/', '//v1/models', '/V1/models', '/v1/../v1/none']) {
      await problemOf(await service.call(path), 404);
    }
    await problemOf(await service.call('/v1/models', { method: 'PATCH' }), 405);
  });
});
