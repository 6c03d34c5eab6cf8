import type { BlobRole, Manifest } from '../contract/manifest.ts';
import { manifestSchema } from '../contract/manifest.ts';
import { RegistryError } from './error.ts';
import { readVerifiedBlob } from './read.ts';
import { checkRelease } from './release.ts';
import type { ObjectStore } from './store.ts';

/**
 * Checks a manifest against blobs that are in a store already: hashed again, through the gate, as `checkRelease`.
 *
 * Gives the parsed manifest. Throws RegistryError 'invalid-release' (also where a blob is missing or damaged, naming its
 * role) or 'gate'.
 */
export async function checkStoredRelease(store: ObjectStore, value: unknown): Promise<Manifest> {
  const parsed = manifestSchema.safeParse(value);
  // What breaks the schema needs no blobs to be refused, and checkRelease says how it breaks it.
  if (!parsed.success) return checkRelease({ manifest: value, blobs: new Map() });
  const blobs = new Map<BlobRole, Uint8Array<ArrayBuffer>>();
  for (const blob of parsed.data.blobs) {
    const bytes = await readVerifiedBlob(store, blob).catch((error: unknown) => {
      if (!(error instanceof RegistryError)) throw error;
      const message = `the ${blob.role} blob is not there whole: put ${blob.digest} first (${error.message})`;
      throw new RegistryError('invalid-release', blob.role, message, { cause: error });
    });
    blobs.set(blob.role, bytes);
  }
  return checkRelease({ manifest: parsed.data, blobs });
}
