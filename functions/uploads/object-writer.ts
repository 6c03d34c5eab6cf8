import { LIMITS } from '../limits.ts';

/** Memory for a part. */
export const partBuffer = (bytes: number = LIMITS.upload_part_bytes): Uint8Array<ArrayBuffer> => new Uint8Array(bytes);

/**
 * Writes an object of any length, holding one part of it at a time. Nothing is to be seen at the key before `close`; after
 * `abort`, or when the isolate dies, nothing is there at all (the platform forgets unfinished uploads after a week).
 */
export class ObjectWriter {
  readonly #bucket: R2Bucket;
  readonly #key: string;
  readonly #buffer: Uint8Array<ArrayBuffer>;
  readonly #parts: R2UploadedPart[] = [];
  #length = 0;
  #upload: R2MultipartUpload | undefined;

  /** @param buffer holds a part at a time; writers that come one after the other may share it */
  constructor(bucket: R2Bucket, key: string, buffer: Uint8Array<ArrayBuffer> = partBuffer()) {
    this.#bucket = bucket;
    this.#key = key;
    this.#buffer = buffer;
  }

  /** Takes bytes, which may be reused afterwards. Throws what the bucket says. */
  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      if (this.#length === this.#buffer.length) await this.#flush();
      const part = bytes.subarray(at, at + this.#buffer.length - this.#length);
      this.#buffer.set(part, this.#length);
      this.#length += part.length;
      at += part.length;
    }
  }

  /** Makes the object appear, whole. */
  async close(): Promise<void> {
    const rest = this.#buffer.subarray(0, this.#length);
    if (!this.#upload) {
      await this.#bucket.put(this.#key, rest);
      return;
    }
    await this.#flush();
    await this.#upload.complete(this.#parts);
  }

  async abort(): Promise<void> {
    await this.#upload?.abort();
  }

  async #flush(): Promise<void> {
    this.#upload ??= await this.#bucket.createMultipartUpload(this.#key);
    this.#parts.push(await this.#upload.uploadPart(this.#parts.length + 1, this.#buffer.subarray(0, this.#length)));
    this.#length = 0;
  }
}
