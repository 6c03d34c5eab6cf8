import { sha256Digest } from '../contract/digest.ts';
import { behindFolder, type ListedObject, type StoredObject, type WriteCondition } from './store.ts';
import { brokenUpload, type Expected, requireDigest, requireLength, type UploadStore } from './upload-store.ts';

/** An object store in memory, for tests and for tools that only look. The etag is the digest of the bytes. */
export class MemoryStore implements UploadStore {
  readonly #objects = new Map<string, StoredObject>();
  readonly #now: () => number;

  /** `now` gives milliseconds since 1970: what objects take as the time they are written. */
  constructor(now: () => number = () => Date.now()) {
    this.#now = now;
  }

  get(key: string): Promise<StoredObject | null> {
    const object = this.#objects.get(key);
    return Promise.resolve(object ? { ...object, bytes: object.bytes.slice() } : null);
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
    this.#objects.set(key, { bytes: copy, etag, modified: this.#now() });
    return etag;
  }

  delete(key: string): Promise<void> {
    this.#objects.delete(key);
    return Promise.resolve();
  }

  async upload(key: string, body: ReadableStream<Uint8Array>, expected: Expected): Promise<void> {
    const bytes = await collect(body).catch((error: unknown) => {
      throw brokenUpload(error);
    });
    requireLength(bytes.length, expected);
    requireDigest(await sha256Digest(bytes), expected);
    await this.put(key, bytes);
  }

  async *list(prefix: string): AsyncIterable<string> {
    yield* this.#keys(prefix);
  }

  async *scan(prefix: string): AsyncIterable<ListedObject> {
    for (const key of this.#keys(prefix)) {
      const object = this.#objects.get(key);
      if (object) yield { key, bytes: object.bytes.length, modified: object.modified };
    }
  }

  async *folders(prefix: string, after?: string): AsyncIterable<string> {
    const start = after === undefined ? '' : behindFolder(prefix, after);
    const keys = this.#keys(prefix).filter((key) => key > start && key.includes('/', prefix.length));
    yield* new Set(keys.map((key) => key.slice(prefix.length, key.indexOf('/', prefix.length))));
  }

  #keys(prefix: string): string[] {
    return [...this.#objects.keys()].filter((key) => key.startsWith(prefix)).sort();
  }
}

async function collect(body: ReadableStream<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(body).arrayBuffer());
}
