import type { Expected } from '../../models/registry/upload-store.ts';
import { UploadFault, type UploadReason } from '../../models/registry/upload-store.ts';
import { LIMITS } from '../limits.ts';
import { ProblemError, type ProblemKind } from '../problems.ts';

/** What an upload must be: as long as it says, of the digest that its address says. Throws a problem where it cannot be. */
export function expectedUpload(headers: Headers, digest: string): Expected {
  const coding = headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (coding !== 'identity' && coding !== '') {
    throw new ProblemError('unsupported-media-type', 'a blob is stored as it is: send it without Content-Encoding');
  }
  const length = headers.get('content-length') ?? '';
  if (!/^\d{1,15}$/.test(length)) throw new ProblemError('length-required', 'send Content-Length, not chunks');
  const bytes = Number(length);
  if (bytes > LIMITS.blob_bytes) {
    throw new ProblemError('too-large', `a blob may have at most ${LIMITS.blob_bytes} bytes, this one has ${bytes}`);
  }
  if (bytes === 0) throw new ProblemError('malformed-body', 'a blob has at least one byte');
  return { bytes, digest };
}

const KINDS: Record<UploadReason, ProblemKind> = {
  broken: 'malformed-body',
  length: 'malformed-body',
  digest: 'digest-mismatch',
};

/** The problem that a refused upload is answered with; anything else is passed on unchanged. */
export function problemOfUpload(error: unknown): unknown {
  return error instanceof UploadFault ? new ProblemError(KINDS[error.reason], error.message) : error;
}
