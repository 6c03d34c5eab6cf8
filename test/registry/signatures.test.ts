import { describe, expect, it } from 'vitest';
import { canonicalBytes } from '../../models/contract/canonical.ts';
import { encodeBase64 } from '../../models/contract/signing/base64.ts';
import type { TrustedKey } from '../../models/contract/signing/key.ts';
import { createSigningKey, type SigningKey, signManifest } from '../../models/contract/signing/sign.ts';
import { signatureKey } from '../../models/registry/keys.ts';
import { MemoryStore } from '../../models/registry/memory-store.ts';
import { type PublishStep, publishRelease } from '../../models/registry/publish.ts';
import { putSignature, readSignatures, trustOf } from '../../models/registry/signatures.ts';
import { generatorRelease } from './release-fixture.ts';
import { keysOf } from './stores.ts';

const [key, stranger] = [await createSigningKey(), await createSigningKey()];
const trust = ({ keyid, publicKey }: SigningKey): TrustedKey => ({ keyid, public_key: encodeBase64(publicKey) });
const release = await generatorRelease();
const envelope = await signManifest(release.manifest, key);

async function published(signatures: Uint8Array[] = [canonicalBytes(envelope)]) {
  const store = new MemoryStore();
  const steps: PublishStep[] = [];
  const { digest } = await publishRelease(store, release, { signatures, onStep: (step) => steps.push(step) });
  const judge = (keys: TrustedKey[]) => trustOf(store, release.manifest, digest, keys, Date.now());
  return { store, steps, digest, judge };
}

describe('signatures in the registry', () => {
  it('stand before the version pointer, by digest and key', async () => {
    const { store, steps, digest, judge } = await published();
    expect(steps.map(({ what }) => what)).toEqual([
      'model',
      'reference',
      'certificate',
      'manifest',
      'signature',
      'version',
    ]);
    expect(await keysOf(store)).toContain(`signatures/sha256/${digest.slice(7)}/${key.keyid}.json`);
    expect(await readSignatures(store, digest)).toEqual([{ keyid: key.keyid, envelope }]);
    expect(await judge([trust(key)])).toEqual({ trusted: true, keyid: key.keyid, until: Number.POSITIVE_INFINITY });
    expect(await judge([trust(stranger)])).toMatchObject({ trusted: false, code: 'unknown-key' });
  });

  it('can be added later; signing again changes nothing', async () => {
    const { store, digest, judge } = await published([]);
    expect(await judge([trust(key)])).toMatchObject({ trusted: false, code: 'unsigned' });
    expect((await putSignature(store, digest, envelope)).outcome).toBe('written');
    expect((await putSignature(store, digest, await signManifest(release.manifest, key))).outcome).toBe('present');
    await publishRelease(store, release, {
      signatures: [canonicalBytes(await signManifest(release.manifest, stranger))],
    });
    expect((await readSignatures(store, digest)).map(({ keyid }) => keyid).sort()).toEqual(
      [key.keyid, stranger.keyid].sort(),
    );
    expect(await judge([trust(key)])).toMatchObject({ trusted: true });
  });

  it('are refused at publish where they are none or about another release, and nothing is written', async () => {
    const { manifest: other } = await generatorRelease({ version: '2.0.0' });
    for (const bytes of [new Uint8Array([1]), canonicalBytes(await signManifest(other, key))]) {
      const store = new MemoryStore();
      const refused: any = await publishRelease(store, release, { signatures: [bytes] }).catch((error) => error);
      expect(refused.reason).toBe('invalid-release');
      expect(await keysOf(store)).toEqual([]);
    }
  });

  it('are found by the trusted keys, however many others stand before them', async () => {
    const { store, digest, judge } = await published();
    for (let i = 0; i < 100; i++) {
      await store.put(signatureKey(digest, i.toString(16).padStart(64, '0')), new Uint8Array([0x7b]));
    }
    expect((await readSignatures(store, digest)).length).toBe(64);
    expect(await judge([trust(stranger), trust(key)])).toMatchObject({ trusted: true, keyid: key.keyid });
    expect(await judge([trust(stranger)])).toMatchObject({ trusted: false, code: 'malformed' });
  });

  it('are not believed under the name of another key, or once damaged', async () => {
    const { store, digest, judge } = await published([]);
    await store.put(signatureKey(digest, stranger.keyid), canonicalBytes(envelope));
    expect(await judge([trust(stranger)])).toMatchObject({ trusted: false, code: 'malformed' });
    const damaged = canonicalBytes(envelope);
    damaged[20]! ^= 1;
    await store.put(signatureKey(digest, key.keyid), damaged);
    expect((await judge([trust(key)])).trusted).toBe(false);
    expect((await putSignature(store, digest, envelope)).outcome).toBe('repaired');
    expect((await judge([trust(key)])).trusted).toBe(true);
  });
});
