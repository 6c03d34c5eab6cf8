import { MemoryStore } from '../../models/registry/memory-store.ts';
import type { ObjectStore, WriteCondition } from '../../models/registry/store.ts';

/** All keys of a store with a prefix. */
export async function keysOf(store: ObjectStore, prefix = ''): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of store.list(prefix)) keys.push(key);
  return keys;
}

/** A store whose process dies at one of its writes: before the write is done or after it, before anyone hears of it. */
export class CrashingStore extends MemoryStore {
  #left: number;
  readonly #when: 'before' | 'after';

  constructor(writes: number, when: 'before' | 'after') {
    super();
    this.#left = writes;
    this.#when = when;
  }

  /** From now on nothing crashes. */
  mend(): void {
    this.#left = Number.POSITIVE_INFINITY;
  }

  override async put(key: string, bytes: Uint8Array<ArrayBuffer>, condition?: WriteCondition): Promise<string | null> {
    const crashes = this.#left-- === 0;
    if (crashes && this.#when === 'before') throw new Error('crash');
    const etag = await super.put(key, bytes, condition);
    if (crashes) throw new Error('crash');
    return etag;
  }
}
