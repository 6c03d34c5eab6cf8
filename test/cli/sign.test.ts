import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalBytes } from '../../models/contract/canonical.ts';
import { parseTrustedKeys } from '../../models/contract/signing/key.ts';
import { resolveReference } from '../../models/registry/resolve.ts';
import { readSignatures, trustOf } from '../../models/registry/signatures.ts';
import { RELEASE_FILES } from '../../trainer/publish/release-directory.ts';
import { S3Store } from '../../trainer/publish/s3-store.ts';
import { type LocalBucket, startLocalBucket } from '../registry/local-bucket.ts';
import { generatorRelease } from '../registry/release-fixture.ts';
import { hadronedge } from './command-line.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hadronedge-sign-'));
});
afterAll(() => rm(folder, { recursive: true }));
const run = (...args: string[]) => hadronedge(args, folder);

async function writeRelease(name: string, version: string): Promise<string> {
  const { manifest, blobs } = await generatorRelease({ version });
  await mkdir(join(folder, name));
  await writeFile(join(folder, name, RELEASE_FILES.manifest), canonicalBytes(manifest));
  for (const [role, bytes] of blobs) await writeFile(join(folder, name, RELEASE_FILES[role]), bytes);
  return name;
}

async function expectRefused(args: string[], code: number, text: string): Promise<void> {
  const done = await run(...args);
  expect(done, args.join(' ')).toMatchObject({ code, stdout: '' });
  expect(done.stderr).toContain(text);
  expect(done.stderr.trim().split('\n')).toHaveLength(1);
}

describe('hadronedge keys create', () => {
  it('makes a secret that only its owner reads, which openssl knows, and a list of one key', async () => {
    const done = await run('keys', 'create', 'lab', '--owner', 'a lab', '--not-after', '2031-01-01');
    expect(done).toMatchObject({ code: 0, stderr: '' });
    expect((await stat(join(folder, 'lab.key'))).mode & 0o777).toBe(0o600);
    const [key] = parseTrustedKeys(await readFile(join(folder, 'lab.pub.json'), 'utf8'));
    expect(key).toMatchObject({ owner: 'a lab', not_after: '2031-01-01T00:00:00Z' });
    expect(done.stdout).toContain(`key ${key!.keyid}`);
    const pem = execFileSync('openssl', ['pkey', '-in', join(folder, 'lab.key'), '-pubout', '-outform', 'DER']);
    expect(pem.subarray(-32).toString('base64')).toBe(key!.public_key);
    await expectRefused(['keys', 'create', 'lab'], 3, 'lab.key is there already');
  });

  it('refuses what it cannot do', async () => {
    await expectRefused(['keys', 'destroy', 'x'], 2, "unknown action 'destroy'");
    await expectRefused(['keys', 'create', 'x', '--not-after', 'tomorrow'], 2, '--not-after');
    await expectRefused(['keys', 'create', 'none/x'], 3, 'cannot be written');
    expect((await readdir(folder)).filter((name) => name.startsWith('x'))).toEqual([]);
  });
});

/** The trusted keys of key pairs by name. */
const keysOf = async (...names: string[]) =>
  (await Promise.all(names.map((name) => readFile(join(folder, `${name}.pub.json`), 'utf8')))).flatMap(
    parseTrustedKeys,
  );

