import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalBytes } from '../../models/contract/canonical.ts';
import { readHistory } from '../../models/registry/alias.ts';
import { resolveReference } from '../../models/registry/resolve.ts';
import { RELEASE_FILES } from '../../trainer/publish/release-directory.ts';
import { S3Store } from '../../trainer/publish/s3-store.ts';
import { LOCAL_BUCKET_PATH, LOCAL_KEYS, localTarget, TargetError, targetOf } from '../../trainer/publish/target.ts';
import { type LocalBucket, startLocalBucket } from '../registry/local-bucket.ts';
import { generatorRelease, type TestRelease } from '../registry/release-fixture.ts';
import { hadronedge } from './command-line.ts';

describe('hadronedge publish', () => {
  let folder: string;
  let bucket: LocalBucket;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hadronedge-publish-'));
    bucket = await startLocalBucket();
  });
  afterAll(async () => {
    await bucket?.stop();
    await rm(folder, { recursive: true });
  });
  const publish = (directory: string, ...args: string[]) =>
    hadronedge(['publish', directory, '--to', bucket.url, ...args], folder, { HADRONEDGE_WHO: 'a tester' });

  async function writeRelease(name: string, { manifest, blobs }: TestRelease): Promise<string> {
    const directory = join(folder, name);
    await mkdir(directory);
    await writeFile(join(directory, RELEASE_FILES.manifest), canonicalBytes(manifest));
    for (const [role, bytes] of blobs) await writeFile(join(directory, RELEASE_FILES[role]), bytes);
    return directory;
  }

  it('publishes, moves the alias, and says what happened; again, nothing changes', async () => {
    const directory = await writeRelease('good', await generatorRelease());
    const first = await publish(directory, '--alias', 'stable', '--why', 'closure holds');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    const store = new S3Store(bucket.target);
    const { digest } = await resolveReference(store, 'gen');
    expect(first.stdout).toContain(`gen@1.0.0 published\ndigest ${digest}\n`);
    expect(first.stdout).toContain('gen@stable now points to 1.0.0 (revision 1)');
    expect(await readHistory(store, 'gen', 'stable')).toMatchObject([{ who: 'a tester', why: 'closure holds' }]);
    const again = await publish(directory, '--alias', 'stable', '--json');
    expect(JSON.parse(again.stdout)).toMatchObject({
      release: { outcome: 'unchanged', digest },
      alias: { outcome: 'unchanged' },
    });
    const other = await writeRelease('other', await generatorRelease({ description: 'Other bytes' }));
    const conflict = await publish(other);
    expect(conflict.code).toBe(4);
    expect(conflict.stderr).toContain(`published already, as ${digest}`);
  });

  it('refuses what is no release, a damaged one, and wrong options, each in one line', async () => {
    const damaged = await generatorRelease({ version: '2.0.0' });
    damaged.blobs.set('model', damaged.blobs.get('model')!.slice(0, -4));
    const cases: [string, string[], number, string][] = [
      [folder, [], 3, 'manifest.json: no such file'],
      [await writeRelease('damaged', damaged), [], 3, 'the model blob has'],
      [folder, ['--alias', '../x'], 2, '--alias'],
      [folder, ['--why', 'because'], 2, '--why'],
    ];
    for (const [directory, args, code, text] of cases) {
      const done = await publish(directory, ...args);
      expect(done).toMatchObject({ code, stdout: '' });
      expect(done.stderr).toContain(text);
      expect(done.stderr.trim().split('\n')).toHaveLength(1);
    }
  });
});

describe('targets', () => {
  it('have the keys and the bucket of wrangler.toml', async () => {
    const toml = await readFile(resolve(import.meta.dirname, '../../wrangler.toml'), 'utf8');
    const value = (name: string): string | undefined => new RegExp(`${name}\\s*=\\s*"([^"]*)"`).exec(toml)?.[1];
    expect(LOCAL_KEYS).toEqual({ accessKeyId: value('accessKeyId'), secretAccessKey: value('secretAccessKey') });
    expect(LOCAL_BUCKET_PATH.split('/').at(-1)).toBe(value('bucket_name'));
  });

  const keys = { HADRONEDGE_S3_ACCESS_KEY_ID: 'id', HADRONEDGE_S3_SECRET_ACCESS_KEY: 'secret' };

  it('are a server on this computer, or a bucket with keys of the environment', () => {
    expect(targetOf('http://127.0.0.1:8787', {})).toEqual(localTarget());
    expect(targetOf('http://127.0.0.1:8787/', keys)).toEqual(localTarget());
    expect(targetOf(`http://localhost:9000${LOCAL_BUCKET_PATH}`, {})).toEqual(localTarget('http://localhost:9000'));
    expect(targetOf('https://he.example', { HADRONEDGE_TOKEN: 't' })).toEqual({
      serviceUrl: 'https://he.example',
      token: 't',
    });
    expect(targetOf('https://he.example/v1/', { ...keys, HADRONEDGE_TOKEN: 't' })).toMatchObject({ token: 't' });
    expect(targetOf('http://127.0.0.1:8787/v1', {})).toEqual({ serviceUrl: 'http://127.0.0.1:8787' });
    expect(targetOf('https://x.r2.cloudflarestorage.com/models/', keys)).toEqual({
      bucketUrl: 'https://x.r2.cloudflarestorage.com/models',
      accessKeyId: 'id',
      secretAccessKey: 'secret',
    });
  });

  it.each([
    ['https://x.r2.cloudflarestorage.com/models', {}],
    ['https://x.r2.cloudflarestorage.com/models', { HADRONEDGE_S3_ACCESS_KEY_ID: 'id' }],
    ['https://x.r2.cloudflarestorage.com', keys],
    ['http://x.r2.cloudflarestorage.com/models', keys],
    ['https://id:secret@x.r2.cloudflarestorage.com/models', keys],
    ['https://x.r2.cloudflarestorage.com/models?a=b', keys],
    ['ftp://127.0.0.1/models', keys],
    ['models', keys],
    ['https://he.example', keys],
    ['http://he.example', { HADRONEDGE_TOKEN: 't' }],
    ['https://he.example', { HADRONEDGE_TOKEN: 'two\nlines' }],
  ])('refuse %s', (address, environment) => {
    expect(() => targetOf(address, environment)).toThrow(TargetError);
  });
});
