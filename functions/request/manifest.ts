import { type Manifest, manifestSchema } from '../../models/contract/manifest.ts';
import { RegistryError } from '../../models/registry/error.ts';
import { LIMITS } from '../limits.ts';
import { ProblemError, type ProblemPlace, problemAt } from '../problems.ts';

/** Places of a manifest that are named at most. */
const PLACES = 100;

/**
 * A manifest as a request brings it, for the name and version of its address. Throws an `invalid-release` problem that
 * names every field at fault.
 */
export function parseManifest(body: unknown, name: string, version: string): Manifest {
  const parsed = manifestSchema.safeParse(body);
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
  const manifest = parsed.data;
  if (manifest.name !== name) throw problemAt('invalid-release', '/name', `the address says ${name}`);
  if (manifest.version !== version) throw problemAt('invalid-release', '/version', `the address says ${version}`);
  for (const [i, { bytes }] of manifest.blobs.entries()) {
    if (bytes > LIMITS.blob_bytes) {
      throw problemAt('invalid-release', `/blobs/${i}/bytes`, `a blob may have at most ${LIMITS.blob_bytes} bytes`);
    }
  }
  return manifest;
}

const pointerOf = (path: readonly PropertyKey[]): string =>
  path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1').slice(0, 64)}`).join('');

/** The problem with a release that is being published, at the blob it is about; anything else is passed on unchanged. */
export function problemOfRelease(error: unknown, { blobs }: Manifest): unknown {
  if (!(error instanceof RegistryError)) return error;
  const i = blobs.findIndex(({ role }) => role === (error.reason === 'gate' ? 'model' : error.subject));
  if (error.reason === 'gate') {
    return new ProblemError('refused-by-gate', error.message, {
      errors: [{ pointer: `/blobs/${i}`, detail: `${error.code}` }],
    });
  }
  if (error.reason !== 'invalid-release') return error;
  return problemAt('invalid-release', i < 0 ? '' : `/blobs/${i}`, error.message);
}