describe('hadronedge sign and publish --sign', () => {
  let bucket: LocalBucket;
  beforeAll(async () => {
    bucket = await startLocalBucket();
    await run('keys', 'create', 'a');
    await run('keys', 'create', 'b');
  });
  afterAll(() => bucket?.stop());
  it('signs a directory, publishes its signatures, and adds others in the bucket', async () => {
    const directory = await writeRelease('signed', '1.0.0');
    expect(await run('sign', directory, '--key', 'a.key')).toMatchObject({ code: 0, stderr: '' });
    const [a, b] = await keysOf('a', 'b');
    expect(await readdir(join(folder, directory, 'signatures'))).toEqual([`${a!.keyid}.json`]);
    const published = await run('publish', directory, '--to', bucket.url);
    expect(published.stdout).toMatch(/ signature +written/);
    const store = new S3Store(bucket.target);
    const { digest } = await resolveReference(store, 'gen@1.0.0');
    const { manifest } = await generatorRelease();
    expect((await readSignatures(store, digest)).map(({ keyid }) => keyid)).toEqual([a!.keyid]);
    expect(await trustOf(store, manifest, digest, [b!], 0)).toMatchObject({ trusted: false, code: 'unknown-key' });
    // Rotation: the published release gets the signature of the new key.
    const added = await run('sign', 'gen@1.0.0', '--key', 'b.key', '--to', bucket.url);
    expect(added.stdout).toContain(`gen@1.0.0 signed by ${b!.keyid}\ndigest ${digest}\n`);
    expect(await trustOf(store, manifest, digest, [b!], 0)).toMatchObject({ trusted: true, keyid: b!.keyid });
    expect((await run('sign', 'gen@1.0.0', '--key', 'b.key', '--to', bucket.url)).stdout).toContain('present');
  });

  it('signs while publishing', async () => {
    const directory = await writeRelease('second', '2.0.0');
    const done = await run('publish', directory, '--to', bucket.url, '--sign', 'a.key');
    expect(done).toMatchObject({ code: 0, stderr: '' });
    const store = new S3Store(bucket.target);
    const { digest } = await resolveReference(store, 'gen@2.0.0');
    expect(await readSignatures(store, digest)).toHaveLength(1);
    expect((await readdir(join(folder, directory))).includes('signatures')).toBe(false);
  });

  it('refuses, before anything is written', async () => {
    const directory = await writeRelease('third', '3.0.0');
    await writeFile(join(folder, 'empty.key'), '', { mode: 0o600 });
    await writeFile(join(folder, 'open.key'), await readFile(join(folder, 'a.key')));
    await chmod(join(folder, 'open.key'), 0o644);
    await expectRefused(['sign', directory, '--key', 'none.key'], 3, 'none.key: no such file');
    await expectRefused(['sign', directory, '--key', 'empty.key'], 3, 'no Ed25519 private key');
    await expectRefused(['sign', directory, '--key', 'open.key'], 3, 'chmod 600');
    await expectRefused(['sign', '../x', '--key', 'a.key'], 3, 'no release directory and no model reference');
    await expectRefused(['sign', 'gen@9.9.9', '--key', 'a.key', '--to', bucket.url], 4, 'gen@9.9.9 is not published');
    await expectRefused(['publish', directory, '--to', bucket.url, '--sign', 'open.key'], 3, 'chmod 600');
    // A signature of another release in the directory.
    await mkdir(join(folder, directory, 'signatures'));
    const [file] = await readdir(join(folder, 'signed/signatures'));
    const foreign = await readFile(join(folder, 'signed/signatures', file!));
    await writeFile(join(folder, directory, 'signatures', file!), foreign);
    await expectRefused(['publish', directory, '--to', bucket.url], 3, 'about another release');
    const store = new S3Store(bucket.target);
    await expect(resolveReference(store, 'gen@3.0.0')).rejects.toThrow('not published');
  });
});

describe('--require-signature', () => {
  it('goes together with --trusted-keys', async () => {
    await writeFile(join(folder, 'clusters.json'), '[{"E":10,"px":3,"py":-2,"pz":9}]');
    await expectRefused(['sample', 'clusters.json', '--require-signature'], 2, 'needs --trusted-keys');
    await expectRefused(['sample', 'clusters.json', '--trusted-keys', 'a.pub.json'], 2, 'needs --require-signature');
    const both = ['sample', 'clusters.json', '--require-signature', '--trusted-keys'];
    await expectRefused([...both, 'none.json'], 3, 'none.json: no such file');
    await expectRefused([...both, 'clusters.json'], 3, 'clusters.json: /0');
    const [key] = parseTrustedKeys(await readFile(join(folder, 'lab.pub.json'), 'utf8'));
    await writeFile(join(folder, 'mixed.json'), JSON.stringify([{ ...key, keyid: '0'.repeat(64) }]));
    await expectRefused([...both, 'mixed.json'], 3, 'is not the id of its public_key');
  });
});
