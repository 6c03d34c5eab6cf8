import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishShipped } from '../../cli/server/shipped.ts';
import { createToken } from '../../models/access/tokens.ts';
import { sha256Digest } from '../../models/contract/digest.ts';
import { readHistory } from '../../models/registry/alias.ts';
import { aliasKey, blobKey } from '../../models/registry/keys.ts';
import { S3Store } from '../../trainer/publish/s3-store.ts';
import { localTarget } from '../../trainer/publish/target.ts';
import { hadronedge } from '../cli/command-line.ts';
import { LocalService } from './local-service.ts';

const SHIPPED = resolve(import.meta.dirname, '../../models/shipped/hadml-v1/1.0.0');
const CLUSTER = '[{"E":10,"px":3,"py":-2,"pz":9}]';

let service: LocalService;
let store: S3Store;
let folder: string;
let token: string;

beforeAll(async () => {
  service = await LocalService.start();
  store = new S3Store(localTarget(service.url));
  token = (await createToken(store, { name: 'a tester', scopes: ['infer', 'publish'], days: 1 }, Date.now())).token;
  folder = await mkdtemp(join(tmpdir(), 'hadronedge-http-'));
  await writeFile(join(folder, 'clusters.json'), CLUSTER);
}, 120_000);
afterAll(async () => {
  await service?.end();
  await rm(folder, { recursive: true, force: true });
});

const run = (...args: string[]) =>
  hadronedge(args, folder, {
    HADRONEDGE_TOKEN: token,
    HADRONEDGE_WHO: 'somebody else',
    HADRONEDGE_SEEN: join(folder, 'seen.json'),
  });
const sample = (...args: string[]) => run('sample', 'clusters.json', '--url', service.url, ...args);

/** Sends a PUT that says it has so many bytes, and so many of them, and then hangs up; where they are all, it waits for the answer. */
function sendPart(path: string, bytes: Uint8Array, length: number): Promise<string> {
  const { hostname, port } = new URL(service.url);
  return new Promise((done, failed) => {
    const socket = connect(Number(port), hostname, () => {
      const headers = `Host: ${hostname}\r\nAuthorization: Bearer ${token}\r\nContent-Length: ${length}`;
      socket.write(`PUT ${path} HTTP/1.1\r\n${headers}\r\n\r\n`);
      socket.write(bytes, () => bytes.length < length && setTimeout(() => socket.destroy(), 20));
    });
    let answer = '';
    socket.once('data', (data) => {
      answer = data.toString();
      socket.destroy();
    });
    socket.once('close', () => done(answer));
    socket.once('error', failed);
  });
}

