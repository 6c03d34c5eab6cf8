import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { R2Store } from '../../functions/registry/r2-store.ts';
import { moveAlias, readHistory } from '../../models/registry/alias.ts';
import { blobKey } from '../../models/registry/keys.ts';
import { describeModel } from '../../models/registry/list.ts';
import { publishRelease } from '../../models/registry/publish.ts';
import { resolveReference } from '../../models/registry/resolve.ts';
import { generatorRelease } from '../registry/release-fixture.ts';
import { describeStore } from '../registry/store-contract.ts';
import { describeUploads } from '../registry/upload-contract.ts';

describe('R2Store', () => {
  const store = new R2Store((env as unknown as { MODELS: R2Bucket }).MODELS);
  describeStore(() => store, { pagedKeys: 1001 });
  describeUploads(() => store);

  it('refuses bytes under a digest that is not theirs, and stores nothing', async () => {
    const key = blobKey(`sha256:${'0'.repeat(64)}`);
    await expect(store.put(key, new Uint8Array([1, 2, 3]))).rejects.toThrow(/sha-?256/i);
    expect(await store.has(key)).toBe(false);
  });

  it('publishes once and moves an alias once, however many try at a time', async () => {
    const versions = ['1.0.0', '1.1.0'];
    for (const version of versions) {
      const release = await generatorRelease({ name: 'r2', version });
      const outcomes = await Promise.all(Array.from({ length: 20 }, () => publishRelease(store, release)));
      expect(outcomes.filter(({ outcome }) => outcome === 'published')).toHaveLength(1);
    }
    const change = { who: 'a tester', why: 'test', when: '2026-11-02T00:00:00Z', expectedRevision: 0 };
    const moves = await Promise.allSettled(
      Array.from({ length: 50 }, (_, i) => moveAlias(store, 'r2', 'stable', { ...change, version: versions[i % 2]! })),
    );
    const moved = moves.filter((move) => move.status === 'fulfilled' && move.value.outcome === 'moved');
    expect(moved).toHaveLength(1);
    const history = await readHistory(store, 'r2', 'stable');
    expect(history).toHaveLength(1);
    expect((await resolveReference(store, 'r2')).digest).toBe(history[0]!.to.digest);
    expect((await describeModel(store, 'r2')).versions.map(({ version }) => version)).toEqual(['1.1.0', '1.0.0']);
  });
});
