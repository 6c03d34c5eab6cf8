import { beforeAll, describe, expect, it } from 'vitest';
import { canonicalBytes } from '../../models/contract/canonical.ts';
import { sha256Digest } from '../../models/contract/digest.ts';
import { modelEntrySchema, resolvedReferenceSchema } from '../../models/contract/responses.ts';
import { moveAlias } from '../../models/registry/alias.ts';
import { aliasKey, blobKey, historyKey, manifestKey, versionKey } from '../../models/registry/keys.ts';
import { describeModel, listModels, listVersions, type ModelPage } from '../../models/registry/list.ts';
import { MemoryStore } from '../../models/registry/memory-store.ts';
import { publishRelease } from '../../models/registry/publish.ts';
import { describeResolved, resolveReference } from '../../models/registry/resolve.ts';
import { compareVersions } from '../../models/registry/version-order.ts';
import { generatorRelease, scorerRelease } from './release-fixture.ts';

const store = new MemoryStore();
const digests = new Map<string, string>();
const move = { who: 'a tester', why: 'test', when: '2026-11-02T00:00:00Z' };

beforeAll(async () => {
  for (const version of ['1.2.0', '1.10.0', '1.10.0-rc.1', '1.9.0']) {
    const { digest } = await publishRelease(store, await generatorRelease({ version, description: `v${version}` }));
    digests.set(version, digest);
  }
  await publishRelease(store, await scorerRelease({ name: 'gen-2' }));
  await publishRelease(store, await scorerRelease({ name: 'constructor' }));
  await moveAlias(store, 'gen', 'stable', { ...move, version: '1.2.0' });
  await moveAlias(store, 'gen', 'stable', { ...move, version: '1.9.0' });
});

describe('resolveReference', () => {
  it('finds a version, an alias, the default alias and a digest', async () => {
    const digest = digests.get('1.9.0')!;
    expect(await resolveReference(store, 'gen@1.9.0')).toEqual({ name: 'gen', version: '1.9.0', digest });
    const byAlias = { name: 'gen', version: '1.9.0', digest, alias: 'stable', revision: 2 };
    expect(await resolveReference(store, 'gen@stable')).toEqual(byAlias);
    expect(await resolveReference(store, 'gen')).toEqual(byAlias);
    expect(await resolveReference(store, `gen@${digest}`)).toEqual({ name: 'gen', version: '1.9.0', digest });
    const line = describeResolved('gen', await resolveReference(store, 'gen'));
    expect(line).toEqual({
      reference: 'gen',
      name: 'gen',
      version: '1.9.0',
      digest,
      alias: 'stable',
      alias_revision: 2,
    });
    expect(resolvedReferenceSchema.parse(line)).toEqual(line);
  });

  it.each([
    ['nobody@1.0.0', 'unknown-model'],
    ['nobody', 'unknown-model'],
    [`nobody@sha256:${'0'.repeat(64)}`, 'unknown-model'],
    ['gen@9.9.9', 'unknown-version'],
    ['gen@latest', 'unknown-alias'],
    ['gen-2', 'unknown-alias'],
    [`gen@sha256:${'0'.repeat(64)}`, 'unknown-digest'],
    ['GEN', 'malformed-reference'],
    ['../gen', 'malformed-reference'],
    ['gen@', 'malformed-reference'],
  ])('says why not: %s', async (reference, reason) => {
    await expect(resolveReference(store, reference)).rejects.toMatchObject({ reason });
  });

  it('does not know a digest under another name, or one whose publish was cut short', async () => {
    await expect(resolveReference(store, `gen-2@${digests.get('1.9.0')}`)).rejects.toMatchObject({
      reason: 'unknown-digest',
    });
    const { manifest } = await generatorRelease({ version: '3.0.0' });
    const bytes = canonicalBytes(manifest);
    const digest = await sha256Digest(bytes);
    await store.put(manifestKey(digest), bytes);
    await expect(resolveReference(store, `gen@${digest}`)).rejects.toMatchObject({ reason: 'unknown-digest' });
  });
});

