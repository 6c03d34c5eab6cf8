import { partBuffer } from './object-writer.ts';
import { deleteBytes, partKeyOf, type StoredBytes } from './stored-bytes.ts';

/**
 * Writes bytes of any length, of which one part is held at a time: up to a part they are one object, which appears at
 * `close`; more become an object a part (`StoredBytes`). After `abort` nothing is there. When the isolate dies, parts may stay
 * that nothing leads to; they are below `uploads/`, as everything that a rule of the bucket takes.
 */
export class PartsWriter {
  readonly #bucket: R2Bucket;
  readonly #key: string;
  readonly #buffer: Uint8Array<ArrayBuffer>;
  #length = 0;
  #parts = 0;

  constructor(bucket: R2Bucket, key: string, buffer: Uint8Array<ArrayBuffer> = partBuffer()) {
    this.#bucket = bucket;
    this.#key = key;
    this.#buffer = buffer;
  }

  /** Takes bytes, which may be reused afterwards. Throws what the bucket says. */
  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      if (this.#length === this.#buffer.length) await this.#flush();
      const some = bytes.subarray(at, at + this.#buffer.length - this.#length);
      this.#buffer.set(some, this.#length);
      this.#length += some.length;
      at += some.length;
    }
  }

  /** Writes what is left, and says where all of it is. */
  async close(): Promise<StoredBytes> {
    const key = this.#key;
    if (this.#parts === 0) {
      await this.#bucket.put(key, this.#buffer.subarray(0, this.#length));
      return { key, bytes: this.#length };
    }
    const bytes = this.#parts * this.#buffer.length + this.#length;
    await this.#flush();
    return { key, bytes, part_bytes: this.#buffer.length };
  }

  async abort(): Promise<void> {
    if (this.#parts > 0) await deleteBytes(this.#bucket, { key: this.#key, part_bytes: this.#buffer.length });
  }

  async #flush(): Promise<void> {
    await this.#bucket.put(partKeyOf(this.#key, this.#parts), this.#buffer.subarray(0, this.#length));
    this.#parts++;
    this.#length = 0;
  }
}
