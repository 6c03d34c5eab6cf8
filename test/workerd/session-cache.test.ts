import { describe, expect, it } from 'vitest';
import { type Admit, SessionCache } from '../../functions/inference/session-cache.ts';

function cacheOf(entries: number, bytes: number) {
  const log: string[] = [];
  const cache = new SessionCache<{ key: string; bytes: number; release: () => Promise<void> }>({ entries, bytes });
  const load =
    (key: string, size = 1) =>
    async (admit: Admit) => {
      await admit(size);
      log.push(`load ${key}`);
      return {
        key,
        bytes: size,
        release: async () => {
          log.push(`release ${key}`);
        },
      };
    };
  const use = (key: string, size = 1) => cache.use(key, load(key, size), async (value) => value.key);
  return { cache, log, load, use };
}

const failing = () => Promise.reject(new Error('gone'));

describe('the session cache', () => {
  it('loads once, and lets go of the least recently used', async () => {
    const { cache, log, use } = cacheOf(2, 100);
    for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) expect(await use(key)).toBe(key);
    expect(log).toEqual(['load a', 'load b', 'release b', 'load c', 'release c', 'load b']);
    expect(cache.keys()).toEqual(['a', 'b']);
  });

  it('stays below its bytes', async () => {
    const { cache, log, use } = cacheOf(10, 10);
    for (const [key, size] of [
      ['a', 6],
      ['b', 3],
      ['c', 5],
    ] as const)
      await use(key, size);
    expect(log).toEqual(['load a', 'load b', 'release a', 'load c']);
    expect(cache.bytes).toBe(8);
    await expect(use('d', 11)).rejects.toThrow('in use');
  });

  it('shares one load among those that ask at the same time', async () => {
    const { log, use } = cacheOf(2, 10);
    await Promise.all([use('a'), use('a'), use('a')]);
    expect(log).toEqual(['load a']);
  });

  it('forgets a load that failed', async () => {
    const { cache, use } = cacheOf(2, 10);
    const both = [cache.use('a', failing, async () => 1), cache.use('a', failing, async () => 1)];
    for (const one of both) await expect(one).rejects.toThrow('gone');
    expect(await use('a')).toBe('a');
  });

  it('releases nothing that is in use', async () => {
    const { cache, log, load, use } = cacheOf(1, 10);
    await cache.use('a', load('a'), async () => {
      await expect(use('b')).rejects.toThrow('in use');
    });
    expect(log).toEqual(['load a']);
    expect(await use('b')).toBe('b');
    expect(log).toEqual(['load a', 'release a', 'load b']);
  });

  it('gives up a load that does not end', async () => {
    const { cache, use } = cacheOf(2, 10);
    void cache.use(
      'a',
      () => new Promise(() => undefined),
      async () => 1,
    );
    expect(cache.underWay('a')).toBeDefined();
    cache.abandon('a');
    expect(await use('a')).toBe('a');
    cache.abandon('a');
    expect(cache.keys()).toEqual(['a']);
  });
});
