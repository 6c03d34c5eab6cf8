import { describe, expect, it } from 'vitest';
import { canonicalBytes } from '../../models/contract/canonical.ts';
import { sha256Digest } from '../../models/contract/digest.ts';
import type { BlobRole } from '../../models/contract/manifest.ts';
import { RegistryError } from '../../models/registry/error.ts';
import { blobKey, manifestKey, versionKey } from '../../models/registry/keys.ts';
import { MemoryStore } from '../../models/registry/memory-store.ts';
import { type PublishStep, publishRelease } from '../../models/registry/publish.ts';
import { blobOf, readManifest, readVerifiedBlob } from '../../models/registry/read.ts';
import { resolveReference } from '../../models/registry/resolve.ts';
import { generatorRelease, scorerRelease, type TestRelease } from './release-fixture.ts';
import { CrashingStore, keysOf } from './stores.ts';

const reasonOf = async (promise: Promise<unknown>): Promise<string> => {
  const error: unknown = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return error instanceof RegistryError ? error.reason : `not a RegistryError: ${String(error)}`;
};

/** A reader sees nothing, or a release with every byte in place. */
async function expectNothingHalf(store: MemoryStore, name: string, version: string): Promise<boolean> {
  const resolved = await resolveReference(store, `${name}@${version}`).catch(() => null);
  if (!resolved) return false;
  const manifest = await readManifest(store, resolved.digest);
  for (const blob of manifest.blobs) await readVerifiedBlob(store, blob);
  return true;
}

describe('publishRelease', () => {
  it('publishes a generator and a scorer, whose digest is that of the canonical manifest', async () => {
    const store = new MemoryStore();
    for (const release of [await generatorRelease(), await scorerRelease()]) {
      const done = await publishRelease(store, release);
      expect(done.outcome).toBe('published');
      expect(done.digest).toBe(await sha256Digest(canonicalBytes(release.manifest)));
      const manifest = await readManifest(store, done.digest);
      expect(manifest).toEqual(release.manifest);
      expect(await readVerifiedBlob(store, blobOf(manifest, 'model'))).toEqual(release.blobs.get('model'));
    }
  });

  it('writes blobs, then the manifest, then the version', async () => {
    const steps: PublishStep[] = [];
    await publishRelease(new MemoryStore(), await generatorRelease(), { onStep: (step) => steps.push(step) });
    expect(steps.map(({ what }) => what)).toEqual(['model', 'reference', 'certificate', 'manifest', 'version']);
    expect(steps.every(({ outcome }) => outcome === 'written')).toBe(true);
  });

  it('is unchanged the second time, and refuses other bytes under the same version', async () => {
    const store = new MemoryStore();
    const first = await publishRelease(store, await generatorRelease());
    const again = await publishRelease(store, await generatorRelease());
    expect(again).toEqual({ ...first, outcome: 'unchanged' });
    const other = await generatorRelease({ description: 'Another one' });
    const before = await keysOf(store);
    expect(await reasonOf(publishRelease(store, other))).toBe('version-conflict');
    expect(await keysOf(store)).toEqual(before);
  });

  it('lets one of many concurrent publishers of different bytes win', async () => {
    const store = new MemoryStore();
    const releases = await Promise.all(
      Array.from({ length: 50 }, (_, i) => generatorRelease({ description: `Publisher ${i}` })),
    );
    const results = await Promise.allSettled(releases.map((release) => publishRelease(store, release)));
    const won = results.filter((result) => result.status === 'fulfilled');
    expect(won).toHaveLength(1);
    expect(won[0]!.value.outcome).toBe('published');
    expect((await resolveReference(store, 'gen@1.0.0')).digest).toBe(won[0]!.value.digest);
    for (const result of results) {
      if (result.status === 'rejected') expect((result.reason as RegistryError).reason).toBe('version-conflict');
    }
  });

  it('lets one of many concurrent publishers of the same bytes be the first', async () => {
    const store = new MemoryStore();
    const release = await generatorRelease();
    const results = await Promise.all(Array.from({ length: 50 }, () => publishRelease(store, release)));
    expect(results.filter(({ outcome }) => outcome === 'published')).toHaveLength(1);
  });

  it('survives a crash at every write: nothing half is seen, and a rerun finishes', async () => {
    const release = await generatorRelease();
    for (let writes = 0; writes < 5; writes++) {
      for (const when of ['before', 'after'] as const) {
        const store = new CrashingStore(writes, when);
        await expect(publishRelease(store, release)).rejects.toThrow('crash');
        expect(await expectNothingHalf(store, 'gen', '1.0.0')).toBe(writes === 4 && when === 'after');
        store.mend();
        await publishRelease(store, release);
        expect(await expectNothingHalf(store, 'gen', '1.0.0')).toBe(true);
      }
    }
  });

  it('puts a damaged blob and a damaged manifest right', async () => {
    const store = new MemoryStore();
    const release = await generatorRelease();
    const { digest } = await publishRelease(store, release);
    const key = blobKey(blobOf(release.manifest, 'model').digest);
    await store.put(key, flip((await store.get(key))!.bytes, 100));
    await store.put(manifestKey(digest), flip((await store.get(manifestKey(digest)))!.bytes, 5));
    const steps: PublishStep[] = [];
    await publishRelease(store, release, { onStep: (step) => steps.push(step) });
    expect(steps.filter(({ outcome }) => outcome === 'repaired').map(({ what }) => what)).toEqual([
      'model',
      'manifest',
    ]);
    expect(await expectNothingHalf(store, 'gen', '1.0.0')).toBe(true);
  });
});

