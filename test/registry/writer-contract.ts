import { expect, it } from 'vitest';
import { canonicalBytes } from '../../models/contract/canonical.ts';
import { sha256Digest } from '../../models/contract/digest.ts';
import type { BlobRole, Manifest } from '../../models/contract/manifest.ts';
import { createSigningKey, signManifest } from '../../models/contract/signing/sign.ts';
import { readHistory } from '../../models/registry/alias.ts';
import { readStateHistory } from '../../models/registry/change-state.ts';
import { RegistryError } from '../../models/registry/error.ts';
import { signatureKey, versionKey } from '../../models/registry/keys.ts';
import { type PublishStep, publishThrough } from '../../models/registry/publish.ts';
import { readManifest, readVerifiedBlob } from '../../models/registry/read.ts';
import { resolveReference } from '../../models/registry/resolve.ts';
import { readSignatures } from '../../models/registry/signatures.ts';
import type { ObjectStore } from '../../models/registry/store.ts';
import type { RegistryWriter } from '../../models/registry/writer.ts';
import { generatorRelease } from './release-fixture.ts';

export interface WriterContractOptions {
  /** Publishers and movers that race. */
  racers: number;
}

const [key, otherKey] = [await createSigningKey(), await createSigningKey()];

/** The ids of the keys whose signatures stand beside a manifest, each of them an envelope. */
async function signersOf(store: ObjectStore, manifest: Manifest): Promise<string[]> {
  const found = await readSignatures(store, await sha256Digest(canonicalBytes(manifest)));
  return found.map(({ keyid, envelope }) => (envelope ? keyid : `${keyid} damaged`)).toSorted();
}

const account = (why: string) => ({ who: 'a tester', why, when: '2026-11-02T00:00:00Z' });

export const reasonOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'none',
    (error: unknown) => (error instanceof RegistryError ? error.reason : String(error)),
  );

/** Whether a reader finds a version; fails where it is found with anything missing or damaged. */
export async function seen(store: ObjectStore, reference: string): Promise<boolean> {
  const resolved = await resolveReference(store, reference).catch(() => null);
  if (!resolved) return false;
  const manifest = await readManifest(store, resolved.digest);
  for (const blob of manifest.blobs) await readVerifiedBlob(store, blob);
  return true;
}

/** A writer whose process dies at one of its calls: before the call is made, or after it, before anyone hears of it. */
export function dyingAt(writer: RegistryWriter, calls: number, when: 'before' | 'after'): RegistryWriter {
  let left = calls;
  const guard = async <T>(call: () => Promise<T>): Promise<T> => {
    const dies = left-- === 0;
    if (dies && when === 'before') throw new Error('killed');
    const result = await call();
    if (dies) throw new Error('killed');
    return result;
  };
  return {
    publishedDigest: (...args) => guard(() => writer.publishedDigest(...args)),
    putBlob: (...args) => guard(() => writer.putBlob(...args)),
    putVersion: (...args) => guard(() => writer.putVersion(...args)),
    putSignature: (...args) => guard(() => writer.putSignature(...args)),
    moveAlias: (...args) => guard(() => writer.moveAlias(...args)),
    changeState: (...args) => guard(() => writer.changeState(...args)),
  };
}

/**
 * What every RegistryWriter keeps to. `store` reads the bucket that it writes to. Each run takes names of its own, so
 * that a bucket may be shared and hold other things.
 */
