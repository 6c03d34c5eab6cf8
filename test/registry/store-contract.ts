import { expect, it } from 'vitest';
import type { ObjectStore } from '../../models/registry/store.ts';

const bytes = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(new TextEncoder().encode(text));

/** Clocks of stores may differ from ours, and some keep whole seconds. */
const CLOCKS_MS = 10_000;

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

async function keysOf(store: ObjectStore, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of store.list(prefix)) keys.push(key);
  return keys;
}

async function inBatches(count: number, size: number, task: (i: number) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < count; from += size) {
    await Promise.all(Array.from({ length: Math.min(size, count - from) }, (_, i) => task(from + i)));
  }
}

export interface StoreContractOptions {
  /** How many keys the paging test writes; more than one page of the store's. */
  pagedKeys: number;
}

/**
 * What every ObjectStore keeps to, run on each implementation. Keys of one run live under a folder of their own, so that
 * a store may be shared and hold other things.
 */
export function describeStore(open: () => ObjectStore, options: StoreContractOptions): void {
  let folder = 0;
  const fresh = (): string => `contract-${++folder}/`;

  it('gives back the bytes that were put, and null or false for what is not there', async () => {
    const store = open();
    const key = `${fresh()}a`;
    expect(await store.get(key)).toBeNull();
    expect(await store.has(key)).toBe(false);
    const all = Uint8Array.from({ length: 256 }, (_, i) => i);
    const etag = await store.put(key, all);
    const object = await store.get(key);
    expect(object?.bytes).toEqual(all);
    expect(object?.etag).toBe(etag);
    expect(await store.has(key)).toBe(true);
  });

  it('keeps empty objects and odd characters in keys', async () => {
    const store = open();
    const prefix = fresh();
    const keys = ['a b', 'a+b', 'a%2Fb', "a!'()*b", 'é', 'a/b', 'a=b&c'].map((name) => prefix + name);
    for (const key of keys) await store.put(key, bytes(key));
    for (const key of keys) expect(new TextDecoder().decode((await store.get(key))!.bytes)).toBe(key);
    expect(new Set(await keysOf(store, prefix))).toEqual(new Set(keys));
    await store.put(`${prefix}empty`, new Uint8Array(0));
    expect((await store.get(`${prefix}empty`))?.bytes.length).toBe(0);
  });

  it('overwrites without a condition, and the etag changes with the bytes', async () => {
    const store = open();
    const key = `${fresh()}a`;
    const first = await store.put(key, bytes('one'));
    const second = await store.put(key, bytes('two'));
    expect(second).not.toBe(first);
    expect(new TextDecoder().decode((await store.get(key))!.bytes)).toBe('two');
  });

  it('creates once: the second put finds the first', async () => {
    const store = open();
    const key = `${fresh()}a`;
    expect(await store.put(key, bytes('one'), { absent: true })).not.toBeNull();
    expect(await store.put(key, bytes('two'), { absent: true })).toBeNull();
    expect(new TextDecoder().decode((await store.get(key))!.bytes)).toBe('one');
  });

  it('swaps only what still has the etag, and nothing where there is no object', async () => {
    const store = open();
    const key = `${fresh()}a`;
    const first = (await store.put(key, bytes('one')))!;
    expect(await store.put(key, bytes('two'), { etag: first })).not.toBeNull();
    expect(await store.put(key, bytes('three'), { etag: first })).toBeNull();
    expect(await store.put(`${key}-absent`, bytes('x'), { etag: first })).toBeNull();
    expect(await store.has(`${key}-absent`)).toBe(false);
    expect(new TextDecoder().decode((await store.get(key))!.bytes)).toBe('two');
  });

  it('lets exactly one of many concurrent creators win, and readers see that one', async () => {
    const store = open();
    const key = `${fresh()}a`;
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, i) => store.put(key, bytes(`writer ${i}`), { absent: true })),
    );
    const winners = results.flatMap((etag, i) => (etag === null ? [] : [i]));
    expect(winners).toHaveLength(1);
    expect(new TextDecoder().decode((await store.get(key))!.bytes)).toBe(`writer ${winners[0]}`);
  });

  it('loses no update when many count up by compare-and-swap', async () => {
    const store = open();
    const key = `${fresh()}count`;
    await store.put(key, bytes('0'));
    const increment = async (): Promise<void> => {
      for (;;) {
        const { bytes: old, etag } = (await store.get(key))!;
        const next = bytes(String(Number(new TextDecoder().decode(old)) + 1));
        if ((await store.put(key, next, { etag })) !== null) return;
      }
    };
    await Promise.all(Array.from({ length: 8 }, increment));
    expect(new TextDecoder().decode((await store.get(key))!.bytes)).toBe('8');
  });

  it(`lists ${options.pagedKeys} keys in order over as many pages as it takes, and only the prefix`, async () => {
    const store = open();
    const prefix = fresh();
    const keys = Array.from({ length: options.pagedKeys }, (_, i) => `${prefix}in/${String(i).padStart(5, '0')}`);
    await inBatches(keys.length, 50, (i) => store.put(keys[i]!, bytes('x')));
    await store.put(`${prefix}other`, bytes('x'));
    expect(await keysOf(store, `${prefix}in/`)).toEqual(keys);
    expect(await keysOf(store, `${prefix}nothing/`)).toEqual([]);
    const scanned = await all(store.scan(`${prefix}in/`));
    expect(scanned.map(({ key }) => key)).toEqual(keys);
  });

  it('says how long and how old objects are, in listings as on reading', async () => {
    const store = open();
    const prefix = fresh();
    for (const text of ['', 'four']) await store.put(`${prefix}${text.length}`, bytes(text));
    const listed = await all(store.scan(prefix));
    expect(listed.map(({ key, bytes }) => [key, bytes])).toEqual([
      [`${prefix}0`, 0],
      [`${prefix}4`, 4],
    ]);
    const { modified } = (await store.get(`${prefix}4`))!;
    expect(Math.abs(modified - Date.now())).toBeLessThan(CLOCKS_MS);
    expect(Math.abs(listed[1]!.modified - modified)).toBeLessThan(1001);
  });

  it('deletes, and does not mind where there is nothing to delete', async () => {
    const store = open();
    const key = `${fresh()}a`;
    await store.put(key, bytes('one'));
    await store.put(`${key}b`, bytes('two'));
    await store.delete(key);
    await store.delete(key);
    expect(await store.get(key)).toBeNull();
    expect(await store.has(`${key}b`)).toBe(true);
    expect(await store.put(key, bytes('new'), { absent: true })).not.toBeNull();
  });

  it('lists folders in the order of their keys, each once, from behind any of them on', async () => {
    const store = open();
    const prefix = fresh();
    const inOrder = ['a-b', 'a', 'a0', 'ab', 'b'];
    for (const folder of inOrder)
      for (const file of ['x/y', 'z']) await store.put(`${prefix}${folder}/${file}`, bytes(''));
    await store.put(`${prefix}a-file`, bytes(''));
    expect(await all(store.folders(prefix))).toEqual(inOrder);
    for (const [i, after] of inOrder.entries()) {
      expect(await all(store.folders(prefix, after))).toEqual(inOrder.slice(i + 1));
    }
  });

  it('lists more folders than a page holds', async () => {
    const store = open();
    const prefix = fresh();
    const names = Array.from({ length: options.pagedKeys }, (_, i) => `n${String(i).padStart(5, '0')}`);
    await inBatches(names.length, 50, (i) => store.put(`${prefix}${names[i]}/file`, bytes('x')));
    expect(await all(store.folders(prefix))).toEqual(names);
  });
}
