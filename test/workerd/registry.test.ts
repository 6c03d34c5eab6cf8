import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { R2Store } from '../../functions/registry/r2-store.ts';
import { blobKey } from '../../models/registry/keys.ts';
import { describeStore } from '../registry/store-contract.ts';

describe('R2Store', () => {
  const store = new R2Store((env as unknown as { MODELS: R2Bucket }).MODELS);
  describeStore(() => store, { pagedKeys: 1001 });

  it('refuses bytes under a digest that is not theirs, and stores nothing', async () => {
    const key = blobKey(`sha256:${'0'.repeat(64)}`);
    await expect(store.put(key, new Uint8Array([1, 2, 3]))).rejects.toThrow(/sha-?256/i);
    expect(await store.has(key)).toBe(false);
  });
});
