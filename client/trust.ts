import { canonicalBytes } from '../models/contract/canonical.ts';
import { sha256Digest } from '../models/contract/digest.ts';
import type { Manifest } from '../models/contract/manifest.ts';
import { parseReference } from '../models/contract/reference.ts';
import type { TrustedKey } from '../models/contract/signing/key.ts';
import { judgeRelease } from '../models/contract/signing/verify.ts';
import type { HadronEdgeClient } from './client.ts';
import { PinMismatch, ReleaseUntrusted } from './errors.ts';

/**
 * The reference, by digest, of a release that a trusted key has signed: what to ask of the service instead of
 * `reference`. The manifest is hashed and the signature checked here; nothing that the service says of them is believed.
 *
 * Throws ReleaseUntrusted, PinMismatch where the manifest is not the one with the digest, and the client's own errors.
 * @param now ms since 1970
 */
export async function requireTrusted(
  client: HadronEdgeClient,
  reference: string,
  keys: readonly TrustedKey[],
  now: number,
): Promise<string> {
  const [resolved] = await client.resolve([reference]);
  if (!resolved) throw new ReleaseUntrusted(reference, 'unsigned', 'the service does not say what it is');
  const { name, version, digest } = resolved;
  const { manifest } = await client.version(name, digest);
  const actual = await sha256Digest(canonicalBytes(manifest));
  if (actual !== digest) throw new PinMismatch(digest, actual);
  requireAsked(reference, manifest, digest);
  const { signatures } = await client.signatures(name, digest);
  const envelopes = signatures.map(({ keyid, envelope }) =>
    envelope?.signatures[0].keyid === keyid ? envelope : null,
  );
  const trust = await judgeRelease(envelopes, manifest, digest, keys, now);
  if (!trust.trusted) throw new ReleaseUntrusted(`${name}@${version}`, trust.code, trust.detail);
  return `${name}@${digest}`;
}

/** A good signature of another model than the one asked for is no signature of this one. */
function requireAsked(reference: string, { name, version }: Manifest, digest: string): void {
  const asked = parseReference(reference);
  const same =
    asked.name === name &&
    (asked.by !== 'version' || asked.version === version) &&
    (asked.by !== 'digest' || asked.digest === digest);
  if (!same) throw new ReleaseUntrusted(reference, 'other-release', `the service gave ${name}@${version} ${digest}`);
}
