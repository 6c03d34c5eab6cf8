import { DurableObject } from 'cloudflare:workers';
import type { Format } from '../../formats/format.ts';
import { findSource } from './source.ts';
import { deleteBytes } from './stored-bytes.ts';

/** An upload in parts that is under way: what it will be, and where its parts go. No two have the same key. */
export interface OpenUpload {
  /** sha256 that the whole will have. */
  digest: string;
  key: string;
  bytes: number;
  partBytes: number;
  format: Format;
}

/** How long an upload is kept that does not come to its end. */
const KEPT_MS = 7 * 24 * 3600 * 1000;

/**
 * The ledger of one upload in parts, by the digest that it says it will have: which parts came, whoever sent them. Two
 * clients that send the same bytes help each other.
 */
export class UploadLedger extends DurableObject {
  /** The upload under way, or null. */
  async describe(): Promise<{ upload: OpenUpload; received: number[] } | null> {
    const upload = await this.#upload();
    if (!upload) return null;
    const parts = await this.ctx.storage.list({ prefix: PART });
    return { upload, received: [...parts.keys()].map((key) => Number(key.slice(PART.length))) };
  }

  /** Begins an upload, unless one is under way; gives the one that is. */
  async begin(upload: OpenUpload): Promise<OpenUpload> {
    const there = await this.#upload();
    if (there) return there;
    await this.ctx.storage.put('upload', upload);
    await this.ctx.storage.setAlarm(Date.now() + KEPT_MS);
    return upload;
  }

  /** Notes a part that the bucket has. */
  async part(key: string, number: number): Promise<void> {
    if ((await this.#upload())?.key === key) await this.ctx.storage.put(noteOf(number), true);
  }

  /** Forgets an upload: it is complete, or was not what it said. */
  async forget(key: string): Promise<void> {
    if ((await this.#upload())?.key === key) await this.ctx.storage.deleteAll();
  }

  /** Gives an upload up that did not come to its end, and deletes its parts; not those of one that became a source. */
  override async alarm(): Promise<void> {
    const upload = await this.#upload();
    if (upload) {
      const source = await findSource(this.env.EVENTS, upload.digest);
      if (source?.key !== upload.key) {
        await deleteBytes(this.env.EVENTS, { key: upload.key, part_bytes: upload.partBytes });
      }
    }
    await this.ctx.storage.deleteAll();
  }

  #upload(): Promise<OpenUpload | undefined> {
    return this.ctx.storage.get<OpenUpload>('upload');
  }
}

const PART = 'part/';

/** Keys sort as text, numbers should too. */
const noteOf = (number: number): string => `${PART}${String(number).padStart(6, '0')}`;
