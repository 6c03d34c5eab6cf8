import { describe, expect, it } from 'vitest';
import { TOKEN_TTL_MS } from '../../functions/access/token-cache.ts';
import { createdTokenSchema, tokenListSchema } from '../../models/access/answers.ts';
import { tokenInfoSchema, tokenKey } from '../../models/access/record.ts';
import { SCOPES } from '../../models/access/scope.ts';
import { idOfToken, withoutTokens } from '../../models/access/token.ts';
import { revokeToken } from '../../models/access/tokens.ts';
import { bearer, guardedService, workerBearer } from './fixtures/access.ts';
import { call, okJson, problemOf } from './fixtures/http.ts';

const json = (value: unknown) => JSON.stringify(value);

describe('what is said of a token', () => {
  it('is why it is refused, to who holds its secret, and the scope that is missing', async () => {
    const service = guardedService();
    const token = await service.token(['infer']);
    const missing = await service.call('/v1/models');
    expect(missing.headers.get('www-authenticate')).toBe('Bearer realm="hadronedge", scope="infer"');
    expect((await problemOf(missing, 401)).detail).toContain('the scope infer');
    const forbidden = await service.call('/v1/tokens', { headers: bearer(token) });
    expect(forbidden.headers.get('www-authenticate')).toContain('error="insufficient_scope", scope="admin"');
    expect((await problemOf(forbidden, 403)).detail).toBe('this needs the scope admin; the token has infer');
    service.clock.now += 86_400_000;
    const expired = await service.call('/v1/models', { headers: bearer(token) });
    expect(expired.headers.get('www-authenticate')).toContain('error="invalid_token"');
    expect((await problemOf(expired, 401)).detail).toBe('this token is expired');
    const guess = `${token.slice(0, -64)}${'0'.repeat(64)}`;
    const guessed = await service.call('/v1/models', { headers: bearer(guess) });
    expect((await problemOf(guessed, 401)).detail).toBe('this token is not known here');
  });

  it('is not read from the query or a form, and the scheme has no case', async () => {
    const service = guardedService();
    const token = await service.token(['infer']);
    await problemOf(await service.call(`/v1/models?access_token=${token}`), 401);
    const form = { method: 'POST', body: new URLSearchParams({ access_token: token }) };
    await problemOf(await service.call('/v1/resolve', form), 401);
    const lower = await service.call('/v1/models', { headers: { authorization: `bearer ${token}` } });
    expect(lower.status).toBe(200);
  });

  it('is forgotten after seconds: reads are saved meanwhile, and a revoked token is refused', async () => {
    const service = guardedService();
    const token = await service.token(['infer']);
    const ask = async () => (await service.call('/v1/models', { headers: bearer(token) })).status;
    expect(await ask()).toBe(200);
    const reads = service.store.reads;
    for (let i = 0; i < 5; i++) expect(await ask()).toBe(200);
    expect(service.store.reads).toBe(reads);
    await revokeToken(service.store, idOfToken(token)!, service.clock.now);
    service.clock.now += TOKEN_TTL_MS;
    expect(await ask()).toBe(401);
    expect(TOKEN_TTL_MS).toBeLessThanOrEqual(30_000);
  });

  it('is found at once where an unknown id was asked for before', async () => {
    const [service, other] = [guardedService(), guardedService()];
    const token = await other.token(['infer']);
    await problemOf(await service.call('/v1/models', { headers: bearer(token) }), 401);
    const key = tokenKey(idOfToken(token)!);
    await service.store.put(key, (await other.store.get(key))!.bytes);
    expect((await service.call('/v1/models', { headers: bearer(token) })).status).toBe(200);
  });

  it('lets nobody in where its record is damaged', async () => {
    const service = guardedService();
    const token = await service.token(['infer']);
    const key = tokenKey(idOfToken(token)!);
    for (const text of ['{}', 'x', '{"hash":""}']) {
      await service.store.put(key, new Uint8Array(new TextEncoder().encode(text)));
      await problemOf(await service.call('/v1/models', { headers: bearer(token) }), 401);
    }
    expect(service.logged()).toContain(key);
  });
});

it('the Worker itself finds tokens in its bucket', async () => {
  await problemOf(await call('/v1/tokens'), 401);
  await problemOf(await call('/v1/tokens', { headers: await workerBearer('infer') }), 403);
  const { tokens } = tokenListSchema.parse(
    await okJson(await call('/v1/tokens', { headers: await workerBearer('admin') })),
  );
  expect(tokens.map(({ name }) => name)).toEqual(['a tester', 'a tester']);
});