describe('listing', () => {
  it('lists models in the order of their keys and versions from the newest, by semantic precedence', async () => {
    const { models } = await listModels(store);
    expect(models.map(({ name }) => name)).toEqual(['constructor', 'gen-2', 'gen']);
    expect(models[2]!.versions.map(({ version }) => version)).toEqual(['1.10.0', '1.10.0-rc.1', '1.9.0', '1.2.0']);
    for (const model of models) expect(modelEntrySchema.parse(model)).toEqual(model);
  });

  it('lists page by page, every model once', async () => {
    const whole = await listModels(store);
    expect(whole.next).toBeUndefined();
    const pages: string[][] = [];
    let after: string | undefined;
    do {
      const page: ModelPage = await listModels(
        store,
        undefined,
        after === undefined ? { limit: 2 } : { after, limit: 2 },
      );
      pages.push(page.models.map(({ name }) => name));
      after = page.next;
    } while (after !== undefined);
    expect(pages).toEqual([['constructor', 'gen-2'], ['gen']]);
  });

  it('describes a model by its newest version', async () => {
    expect(await describeModel(store, 'gen')).toMatchObject({
      kind: 'generator',
      description: 'v1.10.0',
      aliases: { stable: { version: '1.9.0', digest: digests.get('1.9.0'), revision: 2 } },
    });
    await expect(listVersions(store, 'nobody')).rejects.toMatchObject({ reason: 'unknown-model' });
  });
});

describe('damage', () => {
  it('in one model does not hide the others, nor do keys that are not ours', async () => {
    const damaged = new MemoryStore();
    await publishRelease(damaged, await generatorRelease({ name: 'good' }));
    const { digest } = await publishRelease(damaged, await generatorRelease({ name: 'bad' }));
    await damaged.put('models/good/versions/README', new Uint8Array([1]));
    await damaged.put('models/NOT A NAME/versions/1.0.0', new Uint8Array([1]));
    await damaged.put(manifestKey(digest), new Uint8Array([123, 125]));
    const faults: string[] = [];
    const { models } = await listModels(damaged, (name, fault) => faults.push(`${name} ${fault.reason}`));
    expect(models.map(({ name }) => name)).toEqual(['good']);
    expect(faults).toEqual(['bad corrupt']);
  });

  it('that puts one pointer in the place of another is noticed', async () => {
    const damaged = new MemoryStore();
    for (const version of ['1.0.0', '1.1.0']) await publishRelease(damaged, await generatorRelease({ version }));
    await damaged.put(versionKey('gen', '1.0.0'), (await damaged.get(versionKey('gen', '1.1.0')))!.bytes);
    await expect(resolveReference(damaged, 'gen@1.0.0')).rejects.toMatchObject({ reason: 'corrupt' });
  });
});

describe('compareVersions', () => {
  it('keeps the order of Semantic Versioning 2.0.0, item 11', () => {
    // The example of the specification, with its numbers in our range.
    const ordered = ['1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-alpha.beta', '1.0.0-beta', '1.0.0-beta.2', '1.0.0-beta.11'];
    ordered.push('1.0.0-rc.1', '1.0.0', '1.0.1', '1.2.0', '1.10.0', '2.0.0');
    expect(ordered.toReversed().toSorted(compareVersions)).toEqual(ordered);
    expect(compareVersions('1.2.3-a.1', '1.2.3-a.1')).toBe(0);
  });
});

describe('keys', () => {
  it('stand where DESIGN section 6 says', () => {
    const digest = `sha256:${'ab'.repeat(32)}`;
    expect(blobKey(digest)).toBe(`blobs/sha256/${'ab'.repeat(32)}`);
    expect(manifestKey(digest)).toBe(`manifests/sha256/${'ab'.repeat(32)}`);
    expect(versionKey('a', '1.2.3')).toBe('models/a/versions/1.2.3');
    expect(aliasKey('a', 'stable')).toBe('models/a/aliases/stable');
    expect(historyKey('a', 'stable', 12)).toBe('models/a/history/stable/0000000012');
  });

  const names = ['..', '%2e%2e', 'a%00', 'a/b', 'a\0', 'а', 'ｇen', '', '-a', 'a'.repeat(64), '__proto__', 'A', 'a\n'];
  it.each(names)('cannot be made to leave their prefix by the name %j', (name) => {
    expect(() => versionKey(name, '1.0.0')).toThrow(RangeError);
    expect(() => aliasKey('a', name)).toThrow(RangeError);
    expect(() => historyKey(name, 'a', 1)).toThrow(RangeError);
    expect(() => versionKey('a', name)).toThrow(RangeError);
    expect(() => blobKey(name)).toThrow(RangeError);
  });
});
