import type { Blob, Manifest } from '../contract/manifest.ts';
import type { PublishAnswer, Stored } from '../contract/publishing.ts';
import type { Envelope } from '../contract/signing/envelope.ts';
import type { AliasChange, AliasOutcome } from './alias.ts';
import type { StateChange, StateOutcome } from './change-state.ts';

/** What a publisher settles when blobs are there: the manifest, its signatures and the version pointer. */
export type VersionOutcome = PublishAnswer;

/**
 * What may be written to a registry, whatever stands behind: a bucket (`StoreWriter`) or a service over HTTP (the
 * trainer's `HttpWriter`). In which order it is done, and what a second time does, is `publishRelease`'s business.
 * All share one contract suite, `test/registry/writer-contract.ts`. Refusals are RegistryErrors.
 */
export interface RegistryWriter {
  /** The digest that a version is published with, or null. */
  publishedDigest(name: string, version: string): Promise<string | null>;
  /** Stores the bytes of a blob under their digest. Again, it changes nothing, but mends what is damaged. */
  putBlob(blob: Blob, bytes: Uint8Array<ArrayBuffer>): Promise<Stored>;
  /**
   * Stores a manifest, then its signatures, and claims its version. Throws 'invalid-release' where one of its blobs is not
   * there or a signature is about another release, and 'version-conflict' where the version is published with another
   * digest.
   */
  putVersion(manifest: Manifest, signatures?: readonly Envelope[]): Promise<VersionOutcome>;
  /**
   * Adds a signature to a release that is published, by its digest; one by the same key is replaced. Throws
   * 'invalid-release' where it is about another release, and 'unknown-digest' or 'unknown-model'.
   */
  putSignature(name: string, digest: string, envelope: Envelope): Promise<Stored>;
  /** Points an alias to a version; errors as `moveAlias`. */
  moveAlias(name: string, alias: string, change: AliasChange): Promise<AliasOutcome>;
  /** Yanks a version, deprecates it or takes that back; errors as `changeState`. */
  changeState(name: string, version: string, change: StateChange): Promise<StateOutcome>;
}
