import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { canonicalBytes } from '../../../models/contract/canonical.ts';
import { sha256Digest } from '../../../models/contract/digest.ts';
import { decodeBase64, encodeBase64 } from '../../../models/contract/signing/base64.ts';
import { type Envelope, parseEnvelope, preAuthenticationEncoding } from '../../../models/contract/signing/envelope.ts';
import { parseTrustedKeys, type TrustedKey, TrustedKeysError } from '../../../models/contract/signing/key.ts';
import {
  createSigningKey,
  type SigningKey,
  signingKeyOf,
  signManifest,
} from '../../../models/contract/signing/sign.ts';
import { statementOf } from '../../../models/contract/signing/statement.ts';
import { judgeRelease } from '../../../models/contract/signing/verify.ts';
import { generatorRelease } from '../../registry/release-fixture.ts';

const { manifest } = await generatorRelease();
const { manifest: other } = await generatorRelease({ version: '2.0.0' });
const digest = await sha256Digest(canonicalBytes(manifest));
const [a, b] = [await createSigningKey(), await createSigningKey()];
const [byA, byB] = [await signManifest(manifest, a), await signManifest(manifest, b)];

const trust = (key: SigningKey, window: Pick<TrustedKey, 'not_before' | 'not_after'> = {}): TrustedKey => ({
  keyid: key.keyid,
  public_key: encodeBase64(key.publicKey),
  ...window,
});
const at = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const judge = (envelopes: (Envelope | null)[], keys: TrustedKey[], now = at('2027-01-01')) =>
  judgeRelease(envelopes, manifest, digest, keys, now);
const codeOf = async (...args: Parameters<typeof judge>): Promise<string> => {
  const judged = await judge(...args);
  return judged.trusted ? `trusted ${judged.keyid}` : judged.code;
};

describe('the encoding', () => {
  it('is that of the DSSE specification', () => {
    const bytes = preAuthenticationEncoding('http://example.com/HelloWorld', new TextEncoder().encode('hello world'));
    expect(new TextDecoder().decode(bytes)).toBe('DSSEv1 29 http://example.com/HelloWorld 11 hello world');
    // Lengths are those of bytes, not of characters.
    const wide = preAuthenticationEncoding('é', new TextEncoder().encode('π'));
    expect(new TextDecoder().decode(wide)).toBe('DSSEv1 2 é 2 π');
  });

  it('has one base64 text for each value', () => {
    for (const text of ['', 'AA==', 'AAA=', 'AAAA', '+/8=']) expect(encodeBase64(decodeBase64(text)!)).toBe(text);
    for (const text of ['AB==', 'AAB=', 'AA', 'AA= =', ' AAAA', 'AAAA\n', '-_8=', '====', 'é']) {
      expect(decodeBase64(text)).toBeNull();
    }
  });

  it('names the manifest and every blob, sorted, each with its sha256', async () => {
    const statement = statementOf(manifest, digest);
    expect(statement._type).toBe('https://in-toto.io/Statement/v1');
    expect(statement.subject.map(({ name }) => name)).toEqual([
      'certificate.json',
      'manifest.json',
      'model.onnx',
      'reference.json',
    ]);
    const hash = createHash('sha256').update(canonicalBytes(manifest)).digest('hex');
    expect(statement.subject[1]!.digest.sha256).toBe(hash);
    expect(`sha256:${statement.subject[2]!.digest.sha256}`).toBe(
      manifest.blobs.find(({ role }) => role === 'model')!.digest,
    );
    expect(statement.predicate).toEqual({ name: 'gen', version: '1.0.0' });
  });
});

