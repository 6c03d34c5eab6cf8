import { canonicalBytes } from '../contract/canonical.ts';
import { sha256Digest } from '../contract/digest.ts';
import type { BlobRole } from '../contract/manifest.ts';
import type { Stored } from '../contract/publishing.ts';
import { blobKey, manifestKey, signatureKey, versionKey } from './keys.ts';
import { checkRelease, type Release } from './release.ts';
import { requireSignatureOf } from './signatures.ts';
import type { ObjectStore } from './store.ts';
import { StoreWriter, versionConflict } from './store-writer.ts';
import type { RegistryWriter } from './writer.ts';

export interface PublishOptions {
  /** Signatures of the release, as the bytes of their envelopes; they stand before the version can be seen. */
  signatures?: readonly Uint8Array[];
  /** Told of every object as it is settled: written, or found there already. */
  onStep?: (step: PublishStep) => void;
}

export interface PublishStep {
  what: BlobRole | 'manifest' | 'signature' | 'version';
  key: string;
  outcome: Stored;
}

export interface PublishOutcome {
  outcome: 'published' | 'unchanged';
  name: string;
  version: string;
  digest: string;
}

/** Publishes a release to an object store; as `publishThrough`. */
export function publishRelease(
  store: ObjectStore,
  release: Release,
  options: PublishOptions = {},
): Promise<PublishOutcome> {
  return publishThrough(new StoreWriter(store), release, options);
}

/**
 * Publishes a release: checks it whole, then writes blobs, manifest, signatures and version pointer in that order, so that
 * no reader sees a pointer without what it points to. Running it again changes nothing, finishes what a crash cut short and puts
 * damaged blobs right. This is the one place that knows the order, whether a bucket or a service is written to.
 *
 * Throws RegistryError: 'invalid-release' or 'gate' before anything is written; 'version-conflict' where the version is
 * published with another digest.
 */
export async function publishThrough(
  writer: RegistryWriter,
  release: Release,
  options: PublishOptions = {},
): Promise<PublishOutcome> {
  const manifest = await checkRelease(release);
  const { name, version } = manifest;
  const digest = await sha256Digest(canonicalBytes(manifest));
  const signatures = (options.signatures ?? []).map((signature) => requireSignatureOf(signature, manifest, digest));
  const published = await writer.publishedDigest(name, version);
  if (published !== null && published !== digest) throw versionConflict(name, version, published);
  const tell = options.onStep ?? (() => {});
  for (const blob of manifest.blobs) {
    const outcome = await writer.putBlob(blob, release.blobs.get(blob.role)!);
    tell({ what: blob.role, key: blobKey(blob.digest), outcome });
  }
  const { outcome, manifest: stored, signatures: signed = [] } = await writer.putVersion(manifest, signatures);
  tell({ what: 'manifest', key: manifestKey(digest), outcome: stored });
  for (const { keyid, outcome: how } of signed) {
    tell({ what: 'signature', key: signatureKey(digest, keyid), outcome: how });
  }
  tell({ what: 'version', key: versionKey(name, version), outcome: outcome === 'published' ? 'written' : 'present' });
  return { outcome, name, version, digest };
}
