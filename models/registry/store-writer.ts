import { canonicalBytes } from '../contract/canonical.ts';
import { sha256Digest } from '../contract/digest.ts';
import type { Blob, Manifest } from '../contract/manifest.ts';
import type { Stored } from '../contract/publishing.ts';
import type { Envelope } from '../contract/signing/envelope.ts';
import { type AliasChange, type AliasOutcome, moveAlias } from './alias.ts';
import { changeState, type StateChange, type StateOutcome } from './change-state.ts';
import { RegistryError } from './error.ts';
import { FRESH_MS } from './fresh.ts';
import { blobKey, manifestKey, versionKey } from './keys.ts';
import { pointerBytes } from './pointers.ts';
import { readManifest } from './read.ts';
import { readVersion } from './resolve.ts';
import { putSignature, requireAbout } from './signatures.ts';
import type { ObjectStore } from './store.ts';
import type { RegistryWriter, VersionOutcome } from './writer.ts';

/** Writes to a registry in an object store. */
export class StoreWriter implements RegistryWriter {
  readonly #store: ObjectStore;
  readonly #now: () => number;

  constructor(store: ObjectStore, now: () => number = () => Date.now()) {
    this.#store = store;
    this.#now = now;
  }

  async publishedDigest(name: string, version: string): Promise<string | null> {
    return (await readVersion(this.#store, name, version))?.digest ?? null;
  }

  putBlob({ digest }: Blob, bytes: Uint8Array<ArrayBuffer>): Promise<Stored> {
    return this.#putImmutable(blobKey(digest), bytes);
  }

  /** The blobs are looked for after the manifest is written: what follows is the pointer, and it must not lead astray. */
  async putVersion(manifest: Manifest, signatures: readonly Envelope[] = []): Promise<VersionOutcome> {
    const { name, version } = manifest;
    const bytes = canonicalBytes(manifest);
    const digest = await sha256Digest(bytes);
    for (const envelope of signatures) requireAbout(envelope, manifest, digest);
    await this.#refuseOtherDigest(manifest, digest);
    const stored = await this.#putImmutable(manifestKey(digest), bytes);
    await this.#requireBlobs(manifest);
    const signed: VersionOutcome['signatures'] = [];
    for (const envelope of signatures) {
      const { outcome } = await putSignature(this.#store, digest, envelope, this.#now());
      signed.push({ keyid: envelope.signatures[0].keyid, outcome });
    }
    const claimed = await this.#claimVersion(manifest, digest);
    const outcome = claimed ? 'published' : 'unchanged';
    return { name, version, digest, outcome, manifest: stored, ...(signed.length > 0 ? { signatures: signed } : {}) };
  }

  async putSignature(name: string, digest: string, envelope: Envelope): Promise<Stored> {
    const manifest = await readManifest(this.#store, digest);
    if (manifest.name !== name) {
      throw new RegistryError('unknown-digest', `${name}@${digest}`, `${digest} is a release of ${manifest.name}`);
    }
    requireAbout(envelope, manifest, digest);
    return (await putSignature(this.#store, digest, envelope, this.#now())).outcome;
  }

  moveAlias(name: string, alias: string, change: AliasChange): Promise<AliasOutcome> {
    return moveAlias(this.#store, name, alias, change);
  }

  changeState(name: string, version: string, change: StateChange): Promise<StateOutcome> {
    return changeState(this.#store, name, version, change);
  }

  /** Writes bytes whose key is their digest; where the key is taken by other bytes they are damaged, and replaced. */
  async #putImmutable(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<Stored> {
    if ((await this.#store.put(key, bytes, { absent: true })) !== null) return 'written';
    const present = await this.#store.get(key);
    const whole = present && key.endsWith((await sha256Digest(present.bytes)).slice('sha256:'.length));
    if (whole && this.#now() - present.modified < FRESH_MS) return 'present';
    await this.#store.put(key, bytes);
    return whole ? 'present' : 'repaired';
  }

  async #requireBlobs({ name, version, blobs }: Manifest): Promise<void> {
    for (const { role, digest } of blobs) {
      if (await this.#store.has(blobKey(digest))) continue;
      const message = `the ${role} blob of ${name}@${version} is not there: put ${digest} first`;
      throw new RegistryError('invalid-release', role, message);
    }
  }

  async #refuseOtherDigest({ name, version }: Manifest, digest: string): Promise<void> {
    const published = await this.publishedDigest(name, version);
    if (published !== null && published !== digest) throw versionConflict(name, version, published);
  }

  /** Creates the version pointer; false where it stands there already with the same digest. */
  async #claimVersion(manifest: Manifest, digest: string): Promise<boolean> {
    const { name, version, created } = manifest;
    const pointer = pointerBytes({ name, version, digest, created });
    if ((await this.#store.put(versionKey(name, version), pointer, { absent: true })) !== null) return true;
    await this.#refuseOtherDigest(manifest, digest);
    return false;
  }
}

/** The error of a version that is published with another digest. */
export function versionConflict(name: string, version: string, published: string): RegistryError {
  const message = `${name}@${version} is published already, as ${published}; give the new one another version`;
  return new RegistryError('version-conflict', `${name}@${version}`, message);
}
