import { createPublicKey, verify } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256Digest } from '../../../models/contract/digest.ts';
import { type Manifest, manifestSchema } from '../../../models/contract/manifest.ts';
import { parseEnvelope } from '../../../models/contract/signing/envelope.ts';
import { parseTrustedKeys, type TrustedKey } from '../../../models/contract/signing/key.ts';
import { judgeRelease } from '../../../models/contract/signing/verify.ts';

/**
 * Signatures as they were made, one folder a form of the statement: manifests, envelopes, and the keys. They must verify
 * for ever; nothing here is ever made again, only added to. `verify.py` in the same place checks them with
 * securesystemslib.
 */
const VECTORS = resolve(import.meta.dirname, '../../vectors/signatures');
/** Inside the window of every key. */
const NOW = Date.parse('2026-12-01T00:00:00Z');

interface Vector {
  what: string;
  envelope: Uint8Array<ArrayBuffer>;
  manifestBytes: Uint8Array<ArrayBuffer>;
  keys: TrustedKey[];
}

const read = (...path: string[]) => new Uint8Array(readFileSync(join(VECTORS, ...path)));

const vectors: Vector[] = readdirSync(VECTORS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name: form }) => {
    const keys = parseTrustedKeys(new TextDecoder().decode(read(form, 'trusted-keys.json')));
    const files = readdirSync(join(VECTORS, form)).filter((file) => file.endsWith('.envelope.json'));
    return files.map((file) => {
      const manifestBytes = read(form, `${file.split('.')[0]!}.manifest.json`);
      return { what: `${form}/${file}`, envelope: read(form, file), manifestBytes, keys };
    });
  });

const manifestOf = (bytes: Uint8Array): Manifest => manifestSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));

/** Whether an envelope's bytes make a manifest's bytes trusted. */
async function isTrusted(envelope: Uint8Array, manifestBytes: Uint8Array<ArrayBuffer>, keys: readonly TrustedKey[]) {
  const digest = await sha256Digest(manifestBytes);
  return (await judgeRelease([parseEnvelope(envelope)], manifestOf(manifestBytes), digest, keys, NOW)).trusted;
}

/** PAE as its specification says it, and the signature as OpenSSL checks it. */
function verifiesInNode(envelopeBytes: Uint8Array, keys: readonly TrustedKey[]): boolean {
  const envelope = JSON.parse(Buffer.from(envelopeBytes).toString());
  const payload = Buffer.from(envelope.payload, 'base64');
  const type: string = envelope.payloadType;
  const signed = Buffer.concat([Buffer.from(`DSSEv1 ${type.length} ${type} ${payload.length} `), payload]);
  const { keyid, sig } = envelope.signatures[0];
  const x = keys
    .find((key) => key.keyid === keyid)!
    .public_key.replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace('=', '');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  return verify(null, signed, key, Buffer.from(sig, 'base64'));
}

const flipped = (bytes: Uint8Array, bit: number): Uint8Array<ArrayBuffer> => {
  const copy = new Uint8Array(bytes);
  copy[bit >> 3]! ^= 1 << (bit & 7);
  return copy;
};

describe('signature vectors', () => {
  it('are there', () => expect(vectors.length).toBeGreaterThanOrEqual(4));

  it.each(vectors)('$what verifies, and in node:crypto too', async ({ envelope, manifestBytes, keys }) => {
    expect(await isTrusted(envelope, manifestBytes, keys)).toBe(true);
    expect(verifiesInNode(envelope, keys)).toBe(true);
  });

  it('fail with one wrong bit anywhere in the envelope', async () => {
    const { envelope, manifestBytes, keys } = vectors[0]!;
    for (let bit = 0; bit < 8 * envelope.length; bit++) {
      if (await isTrusted(flipped(envelope, bit), manifestBytes, keys)) throw new Error(`bit ${bit} is not signed`);
    }
  });

  it('fail with one wrong bit anywhere in the manifest', async () => {
    const { envelope, manifestBytes, keys } = vectors[0]!;
    const parsed = parseEnvelope(envelope);
    const manifest = manifestOf(manifestBytes);
    for (let bit = 0; bit < 8 * manifestBytes.length; bit += 5) {
      // Whether the bytes still parse or not, their digest is another one.
      const digest = await sha256Digest(flipped(manifestBytes, bit));
      const trust = await judgeRelease([parsed], manifest, digest, keys, NOW);
      expect(trust).toMatchObject({ trusted: false, code: 'other-release' });
    }
  });

  it('fail with one wrong bit in the key', async () => {
    const { envelope, manifestBytes, keys } = vectors[0]!;
    const [first] = keys;
    for (let bit = 0; bit < 256; bit++) {
      const wrong = Buffer.from(flipped(new Uint8Array(Buffer.from(first!.public_key, 'base64')), bit)).toString(
        'base64',
      );
      // The id no longer is the key's.
      await expect(isTrusted(envelope, manifestBytes, [{ ...first!, public_key: wrong }])).rejects.toThrow(
        'is not the id',
      );
    }
  });
});
