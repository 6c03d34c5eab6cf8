import type { ObjectStore, StoredObject, WriteCondition } from '../../models/registry/store.ts';

/** Objects under these prefixes are named by the sha256 of their bytes, which R2 then checks on put. */
const CONTENT_ADDRESSED = /^(?:blobs|manifests)\/sha256\/([0-9a-f]{64})$/;

const R2_PAGE = 1000;

/** The registry's object store over an R2 binding. */
export class R2Store implements ObjectStore {
  readonly #bucket: R2Bucket;

  constructor(bucket: R2Bucket) {
    this.#bucket = bucket;
  }

  async get(key: string): Promise<StoredObject | null> {
    const object = await this.#bucket.get(key);
    return object && { bytes: new Uint8Array(await object.arrayBuffer()), etag: object.etag };
  }

  async has(key: string): Promise<boolean> {
    return (await this.#bucket.head(key)) !== null;
  }

  async put(key: string, bytes: Uint8Array<ArrayBuffer>, condition?: WriteCondition): Promise<string | null> {
    const sha256 = CONTENT_ADDRESSED.exec(key)?.[1];
    const object = await this.#bucket.put(key, bytes, {
      ...(condition ? { onlyIf: conditional(condition) } : {}),
      ...(sha256 ? { sha256 } : {}),
    });
    return object ? object.etag : null;
  }

  async *list(prefix: string): AsyncIterable<string> {
    let cursor: string | undefined;
    do {
      const page: R2Objects = await this.#bucket.list({ prefix, limit: R2_PAGE, ...(cursor ? { cursor } : {}) });
      for (const object of page.objects) yield object.key;
      cursor = page.truncated ? page.cursor : undefined;
    } while (cursor);
  }
}

/** R2's own words for a condition; `etagDoesNotMatch: '*'` holds only where there is no object. */
function conditional(condition: WriteCondition): R2Conditional {
  return 'absent' in condition ? { etagDoesNotMatch: '*' } : { etagMatches: condition.etag };
}