describe('/v1/tokens', () => {
  it('makes, lists and revokes', async () => {
    const service = guardedService();
    const headers = { ...bearer(await service.token(['admin'])), 'content-type': 'application/json' };
    const body = json({ name: 'grid jobs', scopes: ['publish', 'infer'], days: 30 });
    const made = await service.call('/v1/tokens', { method: 'POST', headers, body });
    expect([made.status, made.headers.get('cache-control')]).toEqual([201, 'no-store']);
    const { token, info } = createdTokenSchema.parse(await made.json());
    expect(info).toMatchObject({
      name: 'grid jobs',
      scopes: ['infer', 'publish'],
      expires: '2026-12-24T12:00:00.000Z',
    });
    expect((await service.call('/v1/models', { headers: bearer(token) })).status).toBe(200);
    const listed = await (await service.call('/v1/tokens', { headers })).text();
    expect(tokenListSchema.parse(JSON.parse(listed)).tokens).toContainEqual(info);
    expect(listed).not.toContain('sha256');
    expect(listed).not.toContain(token);
    const gone = await service.call(`/v1/tokens/${info.id}`, { method: 'DELETE', headers });
    expect(tokenInfoSchema.parse(await gone.json()).revoked).toBe('2026-11-24T12:00:00.000Z');
    service.clock.now += TOKEN_TTL_MS;
    const refused = await service.call('/v1/models', { headers: bearer(token) });
    expect((await problemOf(refused, 401)).detail).toBe('this token is revoked');
    const again = await service.call(`/v1/tokens/${info.id}`, { method: 'DELETE', headers });
    expect(tokenInfoSchema.parse(await again.json()).revoked).toBe('2026-11-24T12:00:00.000Z');
  });

  it('refuses what breaks a rule, and stores nothing then', async () => {
    const service = guardedService();
    const headers = { ...bearer(await service.token(['admin'])), 'content-type': 'application/json' };
    const good = { name: 'a', scopes: ['infer'], days: 1 };
    const bad: [object, string][] = [
      [{ ...good, name: '' }, '/name'],
      [{ ...good, name: 'a\nb' }, '/name'],
      [{ ...good, name: ' a' }, '/name'],
      [{ ...good, name: 'a'.repeat(101) }, '/name'],
      [{ ...good, scopes: [] }, '/scopes'],
      [{ ...good, scopes: ['root'] }, '/scopes/0'],
      [{ ...good, days: 0 }, '/days'],
      [{ ...good, days: 3651 }, '/days'],
      [{ ...good, days: 1.5 }, '/days'],
      [{ ...good, hash: 'x' }, '/hash'],
      [{}, '/name'],
    ];
    for (const [body, pointer] of bad) {
      const problem = await problemOf(
        await service.call('/v1/tokens', { method: 'POST', headers, body: json(body) }),
        422,
      );
      expect(problem.errors.map((error) => error.pointer)).toContain(pointer);
    }
    const { tokens } = tokenListSchema.parse(await (await service.call('/v1/tokens', { headers })).json());
    expect(tokens).toHaveLength(1);
    const absent = await service.call('/v1/tokens/0123456789ab', { method: 'DELETE', headers });
    expect((await problemOf(absent, 404)).type).toBe('urn:hadronedge:problem:unknown-token');
    for (const id of ['..%2fmodels', 'x', '0123456789AB']) {
      await problemOf(await service.call(`/v1/tokens/${id}`, { method: 'DELETE', headers }), 422);
    }
  });
});

describe('the text of a token', () => {
  it('is in no log, no problem and no object of the store, whatever goes wrong', async () => {
    const service = guardedService();
    const token = await service.token(['infer']);
    const secret = token.slice(-64);
    const whole = service.store.folders.bind(service.store);
    const asked: string[] = [];
    const ask = async (path: string, more: Record<string, string> = {}, init: RequestInit = {}) => {
      const response = await service.call(path, { ...init, headers: { ...bearer(token), ...more } });
      asked.push(`${[...response.headers].join('\n')}\n${await response.text()}`);
    };
    await ask('/v1/models');
    await ask('/v1/tokens');
    await ask('/v1/resolve', { 'content-type': 'application/json' }, { method: 'POST', body: '{' });
    await ask('/v1/models', { authorization: `Bearer ${token}x` });
    service.store.folders = () => {
      throw new Error('the bucket is away');
    };
    await ask('/v1/models');
    service.store.folders = whole;
    expect(service.logged()).toContain('the bucket is away');
    expect(service.logged()).not.toContain(secret);
    expect(asked.join('\n')).not.toContain(secret);
    for await (const key of service.store.list('')) {
      expect(key).not.toContain(secret);
      expect(new TextDecoder().decode((await service.store.get(key))!.bytes)).not.toContain(secret);
    }
  });

  it('is cut from what is logged, even where a caller writes it into the path', async () => {
    const token = await guardedService().token(SCOPES);
    expect(withoutTokens(json({ path: `/${token}`, twice: token }))).not.toContain(token.slice(-64));
    expect(withoutTokens(json({ path: `/${token}` }))).toContain(`/hadronedge_${idOfToken(token)}_…`);
  });
});
