import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeReport, formatBytes } from '../../cli/registry/maintain.ts';
import { sha256Digest } from '../../models/contract/digest.ts';
import { readHistory } from '../../models/registry/alias.ts';
import { readStateHistory } from '../../models/registry/change-state.ts';
import { blobKey } from '../../models/registry/keys.ts';
import { publishRelease } from '../../models/registry/publish.ts';
import { resolveReference } from '../../models/registry/resolve.ts';
import { S3Store } from '../../trainer/publish/s3-store.ts';
import { type LocalBucket, startLocalBucket } from '../registry/local-bucket.ts';
import { generatorRelease } from '../registry/release-fixture.ts';
import { hadronedge } from './command-line.ts';

describe('hadronedge registry', () => {
  let folder: string;
  let bucket: LocalBucket;
  let store: S3Store;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hadronedge-registry-'));
    bucket = await startLocalBucket();
    store = new S3Store(bucket.target);
    for (const version of ['1.0.0', '1.1.0']) await publishRelease(store, await generatorRelease({ version }));
  });
  afterAll(async () => {
    await bucket?.stop();
    await rm(folder, { recursive: true });
  });
  const registry = (...args: string[]) =>
    hadronedge(['registry', ...args, '--to', bucket.url], folder, { HADRONEDGE_WHO: 'a tester' });

  it('moves an alias, from the revision expected where one is given', async () => {
    const first = await registry('alias', 'gen@stable', '1.0.0', '--why', 'closure holds', '--expect', '0');
    expect(first).toMatchObject({ code: 0, stderr: '', stdout: 'gen@stable now points to 1.0.0 (revision 1)\n' });
    const again = await registry('alias', 'gen@stable', '1.0.0');
    expect(again.stdout).toBe('gen@stable points already to 1.0.0 (revision 1)\n');
    const stale = await registry('alias', 'gen@stable', '1.1.0', '--expect', '0');
    expect(stale).toMatchObject({ code: 4, stdout: '' });
    expect(stale.stderr).toContain('revision 1, not 0');
    expect(await readHistory(store, 'gen', 'stable')).toMatchObject([{ who: 'a tester', why: 'closure holds' }]);
  });

  it('yanks, deprecates and restores, each with who and why', async () => {
    const yanked = await registry('yank', 'gen@1.0.0', '--why', 'masses in MeV');
    expect(yanked).toMatchObject({ code: 0, stderr: '', stdout: 'gen@1.0.0 is now yanked\n' });
    await expect(resolveReference(store, 'gen')).rejects.toThrow('masses in MeV');
    expect((await registry('deprecate', 'gen@1.0.0', '--why', 'use 1.1.0')).stdout).toContain('now deprecated');
    expect((await registry('restore', 'gen@1.0.0', '--why', 'all is well')).stdout).toContain('now active');
    const history = await readStateHistory(store, 'gen', '1.0.0');
    expect(history.map(({ to, who }) => `${to} by ${who}`)).toEqual([
      'active by a tester',
      'deprecated by a tester',
      'yanked by a tester',
    ]);
  });

  it('checks a whole registry, collects garbage, and finds damage', async () => {
    const whole = await registry('fsck');
    expect(whole).toMatchObject({ code: 0, stderr: '' });
    expect(whole.stdout).toMatch(
      /^blobs +4 .*hashed again\nmanifests +2 .*\nsignatures +0 .*\nversions +2 .*\naliases +1 .*\nstates +1 /,
    );
    expect(whole.stdout).toMatch(/the registry is whole\n$/);
    const garbage = new TextEncoder().encode('nobody needs this');
    const key = blobKey(await sha256Digest(garbage));
    await store.put(key, garbage);
    expect((await registry('fsck')).stdout).toContain('1 unreferenced');
    expect((await registry('gc')).stdout).toBe('removed 0 objects, 0 B; 6 referenced and 1 younger than 24 h kept\n');
    expect((await registry('gc', '--grace', '0', '--dry-run')).stdout).toContain(`would remove ${key}  17 B\n`);
    expect(await store.has(key)).toBe(true);
    expect(JSON.parse((await registry('gc', '--grace', '0', '--json')).stdout)).toMatchObject({
      removed: [{ key, bytes: 17 }],
      referenced: 6,
    });
    expect(await store.has(key)).toBe(false);
    const { manifest } = await generatorRelease();
    const model = blobKey(manifest.blobs[0]!.digest);
    const { bytes } = (await store.get(model))!;
    await store.put(model, bytes.with(40, bytes[40]! ^ 1));
    const damaged = await registry('fsck');
    expect(damaged.code).toBe(3);
    expect(damaged.stdout).toContain(`FAULT ${model}: holds bytes with digest sha256:`);
    expect(damaged.stderr).toBe('hadronedge: the registry is damaged in 1 places\n');
    expect(JSON.parse((await registry('fsck', '--json')).stdout).faults).toHaveLength(1);
    await store.put(model, bytes);
  });

  it('refuses what it cannot do, each in one line', async () => {
    const service = ['--to', 'http://127.0.0.1:9/v1'];
    const cases: [string[], number, string][] = [
      [['mend'], 2, 'one of fsck gc yank'],
      [['fsck', 'gen'], 2, "unexpected argument 'gen'"],
      [['yank'], 2, 'name a model@1.0.0'],
      [['yank', 'gen@stable', '--why', 'x'], 2, "'gen@stable' is not of the form"],
      [['yank', 'gen@1.0.0'], 2, '--why'],
      [['yank', 'gen@9.0.0', '--why', 'x'], 3, 'gen@9.0.0 is not published'],
      [['alias', 'gen@stable'], 2, 'name the version'],
      [['alias', 'gen@stable', '9.0.0'], 3, 'gen@9.0.0 is not published'],
      [['alias', 'gen@stable', '1.0.0', '--expect', 'x'], 2, '--expect'],
      [['gc', '--grace', '-1'], 2, '--grace'],
      [['fsck', ...service], 2, 'works on a bucket itself'],
      [['gc', ...service], 2, 'works on a bucket itself'],
      [['yank', 'gen@1.0.0', '--why', 'x', ...service], 4, 'does not answer'],
    ];
    for (const [args, code, text] of cases) {
      const to = args.includes('--to') ? [] : ['--to', bucket.url];
      const done = await hadronedge(['registry', ...args, ...to], folder);
      expect(done, args.join(' ')).toMatchObject({ code, stdout: '' });
      expect(done.stderr).toContain(text);
      expect(done.stderr.trim().split('\n')).toHaveLength(1);
    }
  });
});

describe('the report of fsck', () => {
  it('says what was not looked at, and what waits', () => {
    const some = { blob: 1, manifest: 1, signature: 1, version: 1, alias: 1, token: 1 };
    const counts = { ...some, 'alias-move': 2, state: 0, 'state-move': 0 };
    const unknown = Array.from({ length: 22 }, (_, i) => `other/${i}`);
    const text = describeReport({
      counts,
      bytes: 1234,
      faults: [],
      unreferenced: [],
      unfinished: ['gen@stable'],
      unknown,
    });
    expect(text).toContain('1.23 kB');
    expect(text).toContain('gen@stable is in the middle of a move');
    expect(text).toContain('not looked at: other/19\nnot looked at: 2 more\n');
  });

  it('writes sizes as people read them', () => {
    expect([0, 999, 1000, 286_002, 12_345_678, 999_999, 5e15].map(formatBytes)).toEqual([
      '0 B',
      '999 B',
      '1.00 kB',
      '286 kB',
      '12.3 MB',
      '1000 kB',
      '5000 TB',
    ]);
  });
});