describe('a registry over HTTP, on a running server', () => {
  it('stores nothing of a blob whose sender hangs up at any of 20 offsets', async () => {
    const bytes = Uint8Array.from({ length: 200_000 }, (_, i) => (i * i) % 251);
    const digest = await sha256Digest(bytes);
    for (let cut = 0; cut < 20; cut++) {
      await sendPart(`/v1/blobs/${digest}`, bytes.subarray(0, cut * 10_000), bytes.length);
    }
    // What arrived of the last ones is at its end by now: a whole upload, sent in the same way, is done.
    const other = bytes.with(0, 1);
    const control = await sha256Digest(other);
    expect(await sendPart(`/v1/blobs/${control}`, other, other.length)).toMatch(/^HTTP\/1\.1 201 /);
    expect([await store.has(blobKey(control)), await store.has(blobKey(digest))]).toEqual([true, false]);
    expect(await sendPart(`/v1/blobs/${digest}`, bytes, bytes.length)).toMatch(/^HTTP\/1\.1 201 /);
    expect((await store.get(blobKey(digest)))?.bytes).toEqual(bytes);
    for (const stored of [digest, control]) await store.delete(blobKey(stored));
  });

  it('publishes a release, moves an alias and serves it', async () => {
    const publish = () => run('publish', SHIPPED, '--to', `${service.url}/v1`, '--alias', 'stable', '--why', 'closure');
    const first = await publish();
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toMatch(/^hadml-v1@1\.0\.0 published\n/);
    expect(first.stdout).toContain('hadml-v1@stable now points to 1.0.0 (revision 1)');
    expect((await publish()).stdout).toContain('was published already, nothing changed');
    // The history names the holder of the token, whatever else is said.
    expect((await readHistory(store, 'hadml-v1', 'stable')).map(({ who }) => who)).toEqual(['a tester']);
    const answer = JSON.parse((await sample()).stdout);
    expect(answer.hadrons.E).toHaveLength(2);
    const whole = await run('registry', 'fsck', '--to', service.url);
    expect(whole).toMatchObject({ code: 0, stderr: '' });
  });

  it('signs what is published through the service, for whoever demands signatures', async () => {
    expect((await run('keys', 'create', 'lab')).code).toBe(0);
    const trusting = ['--require-signature', '--trusted-keys', 'lab.pub.json'];
    const unsigned = await sample(...trusting);
    expect(unsigned).toMatchObject({ code: 4, stdout: '' });
    expect(unsigned.stderr).toContain('not trusted (unsigned)');
    const sign = () => run('sign', 'hadml-v1@1.0.0', '--key', 'lab.key', '--to', `${service.url}/v1`);
    const signed = await sign();
    expect(signed).toMatchObject({ code: 0, stderr: '' });
    expect(signed.stdout).toMatch(
      /^hadml-v1@1\.0\.0 signed by [0-9a-f]{64}\ndigest sha256:[0-9a-f]{64}\n.* written\n$/,
    );
    expect((await sign()).stdout).toMatch(/ present\n$/);
    expect((await sample(...trusting)).code).toBe(0);
    const whole = await run('registry', 'fsck', '--to', service.url);
    expect(whole.stdout).toMatch(/\nsignatures +1 .*\n(?:.*\n)*tokens +1 /);
    const gone = await run('sign', 'hadml-v1@9.9.9', '--key', 'lab.key', '--to', `${service.url}/v1`);
    expect(gone).toMatchObject({ code: 3, stdout: '' });
  });

  it('asks for a token with the scope publish', async () => {
    const publish = ['publish', SHIPPED, '--to', `${service.url}/v1`];
    const without = await hadronedge([...publish, '--alias', 'next'], folder);
    expect(without).toMatchObject({ code: 4, stdout: '' });
    expect(without.stderr).toContain('token');
    const { token: reading } = await createToken(store, { name: 'r', scopes: ['infer'], days: 1 }, Date.now());
    const reader = await hadronedge(publish, folder, { HADRONEDGE_TOKEN: reading });
    expect(reader.code).toBe(4);
    expect(reader.stderr).toContain('this needs the scope publish');
  });

  it('pins and runs what is signed and pinned, on the pinned runtime', async () => {
    const trusting = ['--require-signature', '--trusted-keys', 'lab.pub.json'];
    const lock = ['--lock', 'pinned.lock.json'];
    const url = ['--url', service.url];
    expect((await run('pin', 'hadml-v1', ...lock, ...url, ...trusting)).code).toBe(0);
    expect((await run('pin', '--check', ...lock, ...url, ...trusting)).code).toBe(0);
    expect((await sample(...lock, ...trusting)).code).toBe(0);
    await run('keys', 'create', 'stranger');
    const strange = ['--require-signature', '--trusted-keys', 'stranger.pub.json'];
    expect((await run('pin', '--check', ...lock, ...url, ...strange)).stderr).toContain('not trusted (unknown-key)');
    const text = await readFile(join(folder, 'pinned.lock.json'), 'utf8');
    await writeFile(join(folder, 'pinned.lock.json'), text.replace(/"runtime": "[^"]+"/, '"runtime": "another"'));
    const refused = await sample(...lock, ...trusting);
    expect(refused).toMatchObject({ code: 4, stdout: '' });
    expect(refused.stderr).toContain('another is pinned');
  });

  it('yanks: sampling by name fails with the reason, by digest it goes on', async () => {
    const before = JSON.parse((await sample()).stdout);
    const registry = (action: string) =>
      run('registry', action, 'hadml-v1@1.0.0', '--why', 'a test of yanking', '--to', `${service.url}/v1`);
    expect(await registry('yank')).toMatchObject({ code: 0, stdout: 'hadml-v1@1.0.0 is now yanked\n' });
    const refused = await sample();
    expect(refused).toMatchObject({ code: 3, stdout: '' });
    expect(refused.stderr).toContain('a test of yanking');
    const byDigest = await sample('--model', `hadml-v1@${before.model.digest}`);
    expect(JSON.parse(byDigest.stdout)).toEqual(before);
    const listed = await run('models', '--url', service.url);
    expect(listed.stdout).toMatch(/1\.0\.0 \(yanked\) +stable/);
    expect(listed.stdout).toContain('hadml-v1@1.0.0 is yanked: a test of yanking');
    expect(listed.stdout).toMatch(/(auc|w1)/);
    // A server that starts offers its shipped models, and leaves alone what was withdrawn.
    await publishShipped(service.url);
    expect((await sample()).code).toBe(3);
    expect(await registry('restore')).toMatchObject({ code: 0 });
    expect((await sample()).code).toBe(0);
  });

  it('refuses to sample from an alias that went back, until told to', async () => {
    const key = aliasKey('hadml-v1', 'stable');
    const { bytes } = (await store.get(key))!;
    const pointer = JSON.parse(new TextDecoder().decode(bytes));
    const later = JSON.stringify({ ...pointer, revision: 7 });
    await store.put(key, new TextEncoder().encode(later));
    expect((await sample()).code).toBe(0);
    await store.put(key, bytes);
    const refused = await sample();
    expect(refused).toMatchObject({ code: 4, stdout: '' });
    expect(refused.stderr).toMatch(/hadml-v1@stable of .* went back: it was at revision 7 .* is at revision 1 /);
    expect((await sample('--accept-rollback')).code).toBe(0);
    expect((await sample()).code).toBe(0);
  });
});
