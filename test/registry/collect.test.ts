import { beforeEach, describe, expect, it } from 'vitest';
import { canonicalBytes } from '../../models/contract/canonical.ts';
import { sha256Digest } from '../../models/contract/digest.ts';
import { createSigningKey, signManifest } from '../../models/contract/signing/sign.ts';
import { type CollectOptions, collectGarbage, SHORTEST_GRACE_MS } from '../../models/registry/collect.ts';
import { checkRegistry } from '../../models/registry/fsck.ts';
import { blobKey, manifestKey, signatureKey, versionKey } from '../../models/registry/keys.ts';
import { MemoryStore } from '../../models/registry/memory-store.ts';
import { publishThrough } from '../../models/registry/publish.ts';
import { StoreWriter } from '../../models/registry/store-writer.ts';
import { generatorBytes, generatorRelease, type TestRelease } from './release-fixture.ts';
import { keysOf } from './stores.ts';
import { dyingAt, seen } from './writer-contract.ts';

let now: number;
let store: MemoryStore;
let writer: StoreWriter;
beforeEach(() => {
  now = 1_800_000_000_000;
  store = new MemoryStore(() => now);
  writer = new StoreWriter(store, () => now);
});

const GRACE = SHORTEST_GRACE_MS;
const collect = (options: Partial<CollectOptions> = {}) => collectGarbage(store, { graceMs: GRACE, now, ...options });
const bytesOf = (text: string) => new Uint8Array(new TextEncoder().encode(text));

/** A release with a model of its own, so that nothing is shared. */
const release = (version: string): Promise<TestRelease> =>
  generatorRelease({ version, model: generatorBytes(8, {}, Number(version.split('.')[1])) });

/** A publish that dies when the manifest is there and the version is not. */
async function cutShort(version: string): Promise<TestRelease> {
  const cut = await release(version);
  await publishThrough(dyingAt(writer, 4, 'before'), cut).catch(() => undefined);
  await store.put(manifestKey(await sha256Digest(canonicalBytes(cut.manifest))), canonicalBytes(cut.manifest));
  return cut;
}

