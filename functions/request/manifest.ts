import type { z } from 'zod';
import { type Manifest, manifestSchema } from '../../models/contract/manifest.ts';
import { signedManifestSchema } from '../../models/contract/publishing.ts';
import type { Envelope } from '../../models/contract/signing/envelope.ts';
import { RegistryError } from '../../models/registry/error.ts';
import { ModelRefused } from '../inference/refusal.ts';
import { LIMITS } from '../limits.ts';
import { ProblemError, type ProblemPlace, problemAt } from '../problems.ts';

/** Places of a manifest that are named at most. */
const PLACES = 100;

/** A release as a request brings it: its manifest, and the signatures that come with it. */
export interface Publication {
  manifest: Manifest;
  signatures: readonly Envelope[];
  /** JSON pointer of the manifest in the body. */
  at: '' | '/manifest';
}

/**
 * The body of a request that publishes: a manifest, or `{manifest, signatures}`, for the name and version of its address.
 * Throws an `invalid-release` problem that names every field at fault.
 */
export function parsePublication(body: unknown, name: string, version: string): Publication {
  const signed = typeof body === 'object' && body !== null && Object.hasOwn(body, 'signatures');
  const publication: Publication = signed
    ? { ...parse(signedManifestSchema, body), at: '/manifest' }
    : { manifest: parse(manifestSchema, body), signatures: [], at: '' };
  requireFitting(publication, name, version);
  return publication;
}

function parse<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const parsed = schema.safeParse(body);
  if (!parsed.success) {
    const errors = parsed.error.issues.map(
      ({ path, message }): ProblemPlace => ({ pointer: pointerOf(path), detail: message }),
    );
    const [first] = errors;
    throw new ProblemError('invalid-release', `the manifest breaks its schema: ${first!.pointer}: ${first!.detail}`, {
      errors: errors.slice(0, PLACES),
      omitted: Math.max(0, errors.length - PLACES),
    });
  }
  return parsed.data;
}

function requireFitting({ manifest, at }: Publication, name: string, version: string): void {
  if (manifest.name !== name) throw problemAt('invalid-release', `${at}/name`, `the address says ${name}`);
  if (manifest.version !== version) throw problemAt('invalid-release', `${at}/version`, `the address says ${version}`);
  for (const [i, { bytes }] of manifest.blobs.entries()) {
    if (bytes > LIMITS.blob_bytes) {
      const pointer = `${at}/blobs/${i}/bytes`;
      throw problemAt('invalid-release', pointer, `a blob may have at most ${LIMITS.blob_bytes} bytes`);
    }
  }
}

const pointerOf = (path: readonly PropertyKey[]): string =>
  path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1').slice(0, 64)}`).join('');

/** The problem with a release that is being published, at the part that it is about; anything else is passed on unchanged. */
export function problemOfRelease(error: unknown, { manifest: { blobs }, at }: Publication): unknown {
  if (error instanceof ModelRefused) return problemOfRefusal(error, '/signatures');
  if (!(error instanceof RegistryError)) return error;
  const i = blobs.findIndex(({ role }) => role === (error.reason === 'gate' ? 'model' : error.subject));
  const pointer = error.subject === 'signature' ? '/signatures' : i < 0 ? at : `${at}/blobs/${i}`;
  if (error.reason === 'gate') {
    const { message: detail, code } = error;
    return new ProblemError('refused-by-gate', detail, {
      errors: [{ pointer, ...(code === undefined ? {} : { code }), detail }],
    });
  }
  if (error.reason !== 'invalid-release') return error;
  return problemAt('invalid-release', pointer, error.message);
}

/** The problem with a signature that is being added, at the top of the body; anything else is passed on unchanged. */
export function problemOfSignature(error: unknown): unknown {
  if (error instanceof RegistryError && error.reason === 'invalid-release') {
    return problemAt('invalid-release', '', error.message);
  }
  return error instanceof ModelRefused ? problemOfRefusal(error, '') : error;
}

function problemOfRefusal({ reason, code, message: detail }: ModelRefused, pointer: string): ProblemError {
  const errors = [{ pointer, ...(code === undefined ? {} : { code }), detail }];
  return new ProblemError(reason === 'untrusted' ? 'untrusted-release' : 'invalid-release', detail, { errors });
}
