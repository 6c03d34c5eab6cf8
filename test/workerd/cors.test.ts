import { describe, expect, it } from 'vitest';
import { readAccess } from '../../functions/access/settings.ts';
import { bearer, guardedService } from './fixtures/access.ts';
import { problemOf } from './fixtures/http.ts';

const PAGE = 'https://analysis.example.org';
const preflight = (origin: string) => ({
  method: 'OPTIONS',
  headers: {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization,content-type',
  },
});

describe('pages of other origins', () => {
  it('may call where their origin is on the list, without credentials of the browser', async () => {
    const service = guardedService({ origins: ['https://other.example', PAGE] });
    const asked = await service.call('/v1/sample', preflight(PAGE));
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-origin')).toBe(PAGE);
    expect(asked.headers.get('access-control-allow-methods')?.split(',')).toContain('POST');
    expect(asked.headers.get('access-control-allow-headers')?.split(',')).toContain('Authorization');
    expect(asked.headers.get('access-control-allow-credentials')).toBeNull();
    expect(asked.headers.get('vary')).toContain('Origin');
  });

  it('may read what says where an answer comes from, of refusals too', async () => {
    const service = guardedService({ origins: [PAGE], limiter: { limit: async () => ({ success: true }) } });
    const headers = { ...bearer(await service.token(['infer'])), origin: PAGE };
    const responses: [number, Response][] = [
      [200, await service.call('/v1/models', { headers })],
      [200, await service.call('/healthz', { headers })],
      [401, await service.call('/v1/models', { headers: { origin: PAGE } })],
      [403, await service.call('/v1/tokens', { headers })],
      [404, await service.call('/v1/models/none', { headers })],
      [404, await service.call('/nothing', { headers })],
      [405, await service.call('/v1/models', { headers, method: 'PATCH' })],
      [422, await service.call('/v1/models/N', { headers })],
    ];
    for (const [status, response] of responses) {
      expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([status, PAGE]);
      const exposed = response.headers.get('access-control-expose-headers')?.split(',');
      expect(exposed).toEqual(expect.arrayContaining(['HadronEdge-Content-Digest', 'HadronEdge-Model', 'Retry-After']));
      expect(response.headers.get('vary')).toContain('Origin');
      await response.arrayBuffer();
    }
  });

  it('get nothing else, and nothing at all where no origin is listed', async () => {
    const listed = guardedService({ origins: [PAGE], openInference: true });
    for (const origin of ['https://evil.example', 'null', `${PAGE}.evil.example`, PAGE.replace('https', 'http')]) {
      const asked = await listed.call('/v1/sample', preflight(origin));
      expect(asked.headers.get('access-control-allow-origin')).toBeNull();
      const read = await listed.call('/v1/models', { headers: { origin } });
      expect(read.headers.get('access-control-allow-origin')).toBeNull();
      await read.arrayBuffer();
    }
    const unlisted = guardedService();
    await problemOf(await unlisted.call('/v1/sample', preflight(PAGE)), 405);
  });
});

describe('answers to a token', () => {
  it('are kept from caches that serve others', async () => {
    const service = guardedService();
    const token = await service.token(['infer']);
    service.app.get(
      '/v1/blobs/:digest',
      () => new Response('x', { headers: { 'Cache-Control': 'public, max-age=9' } }),
    );
    const own = await service.call('/v1/blobs/a', { headers: bearer(token) });
    expect(own.headers.get('cache-control')).toBe('private, max-age=9');
    expect(own.headers.get('vary')).toContain('Authorization');
    const open = guardedService({ openInference: true });
    open.app.get('/v1/blobs/:digest', () => new Response('x', { headers: { 'Cache-Control': 'public, max-age=9' } }));
    const everyones = await open.call('/v1/blobs/a');
    expect(everyones.headers.get('cache-control')).toBe('public, max-age=9');
    expect(everyones.headers.get('vary')).toBeNull();
  });
});

describe('settings', () => {
  const limiter = { limit: async () => ({ success: true }) };

  it('are closed and braked unless they say otherwise', () => {
    expect(readAccess({}, limiter)).toEqual({ openInference: false, origins: [], limiter });
    const open = { OPEN_INFERENCE: 'yes', RATE_LIMITED: 'no', CORS_ORIGINS: ` ${PAGE}, http://localhost:3000 ,` };
    expect(readAccess(open, limiter)).toEqual({ openInference: true, origins: [PAGE, 'http://localhost:3000'] });
  });

  it.each([
    [{ OPEN_INFERENCE: 'true' }, 'OPEN_INFERENCE'],
    [{ RATE_LIMITED: '' }, 'RATE_LIMITED'],
    [{ CORS_ORIGINS: '*' }, 'CORS_ORIGINS'],
    [{ CORS_ORIGINS: `${PAGE}/` }, 'CORS_ORIGINS'],
    [{ CORS_ORIGINS: 'analysis.example.org' }, 'CORS_ORIGINS'],
  ])('%j keep the Worker from starting', (env, name) => {
    expect(() => readAccess(env, limiter)).toThrow(name);
  });

  it('that limit rates need the limiter', () => expect(() => readAccess({}, undefined)).toThrow('RATE_LIMIT'));
});