describe('collectGarbage', () => {
  it('removes what a cut publish left, once it is old, and nothing else', async () => {
    await publishThrough(writer, await release('1.0.0'));
    const before = await keysOf(store);
    const cut = await cutShort('1.1.0');
    const shared = cut.manifest.blobs.filter(({ digest }) => before.includes(blobKey(digest)));
    expect(shared).toHaveLength(1);
    now += GRACE - 1;
    expect(await collect()).toMatchObject({ removed: [], young: 1 });
    now += 1;
    const trial = await collect({ dryRun: true });
    expect(trial.removed).toHaveLength(3);
    expect(await keysOf(store)).toHaveLength(before.length + 3);
    const done = await collect();
    expect(new Set(done.removed.map(({ key }) => key))).toEqual(new Set(trial.removed.map(({ key }) => key)));
    expect(await keysOf(store)).toEqual(before);
    expect((await checkRegistry(store)).faults).toEqual([]);
    expect(await collect()).toMatchObject({ removed: [], young: 0, referenced: 4 });
  });

  it('removes the signatures of a manifest with it, and those of a published one never', async () => {
    const key = await createSigningKey();
    const published = await release('1.0.0');
    const signatures = [canonicalBytes(await signManifest(published.manifest, key))];
    await publishThrough(writer, published, { signatures });
    const before = await keysOf(store);
    const cut = await cutShort('1.1.0');
    const digest = await sha256Digest(canonicalBytes(cut.manifest));
    await writer.putSignature('gen', digest, await signManifest(cut.manifest, key));
    now += GRACE;
    const trial = await collect({ dryRun: true });
    expect(trial.removed.map(({ key: removed }) => removed)).toContain(signatureKey(digest, key.keyid));
    expect((await collect()).removed).toHaveLength(4);
    expect(await keysOf(store)).toEqual(before);
    expect((await checkRegistry(store)).faults).toEqual([]);
    // A collector that was killed when the manifest was gone and its signature not: the next one goes on.
    await store.put(signatureKey(digest, key.keyid), signatures[0]!);
    now += GRACE;
    expect((await collect()).removed).toHaveLength(1);
    // A manifest that is written anew keeps its old signature.
    await cutShort('1.1.0');
    await writer.putSignature('gen', digest, await signManifest(cut.manifest, key));
    now += GRACE;
    await store.put(manifestKey(digest), canonicalBytes(cut.manifest));
    for (const blob of cut.manifest.blobs) await writer.putBlob(blob, cut.blobs.get(blob.role)!);
    for (const dryRun of [true, false]) expect((await collect({ dryRun })).removed).toEqual([]);
  });

  it('keeps what yanked versions need', async () => {
    await publishThrough(writer, await release('1.0.0'));
    const account = { who: 'a', why: 'b', when: '2026-11-02T00:00:00Z' };
    await writer.changeState('gen', '1.0.0', { ...account, state: 'yanked' });
    now += 10 * GRACE;
    expect((await collect()).removed).toEqual([]);
  });

  it('keeps old blobs of a young manifest, whose version may be on the way', async () => {
    const cut = await release('1.0.0');
    for (const blob of cut.manifest.blobs) await writer.putBlob(blob, cut.blobs.get(blob.role)!);
    now += GRACE;
    const bytes = canonicalBytes(cut.manifest);
    await store.put(manifestKey(await sha256Digest(bytes)), bytes);
    expect((await collect()).removed).toEqual([]);
    now += GRACE;
    expect((await collect()).removed).toHaveLength(4);
  });

  it('keeps what an object of a kind that it does not know refers to', async () => {
    const blob = bytesOf('a signature');
    const digest = await sha256Digest(blob);
    await store.put(blobKey(digest), blob);
    await store.put('models/gen/later-kind/1.0.0', bytesOf(JSON.stringify({ about: digest })));
    now += GRACE;
    expect((await collect()).removed).toEqual([]);
    await store.delete('models/gen/later-kind/1.0.0');
    expect((await collect()).removed).toHaveLength(1);
  });

  it('never takes blobs from a publisher that counts on old ones, wherever the two meet', async () => {
    // The publisher of a release that was once cut short, with a collector that runs between any two of its calls.
    for (let step = 0; step <= 5; step++) {
      store = new MemoryStore(() => now);
      writer = new StoreWriter(store, () => now);
      const cut = await cutShort('1.0.0');
      now += 2 * GRACE;
      let left = step;
      const collecting = async <T>(result: Promise<T>): Promise<T> => {
        const value = await result;
        if (--left === 0) await collect();
        return value;
      };
      if (step === 0) await collect();
      await publishThrough(
        {
          publishedDigest: (...args) => collecting(writer.publishedDigest(...args)),
          putBlob: (...args) => collecting(writer.putBlob(...args)),
          putVersion: (...args) => collecting(writer.putVersion(...args)),
          putSignature: (...args) => collecting(writer.putSignature(...args)),
          moveAlias: (...args) => writer.moveAlias(...args),
          changeState: (...args) => writer.changeState(...args),
        },
        cut,
      );
      expect(await seen(store, 'gen@1.0.0')).toBe(true);
      now += 2 * GRACE;
      await collect();
      expect((await checkRegistry(store)).faults).toEqual([]);
    }
  });

  it('looks at the age again before it removes', async () => {
    const blob = bytesOf('counted on again');
    const key = blobKey(await sha256Digest(blob));
    await store.put(key, blob);
    now += GRACE;
    const racing = Object.create(store, {
      // Between the listing and the removal a publisher writes the blob anew.
      scan: {
        value: async function* (prefix: string) {
          if (prefix === key) await store.put(key, blob);
          yield* store.scan(prefix);
        },
      },
    });
    const bound = new Proxy(racing, {
      get: (target, name) => (name === 'scan' ? target.scan : (store as any)[name].bind(store)),
    });
    expect(await collectGarbage(bound, { graceMs: GRACE, now })).toMatchObject({ removed: [], young: 1 });
    expect(await store.has(key)).toBe(true);
  });

  it('removes nothing where a version or its manifest is damaged', async () => {
    const { digest } = await publishThrough(writer, await release('1.0.0'));
    await store.put(blobKey(await sha256Digest(bytesOf('x'))), bytesOf('x'));
    now += GRACE;
    const before = await keysOf(store);
    const spoil = [versionKey('gen', '1.0.0'), manifestKey(digest)];
    for (const key of spoil) {
      const { bytes } = (await store.get(key))!;
      await store.put(key, bytes.slice(0, -9));
      await expect(collect({ now: now + 2 * GRACE })).rejects.toMatchObject({ reason: 'corrupt' });
      await store.put(key, bytes);
    }
    expect(await keysOf(store)).toEqual(before);
    await store.delete(manifestKey(digest));
    await expect(collect()).rejects.toMatchObject({ reason: 'corrupt' });
  });
});
