import { beforeEach, describe, expect, it } from 'vitest';
import { tokenKey } from '../../models/access/record.ts';
import { createToken } from '../../models/access/tokens.ts';
import { canonicalBytes } from '../../models/contract/canonical.ts';
import { sha256Digest } from '../../models/contract/digest.ts';
import { createSigningKey, signManifest } from '../../models/contract/signing/sign.ts';
import { moveAlias } from '../../models/registry/alias.ts';
import { changeState } from '../../models/registry/change-state.ts';
import { checkRegistry } from '../../models/registry/fsck.ts';
import {
  aliasKey,
  blobKey,
  historyKey,
  manifestKey,
  parseKey,
  signatureKey,
  stateHistoryKey,
  stateKey,
  versionKey,
} from '../../models/registry/keys.ts';
import { MemoryStore } from '../../models/registry/memory-store.ts';
import { publishRelease } from '../../models/registry/publish.ts';
import { putSignature } from '../../models/registry/signatures.ts';
import { generatorRelease, scorerRelease } from './release-fixture.ts';
import { keysOf } from './stores.ts';

const account = { who: 'a tester', why: 'test', when: '2026-11-02T00:00:00Z' };
const text = (value: unknown) => new Uint8Array(new TextEncoder().encode(JSON.stringify(value)));

const key = await createSigningKey();

let store: MemoryStore;
let digest: string;

/** Two versions of a generator and a scorer, an alias with three moves, one version yanked and restored. */
beforeEach(async () => {
  store = new MemoryStore();
  digest = (await publishRelease(store, await generatorRelease())).digest;
  await publishRelease(store, await generatorRelease({ version: '1.1.0' }));
  await publishRelease(store, await scorerRelease());
  for (const version of ['1.0.0', '1.1.0', '1.0.0']) await moveAlias(store, 'gen', 'stable', { ...account, version });
  await changeState(store, 'gen', '1.1.0', { ...account, state: 'yanked' });
  await changeState(store, 'gen', '1.1.0', { ...account, state: 'active' });
});

/** Adds what can be missing without anyone seeing it: a signature and a token. */
async function signAndAdmit(): Promise<void> {
  await putSignature(store, digest, await signManifest((await generatorRelease()).manifest, key));
  await createToken(store, { name: 'a tester', scopes: ['infer'], days: 1 }, Date.now());
}

const edit = async (key: string, change: (value: any) => unknown): Promise<void> => {
  const value = JSON.parse(new TextDecoder().decode((await store.get(key))!.bytes));
  await store.put(key, canonicalBytes(change(value) ?? value));
};

