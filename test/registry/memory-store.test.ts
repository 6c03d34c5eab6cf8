import { describe, expect, it } from 'vitest';
import { MemoryStore } from '../../models/registry/memory-store.ts';
import { describeStore } from './store-contract.ts';
import { describeUploads } from './upload-contract.ts';

describe('MemoryStore', () => {
  const store = new MemoryStore();
  describeStore(() => store, { pagedKeys: 1001 });
  describeUploads(() => store);

  it('hands out copies, so that a reader cannot change what is stored', async () => {
    await store.put('copy', new Uint8Array([1, 2, 3]));
    (await store.get('copy'))!.bytes[0] = 9;
    expect((await store.get('copy'))!.bytes).toEqual(new Uint8Array([1, 2, 3]));
  });
});
