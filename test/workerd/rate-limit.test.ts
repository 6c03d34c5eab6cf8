import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { networkOf } from '../../functions/access/address.ts';
import { RATE_PERIOD_S } from '../../functions/access/refusals.ts';
import { idOfToken } from '../../models/access/token.ts';
import { bearer, guardedService } from './fixtures/access.ts';
import { okJson, problemOf } from './fixtures/http.ts';

/** The configuration, read while the test is built. */
const TOML = Object.values(
  import.meta.glob('../../wrangler.toml', { query: '?raw', import: 'default', eager: true }),
)[0]!;
const LIMIT = Number(/limit = (\d+)/.exec(TOML)?.[1]);

/** A limiter that allows so many of each key, and remembers the keys. */
function limiterOf(allowed: number) {
  const counts = new Map<string, number>();
  const limit = ({ key }: { key: string }) => {
    counts.set(key, (counts.get(key) ?? 0) + 1);
    return Promise.resolve({ success: counts.get(key)! <= allowed });
  };
  return { limit, counts };
}

const from = (address: string, more: Record<string, string> = {}) => ({
  headers: { 'cf-connecting-ip': address, ...more },
});

describe('rates', () => {
  it('are limited by the platform: a burst is cut, with the time to wait', async () => {
    expect(LIMIT).toBeGreaterThan(0);
    expect(TOML).toContain(`period = ${RATE_PERIOD_S} }`);
    const service = guardedService({ openInference: true, limiter: env.RATE_LIMIT! });
    const ask = () => service.call('/v1/models', from('192.0.2.1'));
    // Periods may begin and end meanwhile: more is sent until one of them has had its share.
    const sent: Response[] = [];
    const refused = () => sent.filter(({ status }) => status === 429);
    for (let turn = 0; turn < 100 && refused().length === 0; turn++) {
      sent.push(...(await Promise.all(Array.from({ length: 50 }, ask))));
    }
    expect(new Set(sent.map(({ status }) => status))).toEqual(new Set([200, 429]));
    expect(sent.length - refused().length).toBeGreaterThanOrEqual(LIMIT);
    expect(refused()[0]!.headers.get('retry-after')).toBe(String(RATE_PERIOD_S));
    expect((await problemOf(refused()[0]!, 429)).type).toBe('urn:hadronedge:problem:rate-limited');
    expect((await service.call('/v1/models', from('192.0.2.2'))).status).toBe(200);
  });

  it('are counted by token where there is a good one, else by network, never by what a caller writes', async () => {
    const limiter = limiterOf(100);
    const service = guardedService({ openInference: true, limiter });
    const token = await service.token(['infer']);
    const id = idOfToken(token);
    await service.call('/v1/models', from('192.0.2.1', bearer(token)));
    await service.call(
      '/v1/models',
      from('192.0.2.1', { 'x-forwarded-for': '198.51.100.7', 'x-real-ip': '198.51.100.8' }),
    );
    await service.call(
      '/v1/models',
      from('192.0.2.1', bearer(token.replace(/.$/, (last) => (last === '0' ? '1' : '0')))),
    );
    await service.call('/v1/models', from('192.0.2.1', { authorization: 'Basic x' }));
    expect([...limiter.counts]).toEqual([
      [`token:${id}`, 1],
      ['network:192.0.2.1', 3],
    ]);
    expect(JSON.stringify([...limiter.counts])).not.toContain(token.slice(-64));
  });

  it('of one token do not touch those of another', async () => {
    const service = guardedService({ limiter: limiterOf(2) });
    const [first, second] = [await service.token(['infer']), await service.token(['infer'])];
    const ask = async (token: string) => (await service.call('/v1/models', { headers: bearer(token) })).status;
    expect([await ask(first), await ask(first), await ask(first), await ask(second)]).toEqual([200, 200, 429, 200]);
  });

  it('are cut before guesses are answered', async () => {
    const service = guardedService({ limiter: limiterOf(1) });
    const guess = { authorization: `Bearer hadronedge_${'0'.repeat(12)}_${'0'.repeat(64)}` };
    await problemOf(await service.call('/v1/models', from('192.0.2.1', guess)), 401);
    await problemOf(await service.call('/v1/models', from('192.0.2.1', guess)), 429);
  });

  it('are not counted for what is open, and an outage of the limiter refuses nobody', async () => {
    const limiter = limiterOf(0);
    const service = guardedService({ openInference: true, limiter });
    for (const path of ['/healthz', '/v1/limits', '/openapi.json']) await okJson(await service.call(path));
    await problemOf(await service.call('/nothing'), 404);
    expect(limiter.counts.size).toBe(0);
    const away = guardedService({ openInference: true, limiter: { limit: () => Promise.reject(new Error('away')) } });
    await okJson(await away.call('/v1/models'));
    expect(away.logged()).toContain('the rate limiter failed');
  });
});

describe('the network of an address', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::1', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['fe80::', 'fe80:0:0:0::/64'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['unknown', 'unknown'],
  ])('%s is %s', (address, network) => expect(networkOf(address)).toBe(network));
});
