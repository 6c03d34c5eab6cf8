import { DurableObject } from 'cloudflare:workers';
import type { Format } from '../../formats/format.ts';

/** An upload in parts that is under way: what it will be, and where its parts go. */
export interface OpenUpload {
  key: string;
  uploadId: string;
  bytes: number;
  partBytes: number;
  format: Format;
  /** Whether its parts were put together already, and only the digest is to be checked. */
  assembled: boolean;
}

/** How long an upload that nothing comes for is kept: as long as the bucket keeps its parts. */
const KEPT_MS = 7 * 24 * 3600 * 1000;

/**
 * The ledger of one upload in parts, by the digest that it says it will have: which parts came, whoever sent them. Two
 * clients that send the same bytes help each other.
 */
export class UploadLedger extends DurableObject<Cloudflare.Env> {
  /** The upload under way, or null. */
  async describe(): Promise<{ upload: OpenUpload; received: number[] } | null> {
    const upload = await this.ctx.storage.get<OpenUpload>('upload');
    return upload ? { upload, received: [...(await this.#parts()).keys()] } : null;
  }

  /** Begins an upload, unless one is under way; gives the one that is. */
  async begin(upload: OpenUpload): Promise<OpenUpload> {
    const there = await this.ctx.storage.get<OpenUpload>('upload');
    if (there) return there;
    await this.ctx.storage.put('upload', upload);
    await this.ctx.storage.setAlarm(Date.now() + KEPT_MS);
    return upload;
  }

  /** Notes a part that the bucket has; a part that comes twice replaces the first. */
  async part(uploadId: string, number: number, etag: string): Promise<void> {
    const upload = await this.ctx.storage.get<OpenUpload>('upload');
    if (upload?.uploadId === uploadId) await this.ctx.storage.put(partKey(number), etag);
  }

  /** The parts in order, as the bucket wants them to put them together. */
  async parts(): Promise<R2UploadedPart[]> {
    return [...(await this.#parts())].map(([number, etag]) => ({ partNumber: number + 1, etag }));
  }

  /** Notes that the bucket has put the parts together. */
  async assembled(uploadId: string): Promise<void> {
    const upload = await this.ctx.storage.get<OpenUpload>('upload');
    if (upload?.uploadId === uploadId) await this.ctx.storage.put('upload', { ...upload, assembled: true });
  }

  /** Forgets an upload: it is complete, or was not what it said. */
  async forget(uploadId: string): Promise<void> {
    const upload = await this.ctx.storage.get<OpenUpload>('upload');
    if (upload?.uploadId === uploadId) await this.ctx.storage.deleteAll();
  }

  override async alarm(): Promise<void> {
    await this.ctx.storage.deleteAll();
  }

  async #parts(): Promise<Map<number, string>> {
    const entries = await this.ctx.storage.list<string>({ prefix: 'part/' });
    return new Map([...entries].map(([key, etag]) => [Number(key.slice('part/'.length)), etag]));
  }
}

/** Keys sort as text, numbers should too. */
const partKey = (number: number): string => `part/${String(number).padStart(6, '0')}`;