describe('checkRegistry', () => {
  it('finds signatures of other releases, by other keys and of no manifest, and tokens under other ids', async () => {
    await signAndAdmit();
    const { manifest } = await generatorRelease({ version: '1.1.0' });
    const foreign = await signManifest(manifest, key);
    const faultOf = async (at: string, bytes: Uint8Array<ArrayBuffer>): Promise<string | undefined> => {
      const before = await store.get(at);
      await store.put(at, bytes);
      const [fault, ...others] = (await checkRegistry(store)).faults;
      expect([fault?.key, others]).toEqual([at, []]);
      if (before) await store.put(at, before.bytes);
      else await store.delete(at);
      return fault?.detail;
    };
    const own = (await store.get(signatureKey(digest, key.keyid)))!.bytes;
    const [other, absent] = ['1'.repeat(64), `sha256:${'0'.repeat(64)}`];
    expect(await faultOf(signatureKey(digest, key.keyid), canonicalBytes(foreign))).toContain('about another release');
    expect(await faultOf(signatureKey(digest, other), own)).toBe(`holds a signature by ${key.keyid}`);
    expect(await faultOf(signatureKey(digest, other), text({}))).toContain('not an envelope');
    expect(await faultOf(signatureKey(absent, key.keyid), own)).toContain('which is missing');
    const [token] = await keysOf(store, 'tokens/');
    const record = (await store.get(token!))!.bytes;
    expect(await faultOf(tokenKey('0123456789ab'), record)).toBe('is the record of another token');
    expect((await checkRegistry(store)).faults).toEqual([]);
  });

  it('counts everything and finds nothing wrong with a whole registry, nor with an empty one', async () => {
    await signAndAdmit();
    const report = await checkRegistry(store);
    expect(report).toMatchObject({ faults: [], unreferenced: [], unfinished: [], unknown: [] });
    const registers = { alias: 1, 'alias-move': 3, state: 1, 'state-move': 2 };
    const counts = { blob: 7, manifest: 3, signature: 1, version: 3, token: 1, ...registers };
    expect(report.counts).toEqual(counts);
    expect((await keysOf(store)).length).toBe(Object.values(counts).reduce((a, b) => a + b));
    expect((await checkRegistry(new MemoryStore())).faults).toEqual([]);
  });

  it('finds any one byte of the payload of a signature flipped', async () => {
    await signAndAdmit();
    const at = signatureKey(digest, key.keyid);
    const { bytes } = (await store.get(at))!;
    const { payload } = JSON.parse(new TextDecoder().decode(bytes));
    const start = new TextDecoder().decode(bytes).indexOf(payload);
    for (let i = 0; i < payload.length; i += 7) {
      await store.put(at, bytes.with(start + i, bytes[start + i]! ^ 1));
      expect((await checkRegistry(store)).faults, String(i)).toMatchObject([{ key: at }]);
    }
  });

  it('finds any one byte flipped in any object', async () => {
    for (const key of await keysOf(store)) {
      const { bytes } = (await store.get(key))!;
      const at = bytes.length >> 1;
      await store.put(key, bytes.with(at, bytes[at]! ^ 1));
      const { faults } = await checkRegistry(store);
      expect(faults.length, key).toBeGreaterThan(0);
      const place = parseKey(key)!;
      // What a blob's or pointer's damage breaks is named, too, but the object itself always is.
      if (place.kind !== 'state-move' && place.kind !== 'alias-move') expect(faults.map((f) => f.key)).toContain(key);
      await store.put(key, bytes);
    }
    expect((await checkRegistry(store)).faults).toEqual([]);
  });

  it('notices any one object missing: a version that no alias points to as its manifest without a version', async () => {
    for (const key of await keysOf(store)) {
      const { bytes } = (await store.get(key))!;
      await store.delete(key);
      const { faults, unfinished, unreferenced } = await checkRegistry(store);
      expect(faults.length + unfinished.length + unreferenced.length, key).toBeGreaterThan(0);
      if (!key.startsWith('models/')) expect(faults.length, key).toBeGreaterThan(0);
      await store.put(key, bytes);
    }
  });

  const spoiled: [string, () => Promise<unknown>, string, RegExp][] = [
    [
      'a pointer to the manifest of another version',
      async () => edit(versionKey('gen', '1.1.0'), (pointer) => ({ ...pointer, digest })),
      versionKey('gen', '1.1.0'),
      /points to the manifest of gen@1\.0\.0/,
    ],
    [
      'a pointer in the place of another',
      async () => store.put(versionKey('gen', '1.0.0'), (await store.get(versionKey('gen', '1.1.0')))!.bytes),
      versionKey('gen', '1.0.0'),
      /pointer of another key/,
    ],
    [
      'an alias that does not follow its history',
      async () => edit(aliasKey('gen', 'stable'), (pointer) => ({ ...pointer, revision: 2 })),
      aliasKey('gen', 'stable'),
      /does not point where its last move leads/,
    ],
    [
      'a history that was rewritten',
      async () => edit(historyKey('gen', 'stable', 2), (move) => ({ ...move, to: move.from })),
      historyKey('gen', 'stable', 3),
      /does not start where the move before it ended/,
    ],
    [
      'a history entry in the place of another',
      async () => store.put(historyKey('gen', 'stable', 2), (await store.get(historyKey('gen', 'stable', 1)))!.bytes),
      historyKey('gen', 'stable', 2),
      /holds another revision/,
    ],
    [
      'a history that runs far ahead of its pointer',
      async () => {
        for (const revision of [4, 5]) {
          const { bytes } = (await store.get(historyKey('gen', 'stable', 3)))!;
          await store.put(historyKey('gen', 'stable', revision), bytes);
        }
      },
      aliasKey('gen', 'stable'),
      /stands at revision 3, and the history goes to 5/,
    ],
    [
      'a state that does not follow its history',
      async () => edit(stateKey('gen', '1.1.0'), (pointer) => ({ ...pointer, state: 'yanked' })),
      stateKey('gen', '1.1.0'),
      /does not point where its last move leads/,
    ],
    [
      'a change of state from where nobody was',
      async () => edit(stateHistoryKey('gen', '1.1.0', 1), (move) => ({ ...move, from: 'deprecated' })),
      stateHistoryKey('gen', '1.1.0', 1),
      /does not start where the change before it ended/,
    ],
    [
      'a manifest that is not canonical',
      async () => {
        const manifest = JSON.parse(new TextDecoder().decode((await store.get(manifestKey(digest)))!.bytes));
        const bytes = text({ ...manifest, version: '1.0.0' });
        const other = await sha256Digest(bytes);
        await store.put(manifestKey(other), bytes);
        await edit(versionKey('gen', '1.0.0'), (pointer) => ({ ...pointer, digest: other }));
      },
      '',
      /is not canonical JSON/,
    ],
  ];
  it.each(spoiled)('finds %s', async (_, spoil, key, words) => {
    await spoil();
    const { faults } = await checkRegistry(store);
    expect(faults.some((fault) => fault.key.startsWith(key) && words.test(fault.detail))).toBe(true);
  });

  it('tells garbage, unfinished moves and foreign keys from damage', async () => {
    const bytes = text('nobody needs this');
    await store.put(blobKey(await sha256Digest(bytes)), bytes);
    await store.put('models/gen/README', bytes);
    await store.delete(aliasKey('gen', 'stable'));
    for (const revision of [2, 3]) await store.delete(historyKey('gen', 'stable', revision));
    const report = await checkRegistry(store);
    expect(report).toMatchObject({ faults: [], unfinished: ['gen@stable'], unknown: ['models/gen/README'] });
    expect(report.unreferenced).toEqual([blobKey(await sha256Digest(bytes))]);
  });
});

