import { describe, expect, it } from 'vitest';
import { FRESH_MS } from '../../models/registry/fresh.ts';
import { blobKey } from '../../models/registry/keys.ts';
import { MemoryStore } from '../../models/registry/memory-store.ts';
import { publishThrough } from '../../models/registry/publish.ts';
import { StoreWriter } from '../../models/registry/store-writer.ts';
import { generatorRelease } from './release-fixture.ts';
import { describeWriter } from './writer-contract.ts';

describe('StoreWriter on memory', () => {
  const store = new MemoryStore();
  describeWriter(() => ({ writer: new StoreWriter(store), store }), { racers: 50 });

  it('makes old bytes young when they are counted on again, and leaves young ones alone', async () => {
    let now = 1_000_000;
    const aging = new MemoryStore(() => now);
    const writer = new StoreWriter(aging, () => now);
    const release = await generatorRelease();
    const key = blobKey(release.manifest.blobs[0]!.digest);
    const publishedAt = now;
    await publishThrough(writer, release);
    now += FRESH_MS - 1;
    await publishThrough(writer, release);
    expect((await aging.get(key))!.modified).toBe(publishedAt);
    now += 1;
    await publishThrough(writer, release);
    expect((await aging.get(key))!.modified).toBe(now);
  });
});
