import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { tokenInfo, tokenKey, tokenState } from '../../models/access/record.ts';
import { hashOfToken, idOfToken, makeToken, withoutTokens } from '../../models/access/token.ts';
import { createToken, listTokens, readToken, revokeToken } from '../../models/access/tokens.ts';
import { MemoryStore } from '../../models/registry/memory-store.ts';
import { keysOf } from '../registry/stores.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const DAY = 86_400_000;
const request = { name: 'A. Physicist', scopes: ['infer', 'publish', 'infer'] as const, days: 7 };

describe('a token', () => {
  it('is 256 bits behind a prefix and an id, never twice the same', () => {
    const made = Array.from({ length: 2000 }, makeToken);
    for (const { id, token } of made) {
      expect(token).toMatch(new RegExp(`^hadronedge_${id}_[0-9a-f]{64}$`));
      expect(idOfToken(token)).toBe(id);
    }
    expect(new Set(made.map(({ token }) => token.slice(-64))).size).toBe(2000);
    // Each of the 64 digits is drawn: over 2000 tokens every value turns up at every place (a miss has p < 1e-53).
    for (let place = 1; place <= 64; place++) {
      expect(new Set(made.map(({ token }) => token.at(-place))).size).toBe(16);
    }
  });

  const good = `hadronedge_0123456789ab_${'0a'.repeat(32)}`;

  it.each(['', 'hadronedge_', `x${good}`, `${good}0`, good.slice(0, -1), good.toUpperCase(), `${good}\n`])(
    'is not %j',
    (text) => {
      expect(idOfToken(good)).toBe('0123456789ab');
      expect(idOfToken(text)).toBeNull();
    },
  );

  it('is stored as its sha256 alone', async () => {
    const store = new MemoryStore();
    const { token, info } = await createToken(store, request, NOW);
    expect(await keysOf(store)).toEqual([`tokens/${info.id}`]);
    const text = new TextDecoder().decode((await store.get(tokenKey(info.id)))!.bytes);
    expect(text).not.toContain(token.slice(-64));
    expect(JSON.parse(text).hash).toBe(`sha256:${createHash('sha256').update(token).digest('hex')}`);
    expect(await hashOfToken(token)).toBe(JSON.parse(text).hash);
    expect(info).toEqual({
      id: idOfToken(token),
      name: 'A. Physicist',
      scopes: ['infer', 'publish'],
      created: '2026-11-24T12:00:00.000Z',
      expires: '2026-12-01T12:00:00.000Z',
      revoked: null,
    });
    expect(tokenInfo((await readToken(store, info.id))!)).toEqual(info);
  });

  it('is cut out of texts after its id', () => {
    const { id, token } = makeToken();
    expect(withoutTokens(`a ${token} b ${token}`)).toBe(`a hadronedge_${id}_… b hadronedge_${id}_…`);
  });
});

describe('tokens', () => {
  it('end with their days, or when they are revoked, whichever is first', async () => {
    const store = new MemoryStore();
    const { info } = await createToken(store, request, NOW);
    expect(tokenState(info, NOW)).toBe('valid');
    expect(tokenState(info, NOW + 7 * DAY - 1)).toBe('valid');
    expect(tokenState(info, NOW + 7 * DAY)).toBe('expired');
    const revoked = await revokeToken(store, info.id, NOW + DAY);
    expect(revoked).toEqual({ ...info, revoked: '2026-11-25T12:00:00.000Z' });
    expect(tokenState(revoked!, NOW)).toBe('revoked');
    expect(await revokeToken(store, info.id, NOW + 2 * DAY)).toEqual(revoked);
    expect(await revokeToken(store, '0123456789ab', NOW)).toBeNull();
  });

  it('are listed oldest first, without those whose records are damaged, which are named', async () => {
    const store = new MemoryStore();
    for (const [name, age] of [
      ['b', 1],
      ['a', 3],
      ['c', 2],
    ] as const) {
      await createToken(store, { ...request, name }, NOW - age * DAY);
    }
    await store.put(tokenKey('0123456789ab'), new Uint8Array([123]));
    await store.put('tokens/readme', new Uint8Array(0));
    const faults: string[] = [];
    const listed = await listTokens(store, ({ message }) => faults.push(message));
    expect(listed.map(({ name }) => name)).toEqual(['a', 'c', 'b']);
    expect(JSON.stringify(listed)).not.toContain('sha256');
    expect(faults).toEqual(['tokens/0123456789ab is not JSON']);
  });

  it('have holders that can be printed, scopes that exist, and keys that stay below their prefix', async () => {
    const store = new MemoryStore();
    const bad = [{ name: '' }, { name: 'a\u0007' }, { name: 'a\u202eb' }, { scopes: [] }, { scopes: ['root'] as any }];
    for (const part of bad) await expect(createToken(store, { ...request, ...part }, NOW)).rejects.toThrow();
    expect(await keysOf(store)).toEqual([]);
    for (const id of ['../models', '', '0123456789AB', '0123456789abc']) expect(() => tokenKey(id)).toThrow(RangeError);
  });
});
