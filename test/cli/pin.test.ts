import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseLockfile } from '../../models/contract/lockfile.ts';
import { seenFileSchema } from '../../models/contract/seen.ts';
import { moveAlias } from '../../models/registry/alias.ts';
import { changeState } from '../../models/registry/change-state.ts';
import { aliasKey, versionKey } from '../../models/registry/keys.ts';
import { hadronedge } from './command-line.ts';
import { type RegistryService, startRegistryService } from './registry-service.ts';

describe('hadronedge pin', () => {
  let folder: string;
  let service: RegistryService;
  const lockText = () => readFile(join(folder, 'hadronedge.lock.json'), 'utf8');
  const seen = () => `${folder}.seen.json`;
  const pin = (...args: string[]) =>
    hadronedge(['pin', ...args, '--url', service.url], folder, { HADRONEDGE_SEEN: seen() });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hadronedge-pin-'));
    service = await startRegistryService();
  });
  afterEach(async () => {
    await service.stop();
    await rm(folder, { recursive: true });
    await rm(seen(), { force: true });
  });

  it('locks what references mean now, and adds to what is locked', async () => {
    const first = await service.publish('1.0.0', 'stable');
    const done = await pin('gen');
    expect(done).toMatchObject({ code: 0, stderr: '', stdout: `gen: gen@1.0.0 ${first}\n` });
    const locked = { name: 'gen', version: '1.0.0', digest: first };
    expect(parseLockfile(await lockText()).models).toEqual({ gen: { ...locked, alias_revision: 1 } });
    const second = await service.publish('1.1.0', 'stable');
    expect((await pin('gen@1.0.0', `gen@${second}`)).code).toBe(0);
    expect(Object.keys(parseLockfile(await lockText()).models)).toEqual(['gen', 'gen@1.0.0', `gen@${second}`]);
    expect(parseLockfile(await lockText()).models['gen']!.digest).toBe(first);
    expect(await readdir(folder)).toEqual(['hadronedge.lock.json']);
  });

  it('checks: fine while nothing moved, exit 3 and the reference where an alias moved or a digest is gone', async () => {
    const first = await service.publish('1.0.0', 'stable');
    await pin('gen', 'gen@1.0.0');
    expect(await pin('--check')).toMatchObject({ code: 0, stderr: '' });
    const before = await lockText();
    const second = await service.publish('1.1.0', 'stable');
    const moved = await pin('--check');
    expect(moved.code).toBe(3);
    expect(moved.stderr).toContain(`gen: moved from 1.0.0 ${first} to 1.1.0 ${second}`);
    expect(moved.stdout).toContain('gen@1.0.0: unchanged');
    expect((await pin('gen@1.0.0', '--check')).code).toBe(0);
    await service.store.put(versionKey('gen', '1.0.0'), (await service.store.get(versionKey('gen', '1.1.0')))!.bytes);
    const gone = await pin('--check');
    expect(gone.code).toBe(3);
    expect(gone.stderr).toContain(`gen@1.0.0: gen@1.0.0 ${first} is gone`);
    expect(await lockText()).toBe(before);
  });

  it('notices an alias that went back to an older revision', async () => {
    await service.publish('1.0.0', 'stable');
    await service.publish('1.1.0');
    for (const version of ['1.1.0', '1.0.0']) {
      await moveAlias(service.store, 'gen', 'stable', { version, who: 'a', why: 'b', when: '2026-11-02T00:00:00Z' });
    }
    await pin('gen');
    expect((await pin('--check')).code).toBe(0);
    await writeFile(join(folder, 'hadronedge.lock.json'), (await lockText()).replace('_revision": 3', '_revision": 4'));
    const back = await pin('--check');
    expect(back.code).toBe(3);
    expect(back.stderr).toContain('went back from revision 4 to 3');
  });

  it('locks the runtime, and takes another one only when told to', async () => {
    const digest = await service.publish('1.0.0', 'stable');
    service.runtime = 'runtime-1';
    expect((await pin('gen')).code).toBe(0);
    expect(parseLockfile(await lockText()).runtime).toBe('runtime-1');
    expect((await pin('--check')).code).toBe(0);
    service.runtime = 'runtime-2';
    const before = await lockText();
    const check = await pin('--check');
    expect(check).toMatchObject({ code: 3, stdout: `gen: unchanged, 1.0.0 ${digest}\n` });
    expect(check.stderr).toContain('runtime: was runtime-1, is runtime-2');
    const more = await pin('gen@1.0.0');
    expect(more).toMatchObject({ code: 3, stdout: '' });
    expect(more.stderr).toContain('was written for runtime-1, but the service runs runtime-2');
    expect(await lockText()).toBe(before);
    await service.publish('1.1.0', 'stable');
    expect(await pin('--runtime')).toMatchObject({ code: 0, stdout: 'runtime: runtime-2\n' });
    expect(await lockText()).toBe(before.replace('runtime-1', 'runtime-2'));
    expect((await pin('--runtime', '--check')).code).toBe(2);
  });

  it('replaces a pin of the same reference, however it is written', async () => {
    await service.publish('1.0.0', 'stable');
    await pin('gen');
    const second = await service.publish('1.1.0', 'stable');
    expect((await pin('gen@stable')).code).toBe(0);
    const { models } = parseLockfile(await lockText());
    expect(Object.keys(models)).toEqual(['gen@stable']);
    expect(models['gen@stable']!.digest).toBe(second);
    expect((await pin('gen', '--check')).code).toBe(0);
  });

  it('refuses an alias that this computer or the lockfile saw at a later revision, until it is accepted', async () => {
    await service.publish('1.0.0', 'stable');
    const key = aliasKey('gen', 'stable');
    const old = (await service.store.get(key))!.bytes;
    const second = await service.publish('1.1.0', 'stable');
    expect((await pin('gen')).code).toBe(0);
    const file = seenFileSchema.parse(JSON.parse(await readFile(seen(), 'utf8')));
    expect(file.services).toEqual({ [service.url]: { 'gen@stable': { revision: 2, digest: second } } });
    await service.store.put(key, old);
    const before = await lockText();
    const refused = await pin('gen');
    expect(refused).toMatchObject({ code: 4, stdout: '' });
    expect(refused.stderr).toContain(`gen@stable of ${service.url} went back: it was at revision 2 (${second})`);
    expect(refused.stderr).toContain('--accept-rollback');
    await rm(seen());
    const byLock = await pin('gen');
    expect(byLock.code).toBe(4);
    expect(byLock.stderr).toContain('the lockfile saw revision 2, and it is at 1');
    expect(await lockText()).toBe(before);
    expect((await pin('gen', '--accept-rollback')).code).toBe(0);
    expect(parseLockfile(await lockText()).models['gen']).toMatchObject({ version: '1.0.0', alias_revision: 1 });
    expect((await pin('gen')).code).toBe(0);
  });

  it('says what is damaged of its memory, and goes on where it cannot write it', async () => {
    await service.publish('1.0.0', 'stable');
    await writeFile(seen(), '{"mine": true}');
    const damaged = await pin('gen');
    expect(damaged).toMatchObject({ code: 3, stdout: '' });
    expect(damaged.stderr).toContain(`${seen()} is not the file`);
    expect(await readFile(seen(), 'utf8')).toBe('{"mine": true}');
    const elsewhere = { HADRONEDGE_SEEN: '/dev/null/seen.json' };
    const done = await hadronedge(['pin', 'gen', '--url', service.url], folder, elsewhere);
    expect(done.code).toBe(0);
    expect(done.stderr).toContain('cannot remember gen@stable');
  });

  it('says what is deprecated, and fails where what is locked by name was withdrawn', async () => {
    const digest = await service.publish('1.0.0', 'stable');
    const account = { who: 'a', when: '2026-11-02T00:00:00Z' };
    await pin('gen@1.0.0', `gen@${digest}`);
    await changeState(service.store, 'gen', '1.0.0', { ...account, state: 'deprecated', why: 'use 1.1.0' });
    expect((await pin('gen')).stderr).toBe('hadronedge: gen: gen@1.0.0 is deprecated: use 1.1.0\n');
    const noticed = await pin('--check', 'gen@1.0.0');
    expect(noticed).toMatchObject({ code: 0, stderr: 'hadronedge: gen@1.0.0: gen@1.0.0 is deprecated: use 1.1.0\n' });
    await changeState(service.store, 'gen', '1.0.0', { ...account, state: 'yanked', why: 'masses in MeV' });
    const gone = await pin('--check', 'gen@1.0.0');
    expect(gone.code).toBe(3);
    expect(gone.stderr).toContain(`gen@1.0.0 is yanked: masses in MeV (gen@${digest} is served still)`);
    expect((await pin('--check', `gen@${digest}`)).code).toBe(0);
    expect((await pin('gen@1.0.0')).code).toBe(3);
  });

  it('writes nothing where one reference is unknown, malformed, or the lockfile is another file', async () => {
    await service.publish('1.0.0', 'stable');
    expect((await pin('gen', 'nobody')).code).toBe(3);
    expect((await pin('gen', '../gen')).code).toBe(2);
    expect((await pin()).code).toBe(2);
    expect((await pin('--check')).code).toBe(3);
    expect(await readdir(folder)).toEqual([]);
    await writeFile(join(folder, 'hadronedge.lock.json'), '{"mine": true}');
    expect((await pin('gen')).code).toBe(3);
    expect(await lockText()).toBe('{"mine": true}');
    const away = await hadronedge(['pin', 'gen', '--lock', 'other.json', '--url', 'http://127.0.0.1:9'], folder);
    expect(away).toMatchObject({ code: 4, stdout: '' });
  });
});
