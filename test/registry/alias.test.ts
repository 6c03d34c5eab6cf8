import { beforeEach, describe, expect, it } from 'vitest';
import { moveAlias, readHistory } from '../../models/registry/alias.ts';
import { aliasKey, historyKey } from '../../models/registry/keys.ts';
import { MemoryStore } from '../../models/registry/memory-store.ts';
import { publishRelease } from '../../models/registry/publish.ts';
import { resolveReference } from '../../models/registry/resolve.ts';
import { generatorRelease } from './release-fixture.ts';
import { CrashingStore, keysOf } from './stores.ts';

const change = (version: string, expectedRevision?: number) => ({
  version,
  who: 'a tester',
  why: `to ${version}`,
  when: '2026-11-02T00:00:00Z',
  ...(expectedRevision === undefined ? {} : { expectedRevision }),
});

const VERSIONS = ['1.0.0', '1.1.0', '2.0.0'];

async function publishAll(store: MemoryStore): Promise<void> {
  for (const version of VERSIONS) await publishRelease(store, await generatorRelease({ version }));
}

describe('moveAlias', () => {
  let store: MemoryStore;
  beforeEach(async () => {
    store = new MemoryStore();
    await publishAll(store);
  });

  it('makes, moves and moves back, one history entry a move', async () => {
    for (const [i, version] of ['1.0.0', '2.0.0', '1.0.0'].entries()) {
      const { outcome, pointer } = await moveAlias(store, 'gen', 'stable', change(version, i));
      expect(outcome).toBe('moved');
      expect(pointer).toMatchObject({ alias: 'stable', version, revision: i + 1 });
      expect(await resolveReference(store, 'gen')).toMatchObject({ version, revision: i + 1, alias: 'stable' });
    }
    const history = await readHistory(store, 'gen', 'stable');
    expect(history.map(({ revision }) => revision)).toEqual([3, 2, 1]);
    expect(history.map(({ from }) => from?.version)).toEqual(['2.0.0', '1.0.0', undefined]);
    expect(history[0]).toMatchObject({ who: 'a tester', why: 'to 1.0.0', when: '2026-11-02T00:00:00Z' });
  });

  it('changes nothing where it points there already', async () => {
    await moveAlias(store, 'gen', 'stable', change('1.0.0'));
    const before = await keysOf(store);
    expect((await moveAlias(store, 'gen', 'stable', change('1.0.0'))).outcome).toBe('unchanged');
    expect(await keysOf(store)).toEqual(before);
  });

  it('refuses another revision than the expected one, and versions that are not published', async () => {
    await moveAlias(store, 'gen', 'stable', change('1.0.0'));
    for (const expected of [0, 2]) {
      await expect(moveAlias(store, 'gen', 'stable', change('2.0.0', expected))).rejects.toMatchObject({
        reason: 'alias-conflict',
      });
    }
    await expect(moveAlias(store, 'gen', 'stable', change('9.0.0'))).rejects.toMatchObject({
      reason: 'unknown-version',
    });
    await expect(moveAlias(store, 'none', 'stable', change('1.0.0'))).rejects.toMatchObject({
      reason: 'unknown-model',
    });
    expect(await readHistory(store, 'gen', 'stable')).toHaveLength(1);
  });

  it('lets one of 50 concurrent movers that expect the same revision win', async () => {
    await moveAlias(store, 'gen', 'stable', change('1.0.0'));
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, (_, i) => moveAlias(store, 'gen', 'stable', change(VERSIONS[1 + (i % 2)]!, 1))),
    );
    const moved = results.filter((result) => result.status === 'fulfilled' && result.value.outcome === 'moved');
    expect(moved).toHaveLength(1);
    expect(await readHistory(store, 'gen', 'stable')).toHaveLength(2);
  });

  it('loses no update of movers that expect no revision: each is one entry, from where the last one went', async () => {
    const versions = Array.from({ length: 20 }, (_, i) => `3.${i}.0`);
    for (const version of versions) await publishRelease(store, await generatorRelease({ version }));
    const results = await Promise.all(versions.map((version) => moveAlias(store, 'gen', 'stable', change(version))));
    const history = await readHistory(store, 'gen', 'stable');
    expect(history).toHaveLength(20);
    for (const { outcome, pointer } of results) {
      expect(outcome).toBe('moved');
      expect(history[20 - pointer.revision]!.to.version).toBe(pointer.version);
    }
    for (let i = 0; i + 1 < history.length; i++) expect(history[i]!.from).toEqual(history[i + 1]!.to);
    const { version, revision } = await resolveReference(store, 'gen');
    expect(history[0]).toMatchObject({ revision, to: { version } });
  });
});

describe('a mover that dies', () => {
  it.each([
    [0, 'before'],
    [0, 'after'],
    [1, 'before'],
    [1, 'after'],
  ] as const)(
    'at write %i, %s it is done, leaves the old state or the new one, and the next mover finishes',
    async (write, when) => {
      // Five writes for each of three versions, then the two of the first move: the crash comes in the second move.
      const store = new CrashingStore(5 * 3 + 2 + write, when);
      await publishAll(store);
      await moveAlias(store, 'gen', 'stable', change('1.0.0'));
      await expect(moveAlias(store, 'gen', 'stable', change('1.1.0'))).rejects.toThrow('crash');
      store.mend();
      const claimed = write === 1 || when === 'after';
      const seen = await resolveReference(store, 'gen');
      expect(seen.revision).toBe(write === 1 && when === 'after' ? 2 : 1);
      expect((await readHistory(store, 'gen', 'stable')).length).toBe(seen.revision);
      const { pointer } = await moveAlias(store, 'gen', 'stable', change('2.0.0'));
      expect(pointer.revision).toBe(claimed ? 3 : 2);
      const history = await readHistory(store, 'gen', 'stable');
      expect(history.map(({ to }) => to.version)).toEqual(claimed ? ['2.0.0', '1.1.0', '1.0.0'] : ['2.0.0', '1.0.0']);
      for (let i = 0; i + 1 < history.length; i++) expect(history[i]!.from).toEqual(history[i + 1]!.to);
    },
  );

  it('is told of a conflict when it comes back with the old revision, and finds its own move done', async () => {
    const store = new CrashingStore(5 * 3 + 1, 'before');
    await publishAll(store);
    await expect(moveAlias(store, 'gen', 'stable', change('1.0.0', 0))).rejects.toThrow('crash');
    store.mend();
    await expect(moveAlias(store, 'gen', 'stable', change('1.0.0', 0))).rejects.toMatchObject({
      reason: 'alias-conflict',
    });
    expect(await moveAlias(store, 'gen', 'stable', change('1.0.0'))).toMatchObject({
      outcome: 'unchanged',
      pointer: { revision: 1 },
    });
  });

  it('loses only the pointer when the pointer is lost: the history makes it again', async () => {
    const store = new CrashingStore(5 * 3 + 1, 'before');
    await publishAll(store);
    await expect(moveAlias(store, 'gen', 'stable', change('1.1.0'))).rejects.toThrow('crash');
    store.mend();
    expect(await store.has(aliasKey('gen', 'stable'))).toBe(false);
    expect(await store.has(historyKey('gen', 'stable', 1))).toBe(true);
    await expect(resolveReference(store, 'gen')).rejects.toMatchObject({ reason: 'unknown-alias' });
    await moveAlias(store, 'gen', 'stable', change('2.0.0'));
    expect(await readHistory(store, 'gen', 'stable')).toHaveLength(2);
  });
});
