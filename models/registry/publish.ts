import { canonicalBytes } from '../contract/canonical.ts';
import { sha256Digest } from '../contract/digest.ts';
import type { BlobRole, Manifest } from '../contract/manifest.ts';
import { RegistryError } from './error.ts';
import { blobKey, manifestKey, versionKey } from './keys.ts';
import { pointerBytes } from './pointers.ts';
import { checkRelease, type Release } from './release.ts';
import { readVersion } from './resolve.ts';
import { putSignature, requireSignatureOf } from './signatures.ts';
import type { ObjectStore } from './store.ts';

export interface PublishOptions {
  /** Signatures of the release, as the bytes of their envelopes; they stand before the version can be seen. */
  signatures?: readonly Uint8Array[];
  /** Told of every object as it is settled: written, or found there already. */
  onStep?: (step: PublishStep) => void;
}

export interface PublishStep {
  what: BlobRole | 'manifest' | 'signature' | 'version';
  key: string;
  outcome: 'written' | 'present' | 'repaired';
}

export interface PublishOutcome {
  outcome: 'published' | 'unchanged';
  name: string;
  version: string;
  digest: string;
}

/**
 * Publishes a release: checks it whole, then writes blobs, manifest, signatures and version pointer in that order, so that no reader
 * sees a pointer without what it points to. Running it again changes nothing, finishes what a crash cut short and puts
 * damaged blobs right.
 *
 * Throws RegistryError: 'invalid-release' or 'gate' before anything is written; 'version-conflict' where the version is
 * published with another digest.
 */
export async function publishRelease(
  store: ObjectStore,
  release: Release,
  options: PublishOptions = {},
): Promise<PublishOutcome> {
  const manifest = await checkRelease(release);
  const bytes = canonicalBytes(manifest);
  const digest = await sha256Digest(bytes);
  const signatures = (options.signatures ?? []).map((signature) => requireSignatureOf(signature, manifest, digest));
  await refuseOtherDigest(store, manifest, digest);
  const tell = options.onStep ?? (() => {});
  for (const { role, digest: blobDigest } of manifest.blobs) {
    const key = blobKey(blobDigest);
    tell({ what: role, key, outcome: await putImmutable(store, key, release.blobs.get(role)!) });
  }
  const key = manifestKey(digest);
  tell({ what: 'manifest', key, outcome: await putImmutable(store, key, bytes) });
  for (const signature of signatures) tell({ what: 'signature', ...(await putSignature(store, digest, signature)) });
  const { name, version } = manifest;
  const created = await claimVersion(store, manifest, digest);
  tell({ what: 'version', key: versionKey(name, version), outcome: created ? 'written' : 'present' });
  return { outcome: created ? 'published' : 'unchanged', name, version, digest };
}

/** Writes bytes whose key is their digest; where the key is taken by other bytes they are damaged, and replaced. */
async function putImmutable(
  store: ObjectStore,
  key: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<PublishStep['outcome']> {
  if ((await store.put(key, bytes, { absent: true })) !== null) return 'written';
  const present = await store.get(key);
  if (present && key.endsWith((await sha256Digest(present.bytes)).slice('sha256:'.length))) return 'present';
  await store.put(key, bytes);
  return 'repaired';
}

async function refuseOtherDigest(store: ObjectStore, manifest: Manifest, digest: string): Promise<void> {
  const { name, version } = manifest;
  const pointer = await readVersion(store, name, version);
  if (!pointer || pointer.digest === digest) return;
  const message = `${name}@${version} is published already, as ${pointer.digest}; give the new one another version`;
  throw new RegistryError('version-conflict', `${name}@${version}`, message);
}

/** Creates the version pointer; false where it stands there already with the same digest. */
async function claimVersion(store: ObjectStore, manifest: Manifest, digest: string): Promise<boolean> {
  const { name, version, created } = manifest;
  const pointer = pointerBytes({ name, version, digest, created });
  if ((await store.put(versionKey(name, version), pointer, { absent: true })) !== null) return true;
  await refuseOtherDigest(store, manifest, digest);
  return false;
}
