import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tokensTable } from '../../cli/tokens/table.ts';
import { idOfToken, makeToken } from '../../models/access/token.ts';
import { listTokens, readToken } from '../../models/access/tokens.ts';
import { S3Store } from '../../trainer/publish/s3-store.ts';
import { type LocalBucket, startLocalBucket } from '../registry/local-bucket.ts';
import { hadronedge } from './command-line.ts';

describe('hadronedge token', () => {
  let folder: string;
  let bucket: LocalBucket;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hadronedge-token-'));
    bucket = await startLocalBucket();
  });
  afterAll(async () => {
    await bucket?.stop();
    await rm(folder, { recursive: true });
  });
  const token = (...args: string[]) => hadronedge(['token', ...args, '--to', bucket.url], folder);

  it('makes a token in the bucket, alone on standard output; lists and revokes it by its id', async () => {
    const store = new S3Store(bucket.target);
    const made = await token('create', 'first admin', '--scopes', 'admin,publish', '--days', '30');
    expect(made.code).toBe(0);
    const text = made.stdout.trimEnd();
    const id = idOfToken(text)!;
    expect(made.stderr).toContain(`token ${id} for first admin: admin,publish, until `);
    expect(made.stderr).not.toContain(text);
    const record = (await readToken(store, id))!;
    expect(Date.parse(record.expires) - Date.parse(record.created)).toBe(30 * 86_400_000);
    const other = JSON.parse((await token('create', 'x', '--json')).stdout);
    expect(other.info).toMatchObject({ name: 'x', scopes: ['infer'], revoked: null });
    const revoked = await token('revoke', id);
    expect(revoked).toMatchObject({ code: 0, stderr: '' });
    expect(revoked.stdout).toContain(`token ${id} of first admin is revoked since`);
    // The token itself will do: it is what someone has in hand who found one.
    expect((await token('revoke', other.token)).code).toBe(0);
    const listed = await token('list');
    expect(listed.stdout.split('\n').filter((line) => /^[0-9a-f]{12} {2}revoked /.test(line))).toHaveLength(2);
    expect(listed.stdout).not.toContain(text.slice(-64));
    expect(JSON.parse((await token('list', '--json')).stdout)).toEqual(await listTokens(store));
  });

  it('refuses what it cannot do, each in one line', async () => {
    const cases: [string[], number, string][] = [
      [[], 2, 'ACTION'],
      [['make'], 2, 'token make: say create, list or revoke'],
      [['create'], 2, 'name who will hold the token'],
      [['create', 'a\u0007'], 2, 'printable'],
      [['create', 'a', 'b'], 2, "unexpected argument 'b'"],
      [['create', 'a', '--scopes', 'infer,root'], 2, "not 'root'"],
      [['create', 'a', '--days', '0'], 2, '--days'],
      [['create', 'a', '--days', '4000'], 2, '--days'],
      [['list', '--scopes', 'infer'], 2, '--scopes is for token create'],
      [['list', 'x'], 2, "unexpected argument 'x'"],
      [['list', '--url', bucket.url], 2, 'one of them'],
      [['revoke'], 2, '12 hex digits'],
      [['revoke', '../models'], 2, '12 hex digits'],
      [['revoke', '0123456789ab'], 3, 'no token has the id 0123456789ab'],
    ];
    for (const [args, code, text] of cases) {
      const done = await token(...args);
      expect(done).toMatchObject({ code, stdout: '' });
      expect(done.stderr).toContain(text);
      expect(done.stderr.trim().split('\n')).toHaveLength(1);
    }
    const away = await hadronedge(['token', 'list', '--to', 'https://models.example'], folder);
    expect(away).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('HADRONEDGE_TOKEN', () => {
  it.each([
    ['what is no token', 'hadronedge_0123456789ab_00', 'http://127.0.0.1:9', 'not one'],
    ['a token in the clear', makeToken().token, 'http://192.0.2.1', 'in the clear'],
    ['a password in the address', makeToken().token, 'https://a:b@192.0.2.1', 'holds no password'],
  ])('%s is refused before anything is sent, and never printed', async (_, token, url, text) => {
    const done = await hadronedge(['models', '--url', url], tmpdir(), { HADRONEDGE_TOKEN: token });
    expect(done).toMatchObject({ code: 2, stdout: '' });
    expect(done.stderr).toContain(text);
    expect(done.stderr).not.toContain(token);
  });
});

it('tokens are listed in columns that line up', () => {
  const info = {
    id: '0123456789ab',
    name: 'grid jobs',
    scopes: ['infer' as const],
    created: '2026-11-01T00:00:00Z',
    expires: '2026-12-01T00:00:00Z',
    revoked: null,
  };
  expect(tokensTable([info], Date.parse('2026-12-02T00:00:00Z'))).toBe(
    'ID            STATE    SCOPES  CREATED     EXPIRES     NAME\n' +
      '0123456789ab  expired  infer   2026-11-01  2026-12-01  grid jobs\n',
  );
});