describe('parseKey', () => {
  it('reads every key that the registry writes, and no other', () => {
    const hex = 'ab'.repeat(32);
    expect(parseKey(blobKey(`sha256:${hex}`))).toEqual({ kind: 'blob', digest: `sha256:${hex}` });
    expect(parseKey(manifestKey(`sha256:${hex}`))).toEqual({ kind: 'manifest', digest: `sha256:${hex}` });
    expect(parseKey(versionKey('a', '1.0.0-rc.1'))).toEqual({ kind: 'version', name: 'a', version: '1.0.0-rc.1' });
    expect(parseKey(aliasKey('a', 'b'))).toEqual({ kind: 'alias', name: 'a', alias: 'b' });
    expect(parseKey(historyKey('a', 'b', 7))).toEqual({ kind: 'alias-move', name: 'a', alias: 'b', revision: 7 });
    expect(parseKey(stateKey('a', '1.0.0'))).toEqual({ kind: 'state', name: 'a', version: '1.0.0' });
    const change = { kind: 'state-move', name: 'a', version: '1.0.0', revision: 7 };
    expect(parseKey(stateHistoryKey('a', '1.0.0', 7))).toEqual(change);
    const others = [
      '',
      'blobs/sha256/ab',
      'models/A/versions/1.0.0',
      'models/a/versions/1.0',
      'models/a/versions/1.0.0/1',
    ];
    others.push('models/a/history/b', 'models/a/history/b/7', 'models/a/history/b/0000000000', 'models/a/other/b');
    for (const key of others) expect(parseKey(key)).toBeNull();
  });
});