export function describeWriter(
  open: () => { writer: RegistryWriter; store: ObjectStore },
  { racers }: WriterContractOptions,
): void {
  const folder = crypto.randomUUID().slice(0, 8);
  let models = 0;
  const fresh = (): string => `model-${folder}-${++models}`;

  async function withVersions(...versions: string[]) {
    const { writer, store } = open();
    const name = fresh();
    const digests: string[] = [];
    for (const version of versions) {
      digests.push((await publishThrough(writer, await generatorRelease({ name, version }))).digest);
    }
    return { writer, store, name, digests };
  }

  it('publishes in order, says what it did, and changes nothing the second time', async () => {
    const { writer, store } = open();
    const name = fresh();
    const release = await generatorRelease({ name, description: `of ${name}` });
    const steps: PublishStep[] = [];
    const done = await publishThrough(writer, release, { onStep: (step) => steps.push(step) });
    expect(done.outcome).toBe('published');
    expect(steps.map(({ what }) => what)).toEqual(['model', 'reference', 'certificate', 'manifest', 'version']);
    expect(steps.filter(({ what }) => what === 'manifest' || what === 'version')).toMatchObject([
      { outcome: 'written' },
      { outcome: 'written' },
    ]);
    expect(await seen(store, `${name}@${done.digest}`)).toBe(true);
    expect(await writer.publishedDigest(name, '1.0.0')).toBe(done.digest);
    expect(await writer.publishedDigest(name, '1.0.1')).toBeNull();
    const again: PublishStep[] = [];
    const second = await publishThrough(writer, release, { onStep: (step) => again.push(step) });
    expect(second).toEqual({ ...done, outcome: 'unchanged' });
    expect(new Set(again.map(({ outcome }) => outcome))).toEqual(new Set(['present']));
  });

  it('refuses other bytes under a version, whoever asks and how', async () => {
    const { writer, store, name, digests } = await withVersions('1.0.0');
    const other = await generatorRelease({ name, description: 'another one' });
    expect(await reasonOf(publishThrough(writer, other))).toBe('version-conflict');
    expect(await reasonOf(writer.putVersion(other.manifest))).toBe('version-conflict');
    expect((await resolveReference(store, `${name}@1.0.0`)).digest).toBe(digests[0]);
  });

  it('refuses a manifest without its blobs, and claims no version', async () => {
    const { writer, store } = open();
    const name = fresh();
    const release = await generatorRelease({ name });
    const lonely = new Uint8Array([...release.blobs.get('certificate')!, 32]);
    release.blobs.set('certificate' satisfies BlobRole, lonely);
    const [model, reference] = release.manifest.blobs;
    for (const blob of [model!, reference!]) await writer.putBlob(blob, release.blobs.get(blob.role)!);
    expect(await reasonOf(writer.putVersion(release.manifest))).toBe('invalid-release');
    expect(await store.has(versionKey(name, '1.0.0'))).toBe(false);
  });

  it(`lets one of ${racers} racing publishers of different bytes win`, async () => {
    const { writer, store } = open();
    const name = fresh();
    const releases = await Promise.all(
      Array.from({ length: racers }, (_, i) => generatorRelease({ name, description: `publisher ${i}` })),
    );
    const results = await Promise.allSettled(releases.map((release) => publishThrough(writer, release)));
    const won = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    expect(won).toMatchObject([{ outcome: 'published' }]);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ reason: 'version-conflict' });
    }
    expect((await resolveReference(store, `${name}@1.0.0`)).digest).toBe(won[0]!.digest);
  });

  it.each(['before', 'after'] as const)(
    'killed %s any of its steps, shows the old or the new; a rerun ends it',
    async (when) => {
      for (let step = 0; step <= 5; step++) {
        const { writer, store, name } = await withVersions('1.0.0');
        await writer.moveAlias(name, 'stable', { ...account('first'), version: '1.0.0' });
        const release = await generatorRelease({ name, version: '2.0.0', description: `${when} ${step}` });
        const signatures = [canonicalBytes(await signManifest(release.manifest, key))];
        const publishAndMove = async (through: RegistryWriter): Promise<void> => {
          await publishThrough(through, release, { signatures });
          await through.moveAlias(name, 'stable', { ...account('second'), version: '2.0.0' });
        };
        await expect(publishAndMove(dyingAt(writer, step, when))).rejects.toThrow('killed');
        const there = await seen(store, `${name}@2.0.0`);
        expect(there).toBe(step > 4 || (step === 4 && when === 'after'));
        if (there) expect(await signersOf(store, release.manifest)).toEqual([key.keyid]);
        expect(await seen(store, name)).toBe(true);
        const moved = (await resolveReference(store, name)).version === '2.0.0';
        expect(moved).toBe(step === 5 && when === 'after');
        await publishAndMove(writer);
        expect(await signersOf(store, release.manifest)).toEqual([key.keyid]);
        expect(await seen(store, `${name}@2.0.0`)).toBe(true);
        expect(await resolveReference(store, name)).toMatchObject({ version: '2.0.0', revision: 2 });
        expect(await readHistory(store, name, 'stable')).toHaveLength(2);
      }
    },
  );

  it('publishes signatures before the version, adds others later, and refuses those of another release', async () => {
    const { writer, store } = open();
    const name = fresh();
    const release = await generatorRelease({ name, description: `of ${name}` });
    const { manifest } = release;
    const steps: PublishStep[] = [];
    const options = { onStep: (step: PublishStep) => steps.push(step) };
    const own = await signManifest(manifest, key);
    const { digest } = await publishThrough(writer, release, { ...options, signatures: [canonicalBytes(own)] });
    expect(steps.slice(-3)).toMatchObject([
      { what: 'manifest', outcome: 'written' },
      { what: 'signature', key: signatureKey(digest, key.keyid), outcome: 'written' },
      { what: 'version', outcome: 'written' },
    ]);
    expect(await writer.putSignature(name, digest, own)).toBe('present');
    const second = await signManifest(manifest, otherKey);
    expect(await writer.putSignature(name, digest, second)).toBe('written');
    expect(await signersOf(store, manifest)).toEqual([key.keyid, otherKey.keyid].toSorted());
    const [{ sig }] = second.signatures;
    const wrong = { ...own, signatures: [{ keyid: key.keyid, sig }] satisfies typeof own.signatures };
    expect(await writer.putSignature(name, digest, wrong)).toBe('repaired');
    expect(await writer.putSignature(name, digest, own)).toBe('repaired');
    const foreign = await signManifest((await generatorRelease({ name, version: '1.0.1' })).manifest, otherKey);
    expect(await reasonOf(writer.putSignature(name, digest, foreign))).toBe('invalid-release');
    const next = await generatorRelease({ name, version: '2.0.0' });
    for (const blob of next.manifest.blobs) await writer.putBlob(blob, next.blobs.get(blob.role)!);
    expect(await reasonOf(writer.putVersion(next.manifest, [foreign]))).toBe('invalid-release');
    expect(await store.has(versionKey(name, '2.0.0'))).toBe(false);
    const absent = `sha256:${'0'.repeat(64)}`;
    expect(await reasonOf(writer.putSignature(name, absent, own))).toMatch(/^unknown-/);
    expect(await reasonOf(writer.putSignature(fresh(), digest, own))).toMatch(/^unknown-/);
    expect(await signersOf(store, manifest)).toEqual([key.keyid, otherKey.keyid].toSorted());
  });

  it('makes and moves an alias from the revision expected, and from no other', async () => {
    const { writer, store, name } = await withVersions('1.0.0', '1.1.0');
    const move = (version: string, expectedRevision?: number) => {
      const change = { ...account(`to ${version}`), version };
      return writer.moveAlias(
        name,
        'stable',
        expectedRevision === undefined ? change : { ...change, expectedRevision },
      );
    };
    expect(await reasonOf(move('1.0.0', 1))).toBe('alias-conflict');
    expect(await move('1.0.0', 0)).toMatchObject({ outcome: 'moved', pointer: { revision: 1, version: '1.0.0' } });
    expect(await reasonOf(move('1.1.0', 0))).toBe('alias-conflict');
    expect(await move('1.1.0', 1)).toMatchObject({ outcome: 'moved', pointer: { revision: 2 } });
    expect(await move('1.1.0')).toMatchObject({ outcome: 'unchanged', pointer: { revision: 2 } });
    expect(await move('1.0.0')).toMatchObject({ outcome: 'moved', pointer: { revision: 3 } });
    expect(await reasonOf(move('9.0.0'))).toMatch(/^unknown-/);
    const history = await readHistory(store, name, 'stable');
    expect(history.map(({ from, to, who, why }) => [from?.version, to.version, who, why])).toEqual([
      ['1.1.0', '1.0.0', 'a tester', 'to 1.0.0'],
      ['1.0.0', '1.1.0', 'a tester', 'to 1.1.0'],
      [undefined, '1.0.0', 'a tester', 'to 1.0.0'],
    ]);
  });

  it('knows a move by its id when it is asked for again, and no other', async () => {
    const { writer, store, name } = await withVersions('1.0.0', '1.1.0');
    const id = crypto.randomUUID();
    const change = { ...account('once'), version: '1.0.0', expectedRevision: 0, id };
    const first = await writer.moveAlias(name, 'stable', change);
    await writer.moveAlias(name, 'stable', { ...account('on'), version: '1.1.0' });
    expect(await writer.moveAlias(name, 'stable', change)).toEqual(first);
    const other = writer.moveAlias(name, 'stable', { ...change, id: crypto.randomUUID() });
    expect(await reasonOf(other)).toBe('alias-conflict');
    expect(await readHistory(store, name, 'stable')).toHaveLength(2);
  });

  it(`lets one of ${racers} racing movers from one revision win; the others hear of a conflict`, async () => {
    const { writer, store, name } = await withVersions('1.0.0', '1.1.0', '1.2.0');
    await writer.moveAlias(name, 'stable', { ...account('start'), version: '1.0.0' });
    const results = await Promise.allSettled(
      Array.from({ length: racers }, (_, i) =>
        writer.moveAlias(name, 'stable', {
          ...account(`mover ${i}`),
          version: `1.${1 + (i % 2)}.0`,
          expectedRevision: 1,
        }),
      ),
    );
    const won = results.flatMap((result, i) => (result.status === 'fulfilled' ? [i] : []));
    expect(won).toHaveLength(1);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ reason: 'alias-conflict' });
    }
    const history = await readHistory(store, name, 'stable');
    expect(history.map(({ why }) => why)).toEqual([`mover ${won[0]}`, 'start']);
  });

  it(`loses no move of ${racers} racers that expect no revision: each success has one entry, from where the last went`, async () => {
    const versions = Array.from({ length: 8 }, (_, i) => `3.${i}.0`);
    const { writer, store, name } = await withVersions(...versions);
    const results = await Promise.all(
      Array.from({ length: racers }, (_, i) =>
        writer.moveAlias(name, 'stable', { ...account(`mover ${i}`), version: versions[i % versions.length]! }),
      ),
    );
    // Who finds the alias where it was to go has moved nothing, and leaves no entry.
    const moved = results.flatMap(({ outcome, pointer }, i) =>
      outcome === 'moved' ? [{ pointer, why: `mover ${i}` }] : [],
    );
    const history = (await readHistory(store, name, 'stable')).toReversed();
    expect(moved.length).toBeGreaterThanOrEqual(versions.length);
    expect(history.map(({ revision }) => revision)).toEqual(moved.map((_, i) => i + 1));
    for (const { pointer, why } of moved) {
      expect(history[pointer.revision - 1]).toMatchObject({ why, to: { version: pointer.version } });
    }
    for (let i = 1; i < history.length; i++) expect(history[i]!.from).toEqual(history[i - 1]!.to);
    expect((await resolveReference(store, name)).version).toBe(history.at(-1)!.to.version);
  });

  it('yanks: gone from resolution with the reason, served by digest, no aim for aliases, and back again', async () => {
    const { writer, store, name, digests } = await withVersions('1.0.0', '1.1.0');
    await writer.moveAlias(name, 'stable', { ...account('start'), version: '1.0.0' });
    const yank = { ...account('masses in MeV'), state: 'yanked' as const };
    expect(await writer.changeState(name, '1.0.0', yank)).toMatchObject({
      outcome: 'moved',
      pointer: { state: 'yanked', revision: 1, who: 'a tester', why: 'masses in MeV' },
    });
    expect((await writer.changeState(name, '1.0.0', yank)).outcome).toBe('unchanged');
    for (const reference of [name, `${name}@1.0.0`]) {
      await expect(resolveReference(store, reference)).rejects.toMatchObject({
        reason: 'yanked',
        message: expect.stringMatching(new RegExp(`masses in MeV.*${digests[0]}`)),
      });
    }
    expect(await seen(store, `${name}@${digests[0]}`)).toBe(true);
    const aim = writer.moveAlias(name, 'next', { ...account('no'), version: '1.0.0' });
    expect(await reasonOf(aim)).toBe('yanked');
    expect((await publishThrough(writer, await generatorRelease({ name }))).outcome).toBe('unchanged');
    expect(await reasonOf(resolveReference(store, `${name}@1.0.0`))).toBe('yanked');
    await writer.changeState(name, '1.0.0', { ...account('they are GeV'), state: 'active' });
    expect(await resolveReference(store, name)).toMatchObject({ version: '1.0.0', digest: digests[0] });
    const history = await readStateHistory(store, name, '1.0.0');
    expect(history.map(({ from, to, why }) => [from, to, why])).toEqual([
      ['yanked', 'active', 'they are GeV'],
      ['active', 'yanked', 'masses in MeV'],
    ]);
    const stale = writer.changeState(name, '1.0.0', { ...yank, expectedRevision: 1 });
    expect(await reasonOf(stale)).toBe('state-conflict');
    expect(await reasonOf(writer.changeState(name, '9.0.0', yank))).toMatch(/^unknown-/);
  });

  it('deprecates: resolved as before, with the reason', async () => {
    const { writer, store, name, digests } = await withVersions('1.0.0');
    await writer.changeState(name, '1.0.0', { ...account('1.1.0 is better'), state: 'deprecated' });
    const resolved = await resolveReference(store, `${name}@1.0.0`);
    expect(resolved).toMatchObject({ digest: digests[0], state: { state: 'deprecated', why: '1.1.0 is better' } });
  });
}