function flip(bytes: Uint8Array<ArrayBuffer>, at: number): Uint8Array<ArrayBuffer> {
  const changed = bytes.slice();
  changed[at]! ^= 1;
  return changed;
}

describe('checkRelease, through publishRelease', () => {
  const refused: [string, (release: TestRelease) => unknown, string][] = [
    ['a manifest with an unknown field', ({ manifest }) => Object.assign(manifest, { extra: 1 }), 'invalid-release'],
    ['a name that leaves its prefix', ({ manifest }) => Object.assign(manifest, { name: '../x' }), 'invalid-release'],
    ['a missing blob', ({ blobs }) => blobs.delete('certificate'), 'invalid-release'],
    ['a role that is not listed', ({ manifest }) => manifest.blobs.pop(), 'invalid-release'],
    ['a flipped byte', ({ blobs }) => blobs.set('model', flip(blobs.get('model')!, 40)), 'invalid-release'],
    ['a cut blob', ({ blobs }) => blobs.set('model', blobs.get('model')!.slice(1)), 'invalid-release'],
    [
      'another certificate',
      ({ manifest }) => Object.assign(manifest, { certificate: manifest.blobs[0]!.digest }),
      'invalid-release',
    ],
    [
      'a manifest for another kind of tensors',
      ({ manifest }) => {
        manifest.tensors.inputs[0]!.shape[1] = 5;
      },
      'gate',
    ],
  ];
  it.each(refused)('refuses %s and writes nothing', async (_, spoil, reason) => {
    const store = new MemoryStore();
    const release = structuredClone(await generatorRelease());
    spoil(release);
    expect(await reasonOf(publishRelease(store, release))).toBe(reason);
    expect(await keysOf(store)).toEqual([]);
  });

  const references: [string, unknown][] = [
    ['not JSON', undefined],
    ['without an input', { inputs: {}, outputs: {}, tolerance: 1e-5 }],
    ['of another shape', withCondition({ shape: [2, 3], data: [1, 1, 1, 1, 1, 1] })],
    ['with too few numbers', withCondition({ shape: [2, 4], data: [1] })],
    ['of other rows than its noise', withCondition({ shape: [1, 4], data: [1, 1, 1, 1] })],
    ['with NaN, which JSON writes as null', withCondition({ shape: [2, 4], data: [null, 1, 1, 1, 1, 1, 1, 1] })],
  ];
  it.each(references)('refuses a reference run %s', async (_, reference) => {
    const release = await generatorRelease();
    const text = reference === undefined ? '{' : JSON.stringify(reference);
    const bytes = new Uint8Array(new TextEncoder().encode(text));
    release.blobs.set('reference' satisfies BlobRole, bytes);
    const listed = release.manifest.blobs.find(({ role }) => role === 'reference')!;
    Object.assign(listed, { digest: await sha256Digest(bytes), bytes: bytes.length });
    expect(await reasonOf(publishRelease(new MemoryStore(), release))).toBe('invalid-release');
  });
});

function withCondition(condition: unknown): unknown {
  const noise = { shape: [2, 10], data: Array.from({ length: 20 }, () => 1) };
  const angles = { shape: [2, 2], data: [0, 0, 0, 0] };
  return { inputs: { condition, noise }, outputs: { angles }, tolerance: 1e-5 };
}

describe('reading', () => {
  it('refuses a stored blob with any of its bytes flipped, missing or cut, and names the key', async () => {
    const store = new MemoryStore();
    const release = await generatorRelease();
    await publishRelease(store, release);
    const blob = blobOf(release.manifest, 'model');
    const key = blobKey(blob.digest);
    const good = release.blobs.get('model')!;
    for (let at = 0; at < good.length; at += 37) {
      await store.put(key, flip(good, at));
      await expect(readVerifiedBlob(store, blob)).rejects.toMatchObject({ reason: 'corrupt', subject: key });
    }
    await store.put(key, good.slice(0, -1));
    await expect(readVerifiedBlob(store, blob)).rejects.toMatchObject({ reason: 'corrupt', subject: key });
    const empty = new MemoryStore();
    await expect(readVerifiedBlob(empty, blob)).rejects.toMatchObject({ reason: 'corrupt', subject: key });
  });

  it('refuses a manifest and a pointer that are not what was written', async () => {
    const store = new MemoryStore();
    const { digest } = await publishRelease(store, await generatorRelease());
    await store.put(manifestKey(digest), new Uint8Array([123, 125]));
    expect(await reasonOf(readManifest(store, digest))).toBe('corrupt');
    expect(await reasonOf(readManifest(store, `sha256:${'0'.repeat(64)}`))).toBe('unknown-digest');
    await store.put(versionKey('gen', '1.0.0'), new Uint8Array([123, 125]));
    expect(await reasonOf(resolveReference(store, 'gen@1.0.0'))).toBe('corrupt');
  });
});
