import type { ObjectStore } from './store.ts';

/** What must arrive of an upload. */
export interface Expected {
  /** Its length. */
  bytes: number;
  /** Its `sha256:` digest. */
  digest: string;
}

/** A store that takes an object while its bytes arrive. Memory and the R2 binding do; both pass `describeUploads`. */
export interface UploadStore extends ObjectStore {
  /**
   * Writes one object from a stream, over what is there. The object appears whole or not at all.
   *
   * Throws UploadFault, and then nothing has changed, where the stream breaks off, is longer or shorter than expected,
   * or carries bytes of another digest.
   */
  upload(key: string, body: ReadableStream<Uint8Array>, expected: Expected): Promise<void>;
}

/** Why an upload was not taken. */
export type UploadReason = 'broken' | 'length' | 'digest';

/** An upload that is not what it should be; the message is for whoever sent it. */
export class UploadFault extends Error {
  readonly reason: UploadReason;

  constructor(reason: UploadReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UploadFault';
    this.reason = reason;
  }
}

export const brokenUpload = (cause: unknown): UploadFault =>
  new UploadFault('broken', 'the body broke off before its end', { cause });

/** Throws UploadFault where so many bytes are not those expected. */
export function requireLength(bytes: number, expected: Expected): void {
  if (bytes === expected.bytes) return;
  throw new UploadFault('length', `the body has ${bytes} bytes and should have ${expected.bytes}`);
}

/** Throws UploadFault where bytes have another digest than expected. */
export function requireDigest(digest: string, expected: Expected): void {
  if (digest === expected.digest) return;
  throw new UploadFault('digest', `the body has digest ${digest}, and ${expected.digest} is expected`);
}
