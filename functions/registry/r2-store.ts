import {
  behindFolder,
  type ListedObject,
  type StoredObject,
  type WriteCondition,
} from '../../models/registry/store.ts';
import { type Expected, UploadFault, type UploadStore } from '../../models/registry/upload-store.ts';
import { checkedBytes } from './checked-bytes.ts';

/** Objects under these prefixes are named by the sha256 of their bytes, which R2 then checks on put. */
const CONTENT_ADDRESSED = /^(?:blobs|manifests)\/sha256\/([0-9a-f]{64})$/;

const R2_PAGE = 1000;

/** The registry's object store over an R2 binding. */
export class R2Store implements UploadStore {
  readonly #bucket: R2Bucket;

  constructor(bucket: R2Bucket) {
    this.#bucket = bucket;
  }

  async get(key: string): Promise<StoredObject | null> {
    const object = await this.#bucket.get(key);
    if (!object) return null;
    return {
      bytes: new Uint8Array(await object.arrayBuffer()),
      etag: object.etag,
      modified: object.uploaded.getTime(),
    };
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

  async delete(key: string): Promise<void> {
    await this.#bucket.delete(key);
  }

  /** Nothing of the body is kept in memory; R2 hashes it as well, and stores it only where its hash is the expected one. */
  async upload(key: string, body: ReadableStream<Uint8Array>, expected: Expected): Promise<void> {
    const { readable, writable } = new FixedLengthStream(expected.bytes);
    const put = this.#bucket.put(key, readable, { sha256: expected.digest.slice('sha256:'.length) });
    // What the bucket says is looked at below; until then its refusal must not count as unhandled.
    put.catch(() => undefined);
    const writer = writable.getWriter();
    try {
      for await (const chunk of checkedBytes(body, expected)) await writer.write(chunk);
      await writer.close();
    } catch (error) {
      await writer.abort(error).catch(() => undefined);
      if (!(error instanceof UploadFault)) await put;
      throw error;
    }
    await put;
  }

  async *list(prefix: string): AsyncIterable<string> {
    for await (const { key } of this.scan(prefix)) yield key;
  }

  async *scan(prefix: string): AsyncIterable<ListedObject> {
    for await (const page of this.#pages({ prefix })) {
      for (const { key, size, uploaded } of page.objects) yield { key, bytes: size, modified: uploaded.getTime() };
    }
  }

  async *folders(prefix: string, after?: string): AsyncIterable<string> {
    const start = after === undefined ? {} : { startAfter: behindFolder(prefix, after) };
    for await (const page of this.#pages({ prefix, delimiter: '/', ...start })) {
      for (const folder of page.delimitedPrefixes) yield folder.slice(prefix.length, -1);
    }
  }

  async *#pages(options: R2ListOptions): AsyncIterable<R2Objects> {
    let cursor: string | undefined;
    do {
      const page: R2Objects = await this.#bucket.list({ ...options, limit: R2_PAGE, ...(cursor ? { cursor } : {}) });
      yield page;
      cursor = page.truncated ? page.cursor : undefined;
    } while (cursor);
  }
}

/** R2's own words for a condition; `etagDoesNotMatch: '*'` holds only where there is no object. */
function conditional(condition: WriteCondition): R2Conditional {
  return 'absent' in condition ? { etagDoesNotMatch: '*' } : { etagMatches: condition.etag };
}
