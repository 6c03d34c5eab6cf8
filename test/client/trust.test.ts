import { describe, expect, it } from 'vitest';
import { HadronEdgeClient } from '../../client/client.ts';
import { PinMismatch, ReleaseUntrusted } from '../../client/errors.ts';
import { requireTrusted } from '../../client/trust.ts';
import { canonicalBytes } from '../../models/contract/canonical.ts';
import { sha256Digest } from '../../models/contract/digest.ts';
import type { Manifest } from '../../models/contract/manifest.ts';
import { encodeBase64 } from '../../models/contract/signing/base64.ts';
import type { Envelope } from '../../models/contract/signing/envelope.ts';
import type { TrustedKey } from '../../models/contract/signing/key.ts';
import { createSigningKey, type SigningKey, signManifest } from '../../models/contract/signing/sign.ts';
import { generatorRelease, scorerRelease } from '../registry/release-fixture.ts';

/** What a service says of a model; each part may be a lie. */
interface Claims {
  manifest: Manifest;
  digest: string;
  signatures: { keyid: string; envelope: Envelope | null }[];
}

function clientOf({ manifest, digest, signatures }: Claims): HadronEdgeClient {
  const { name, version } = manifest;
  const answers: [RegExp, unknown][] = [
    [/\/v1\/resolve$/, { models: [{ reference: 'gen', name, version, digest }] }],
    [/\/signatures$/, { name, version, digest, signatures }],
    [/\/versions\/[^/]+$/, { name, version, digest, manifest }],
  ];
  return new HadronEdgeClient('http://service', (input) => {
    const url = typeof input === 'string' ? input : '';
    const found = answers.find(([path]) => path.test(url));
    return Promise.resolve(found ? Response.json(found[1]) : new Response(null, { status: 404 }));
  });
}

const [key, stranger] = [await createSigningKey(), await createSigningKey()];
const keys: TrustedKey[] = [{ keyid: key.keyid, public_key: encodeBase64(key.publicKey) }];
const { manifest } = await generatorRelease();
const digest = await sha256Digest(canonicalBytes(manifest));
const signedBy = async (by: SigningKey, what = manifest) => ({
  keyid: by.keyid,
  envelope: await signManifest(what, by),
});
const honest: Claims = { manifest, digest, signatures: [await signedBy(stranger), await signedBy(key)] };

const outcome = (claims: Partial<Claims>, reference = 'gen') =>
  requireTrusted(clientOf({ ...honest, ...claims }), reference, keys, 0);
const codeOf = (claims: Partial<Claims>, reference?: string): Promise<string> =>
  outcome(claims, reference).catch((error: unknown) =>
    error instanceof ReleaseUntrusted ? error.code : String(error),
  );

describe('requireTrusted', () => {
  it('gives the digest of a release that a trusted key has signed', async () => {
    for (const reference of ['gen', 'gen@stable', 'gen@1.0.0', `gen@${digest}`]) {
      expect(await outcome({}, reference)).toBe(`gen@${digest}`);
    }
  });

  it('believes nothing that a service says of signatures', async () => {
    expect(await codeOf({ signatures: [] })).toBe('unsigned');
    expect(await codeOf({ signatures: [await signedBy(stranger)] })).toBe('unknown-key');
    const { envelope } = await signedBy(stranger);
    expect(await codeOf({ signatures: [{ keyid: key.keyid, envelope }] })).toBe('malformed');
    expect(await codeOf({ signatures: [{ keyid: key.keyid, envelope: null }] })).toBe('malformed');
  });

  it('does not take another manifest under the digest, nor another model with a good signature', async () => {
    const changed = { ...manifest, description: 'Better' };
    await expect(outcome({ manifest: changed })).rejects.toThrow(PinMismatch);
    const { manifest: other } = await scorerRelease();
    const claims = {
      manifest: other,
      digest: await sha256Digest(canonicalBytes(other)),
      signatures: [await signedBy(key, other)],
    };
    expect(await codeOf(claims)).toBe('other-release');
    const { manifest: newer } = await generatorRelease({ version: '2.0.0' });
    const replaced = {
      manifest: newer,
      digest: await sha256Digest(canonicalBytes(newer)),
      signatures: [await signedBy(key, newer)],
    };
    // The alias may point there; the version and the digest may not.
    expect(await outcome(replaced, 'gen')).toBe(`gen@${replaced.digest}`);
    expect(await codeOf(replaced, 'gen@1.0.0')).toBe('other-release');
    expect(await codeOf(replaced, `gen@${digest}`)).toBe('other-release');
  });
});
