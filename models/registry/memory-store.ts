import { sha256Digest } from '../contract/digest.ts';
import type { ObjectStore, StoredObject, WriteCondition } from './store.ts';

/** An object store in memory, for tests and for tools that only look. The etag is the digest of the bytes. */
export class MemoryStore implements ObjectStore {
  readonly #objects = new Map<string, StoredObject>();

  get(key: string): Promise<StoredObject | null> {
    const object = this.#objects.get(key);
    return Promise.resolve(object ? { bytes: object.bytes.slice(), etag: object.etag } : null);
  }

  has(key: string): Promise<boolean> {
    return Promise.resolve(this.#objects.has(key));
  }

  async put(key: string, bytes: Uint8Array<ArrayBuffer>, condition?: WriteCondition): Promise<string | null> {
    const copy = bytes.slice();
    const etag = await sha256Digest(copy);
    // From here to the write nothing is awaited, so check and write are one step.
    const current = this.#objects.get(key);
    if (condition && 'absent' in condition && current) return null;
    if (condition && 'etag' in condition && current?.etag !== condition.etag) return null;
    this.#objects.set(key, { bytes: copy, etag });
    return etag;
  }

  async *list(prefix: string): AsyncIterable<string> {
    yield* [...this.#objects.keys()].filter((key) => key.startsWith(prefix)).sort();
  }
}
