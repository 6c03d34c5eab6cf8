import { canonicalBytes } from '../contract/canonical.ts';
import type { Manifest } from '../contract/manifest.ts';
import type { Stored } from '../contract/publishing.ts';
import { decodeBase64 } from '../contract/signing/base64.ts';
import { type Envelope, parseEnvelope } from '../contract/signing/envelope.ts';
import type { TrustedKey } from '../contract/signing/key.ts';
import { statementBytes } from '../contract/signing/statement.ts';
import { judgeRelease, type Trust } from '../contract/signing/verify.ts';
import { RegistryError } from './error.ts';
import { FRESH_MS } from './fresh.ts';
import { lastSegment, signatureKey, signaturePrefix } from './keys.ts';
import type { ObjectStore } from './store.ts';

/** Signatures that are read of one release, at most. */
const MOST_SIGNATURES = 64;

/** A stored signature; null where the bytes are no envelope of the key that the object is named by. */
export interface StoredSignature {
  keyid: string;
  envelope: Envelope | null;
}

/**
 * Checks that bytes are an envelope about a release; whether its key is to be believed is for readers to say.
 * Throws RegistryError 'invalid-release'.
 */
export function requireSignatureOf(bytes: Uint8Array, manifest: Manifest, digest: string): Envelope {
  const envelope = parseEnvelope(bytes);
  if (!envelope) throw invalid('a signature is not an envelope in canonical JSON');
  requireAbout(envelope, manifest, digest);
  return envelope;
}

/** Checks that an envelope is about a release. Throws RegistryError 'invalid-release'. */
export function requireAbout(envelope: Envelope, manifest: Manifest, digest: string): void {
  const payload = decodeBase64(envelope.payload)!;
  const expected = statementBytes(manifest, digest);
  const same = payload.length === expected.length && payload.every((byte, i) => byte === expected[i]);
  if (!same) throw invalid(`the signature by ${envelope.signatures[0].keyid} is about another release`);
}

/**
 * Stores the signature of a release, beside those of other keys; one by the same key is replaced.
 * @param now ms since 1970
 */
export async function putSignature(
  store: ObjectStore,
  digest: string,
  envelope: Envelope,
  now = Date.now(),
): Promise<{ key: string; outcome: Stored }> {
  const key = signatureKey(digest, envelope.signatures[0].keyid);
  const bytes = canonicalBytes(envelope);
  if ((await store.put(key, bytes, { absent: true })) !== null) return { key, outcome: 'written' };
  const present = await store.get(key);
  const same = present?.bytes.length === bytes.length && present.bytes.every((byte, i) => byte === bytes[i]);
  if (same && now - present.modified < FRESH_MS) return { key, outcome: 'present' };
  await store.put(key, bytes);
  return { key, outcome: same ? 'present' : 'repaired' };
}

/** The signatures of a manifest by key id; none where it is not signed. */
export async function readSignatures(store: ObjectStore, digest: string): Promise<StoredSignature[]> {
  const found: StoredSignature[] = [];
  for await (const key of store.list(signaturePrefix(digest))) {
    const keyid = lastSegment(key).replace(/\.json$/, '');
    if (/^[0-9a-f]{64}$/.test(keyid)) found.push({ keyid, envelope: await readEnvelope(store, digest, keyid) });
    if (found.length === MOST_SIGNATURES) break;
  }
  return found;
}

async function readEnvelope(store: ObjectStore, digest: string, keyid: string): Promise<Envelope | null> {
  const object = await store.get(signatureKey(digest, keyid));
  const envelope = object && parseEnvelope(object.bytes);
  return envelope?.signatures[0].keyid === keyid ? envelope : null;
}

/**
 * Whether a stored release is trusted. The signatures of trusted keys are looked up by name, so that others, however
 * many, cannot stand before them.
 * @param now ms since 1970
 */
export async function trustOf(
  store: ObjectStore,
  manifest: Manifest,
  digest: string,
  keys: readonly TrustedKey[],
  now: number,
): Promise<Trust> {
  const named: (Envelope | null)[] = [];
  for (const { keyid } of keys) {
    if (await store.has(signatureKey(digest, keyid))) named.push(await readEnvelope(store, digest, keyid));
  }
  const envelopes = named.length > 0 ? named : (await readSignatures(store, digest)).map(({ envelope }) => envelope);
  return judgeRelease(envelopes, manifest, digest, keys, now);
}

const invalid = (message: string): RegistryError => new RegistryError('invalid-release', 'signature', message);
