import { sha256Digest } from '../contract/digest.ts';
import { type Blob, type BlobRole, type Manifest, manifestSchema } from '../contract/manifest.ts';
import { RegistryError } from './error.ts';
import { blobKey, manifestKey } from './keys.ts';
import type { ObjectStore } from './store.ts';

/**
 * The manifest with a digest, hashed again and parsed.
 *
 * Throws RegistryError: 'unknown-digest' where there is none, 'corrupt' where the bytes are other ones.
 */
export async function readManifest(store: ObjectStore, digest: string): Promise<Manifest> {
  const bytes = await readManifestBytes(store, digest);
  const key = manifestKey(digest);
  try {
    return manifestSchema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)));
  } catch (error) {
    throw new RegistryError('corrupt', key, `${key} is not a manifest this version understands`, { cause: error });
  }
}

/** The canonical JSON of a manifest as stored, hashed again; errors as `readManifest`. */
export async function readManifestBytes(store: ObjectStore, digest: string): Promise<Uint8Array<ArrayBuffer>> {
  const key = manifestKey(digest);
  const object = await store.get(key);
  if (!object) throw new RegistryError('unknown-digest', digest, `no manifest ${digest}`);
  await verify(key, object.bytes, digest);
  return object.bytes;
}

/**
 * The bytes of a blob that a manifest names, hashed again.
 *
 * Throws RegistryError 'corrupt', naming the key, where they are missing or other ones.
 */
export async function readVerifiedBlob(store: ObjectStore, blob: Blob): Promise<Uint8Array<ArrayBuffer>> {
  const key = blobKey(blob.digest);
  const object = await store.get(key);
  if (!object) throw new RegistryError('corrupt', key, `the ${blob.role} blob is missing: ${key}`);
  if (object.bytes.length !== blob.bytes) {
    throw new RegistryError('corrupt', key, `${key} has ${object.bytes.length} bytes instead of ${blob.bytes}`);
  }
  await verify(key, object.bytes, blob.digest);
  return object.bytes;
}

/** The manifest's blob with a role; throws RegistryError 'invalid-release' where it lists none. */
export function blobOf(manifest: Manifest, role: BlobRole): Blob {
  const blob = manifest.blobs.find((candidate) => candidate.role === role);
  if (blob) return blob;
  throw new RegistryError('invalid-release', role, `${manifest.name}@${manifest.version} lists no ${role} blob`);
}

async function verify(key: string, bytes: Uint8Array<ArrayBuffer>, digest: string): Promise<void> {
  const actual = await sha256Digest(bytes);
  if (actual !== digest) throw new RegistryError('corrupt', key, `${key} holds bytes with digest ${actual}`);
}