describe('keys', () => {
  it('are those of RFC 8032, section 7.1, tests 1 and 2', async () => {
    for (const [seed, publicKey] of [
      [
        '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
        'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
      ],
      [
        '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
        '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
      ],
    ] as const) {
      const key = await signingKeyOf(new Uint8Array(Buffer.from(`302e020100300506032b657004220420${seed}`, 'hex')));
      expect(Buffer.from(key.publicKey).toString('hex')).toBe(publicKey);
      expect(key.keyid).toBe(createHash('sha256').update(key.publicKey).digest('hex'));
    }
  });

  it('sign as node:crypto does, to the bit', async () => {
    const secret = createPrivateKey({ key: Buffer.from(a.pkcs8), format: 'der', type: 'pkcs8' });
    const spki = createPublicKey(secret).export({ format: 'der', type: 'spki' });
    expect(spki.subarray(-32)).toEqual(Buffer.from(a.publicKey));
    const signed = preAuthenticationEncoding(byA.payloadType, decodeBase64(byA.payload)!);
    expect(byA.signatures[0].sig).toBe(sign(null, signed, secret).toString('base64'));
    expect(await signManifest(manifest, a)).toEqual(byA);
  });

  it('are not taken from bytes that are none', async () => {
    await expect(signingKeyOf(new Uint8Array(48))).rejects.toThrow();
    await expect(signingKeyOf(a.pkcs8.slice(0, -1))).rejects.toThrow();
  });

  const entry = trust(a);
  it.each([
    ['no list', JSON.stringify(entry), '/'],
    ['no JSON', '{', 'not JSON'],
    ['a short key', JSON.stringify([{ ...entry, public_key: 'AAAA' }]), '/0/public_key: must be 32 bytes'],
    ['an id in capitals', JSON.stringify([{ ...entry, keyid: entry.keyid.toUpperCase() }]), '/0/keyid'],
    ['a field that is not known', JSON.stringify([{ ...entry, not_afer: '2027-01-01T00:00:00Z' }]), '/0'],
    ['a day without a time', JSON.stringify([{ ...entry, not_after: '2027-01-01' }]), '/0/not_after'],
    [
      'an end before the beginning',
      JSON.stringify([{ ...entry, not_before: '2027-01-01T00:00:00Z', not_after: '2026-01-01T00:00:00Z' }]),
      '/0/not_after: not_before must be earlier',
    ],
    ['a key twice', JSON.stringify([entry, entry]), 'each key once'],
  ])('are refused in a list: %s', (_, text, message) => {
    expect(() => parseTrustedKeys(text)).toThrow(TrustedKeysError);
    expect(() => parseTrustedKeys(text)).toThrow(message);
  });
});

describe('judgeRelease', () => {
  it('trusts a signature by a trusted key, and no other', async () => {
    expect(await codeOf([byA], [trust(a)])).toBe(`trusted ${a.keyid}`);
    expect(await codeOf([], [trust(a)])).toBe('unsigned');
    expect(await codeOf([byB], [trust(a)])).toBe('unknown-key');
    expect(await codeOf([byA], [])).toBe('unknown-key');
    expect(await codeOf([null], [trust(a)])).toBe('malformed');
    expect(await codeOf([await signManifest(other, a)], [trust(a)])).toBe('other-release');
    const forged: Envelope = { ...byB, signatures: [{ ...byB.signatures[0], keyid: a.keyid }] };
    expect(await codeOf([forged], [trust(a)])).toBe('wrong-signature');
    const retold: Envelope = { ...byA, payload: (await signManifest(other, a)).payload };
    expect(await codeOf([retold], [trust(a)])).toBe('wrong-signature');
  });

  it('does not let a bad signature spoil a good one', async () => {
    expect(await codeOf([null, byB, byA], [trust(a)])).toBe(`trusted ${a.keyid}`);
  });

  it('follows a rotation: old key, both, new key', async () => {
    const keys = [
      trust(a, { not_after: '2028-01-01T00:00:00Z' }),
      trust(b, { not_before: '2027-06-01T00:00:00Z', not_after: '2030-01-01T00:00:00Z' }),
    ];
    expect(await codeOf([byA], keys, at('2027-01-01'))).toBe(`trusted ${a.keyid}`);
    expect(await codeOf([byB], keys, at('2027-01-01'))).toBe('early-key');
    // Both are valid: the key that lasts longer says until when.
    expect(await judge([byA, byB], keys, at('2027-07-01'))).toEqual({
      trusted: true,
      keyid: b.keyid,
      until: at('2030-01-01'),
    });
    expect(await codeOf([byA], keys, at('2028-01-01') - 1)).toBe(`trusted ${a.keyid}`);
    expect(await codeOf([byA], keys, at('2028-01-01'))).toBe('retired-key');
    expect(await codeOf([byA, byB], keys, at('2029-01-01'))).toBe(`trusted ${b.keyid}`);
    expect(await codeOf([byA, byB], keys, at('2031-01-01'))).toBe('retired-key');
  });
});

const of = (changed: string) => parseEnvelope(new TextEncoder().encode(changed));

describe('parseEnvelope', () => {
  const bytes = canonicalBytes(byA);
  const text = new TextDecoder().decode(bytes);

  it('reads what was written, and nothing that is written otherwise', () => {
    expect(parseEnvelope(bytes)).toEqual(byA);
    for (const changed of [
      '',
      'null',
      ` ${text}`,
      `${text}\n`,
      `\uFEFF${text}`,
      text.replace('"payload":', '"payload" :'),
      text.replace('{', '{"payload":"",'),
      text.replace('application/vnd.in-toto+json', 'application/json'),
      text.replace('"signatures":[', '"signatures":[],"more":['),
      JSON.stringify({ ...byA, signatures: [...byA.signatures, ...byB.signatures] }),
      JSON.stringify({ ...byA, signatures: [] }),
      JSON.stringify({ ...byA, extra: 1 }),
    ]) {
      expect(of(changed)).toBeNull();
    }
  });
});
