import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLOSED } from '../../cli/server/local.ts';
import { publishShipped } from '../../cli/server/shipped.ts';
import { idOfToken } from '../../models/access/token.ts';
import { type Finished, hadronedge } from '../cli/command-line.ts';
import { LocalService } from './local-service.ts';

/** A service as it is deployed: closed, and with the platform's rate limiter; the command line against it. */

const clusters = resolve(import.meta.dirname, '../../examples/ten-clusters.json');
let service: LocalService;
let folder: string;

beforeAll(async () => {
  service = await LocalService.start({ variables: CLOSED });
  await publishShipped(service.url);
  folder = await mkdtemp(join(tmpdir(), 'hadronedge-access-'));
}, 120_000);
afterAll(async () => {
  await service?.end();
  await rm(folder, { recursive: true, force: true });
});

const run = (args: string[], token?: string): Promise<Finished> =>
  hadronedge(args, folder, { HADRONEDGE_URL: service.url, ...(token ? { HADRONEDGE_TOKEN: token } : {}) });
const make = async (...args: string[]): Promise<string> => (await run(['token', 'create', ...args])).stdout.trimEnd();
const through = (...args: string[]): string[] => ['token', ...args, '--url', service.url];
const ask = (path: string) => fetch(`${service.url}${path}`).then(({ status, headers }) => [status, headers] as const);

describe('a closed service', () => {
  it('answers the command line with a token, and without one says what is missing', async () => {
    const refused = await run(['sample', clusters]);
    expect(refused).toMatchObject({ code: 3, stdout: '' });
    expect(refused.stderr).toContain('401 A good token is needed');
    const token = await make('a physicist');
    const sampled = await run(['sample', clusters, '-o', 'hadrons.json'], token);
    expect(sampled.code).toBe(0);
    expect(JSON.parse(await readFile(join(folder, 'hadrons.json'), 'utf8')).hadrons.E).toHaveLength(20);
    for (const args of [['models'], ['pin', 'hadml-v1'], ['pin', '--check']]) {
      expect((await run(args)).code).toBe(3);
      expect((await run(args, token)).code).toBe(0);
    }
    expect(sampled.stderr + refused.stderr).not.toContain(token);
  });

  it('lets an admin make and revoke tokens through it, and nobody else', async () => {
    const infer = await make('a physicist');
    const forbidden = await run(through('list'), infer);
    expect(forbidden).toMatchObject({ code: 3, stdout: '' });
    expect(forbidden.stderr).toContain('this needs the scope admin');
    const admin = await make('the operator', '--scopes', 'admin');
    const made = await run(through('create', 'grid jobs'), admin);
    const token = made.stdout.trimEnd();
    expect((await run(['models'], token)).code).toBe(0);
    expect((await run(through('list'), admin)).stdout).toContain('grid jobs');
    const id = idOfToken(token)!;
    expect((await run(through('revoke', id), admin)).stdout).toContain('is revoked since');
    expect((await run(through('revoke', '0123456789ab'), admin)).code).toBe(3);
    // The isolate may believe what it read for ten seconds more.
    await expect
      .poll(async () => (await run(['models'], token)).stderr, { timeout: 20_000, interval: 1000 })
      .toContain('this token is revoked');
  });

  it('limits rates, and health is not counted', async () => {
    const burst: Awaited<ReturnType<typeof ask>>[] = [];
    for (let turn = 0; turn < 100 && !burst.some(([status]) => status === 429); turn++) {
      burst.push(...(await Promise.all(Array.from({ length: 50 }, () => ask('/v1/models')))));
    }
    expect(new Set(burst.map(([status]) => status))).toEqual(new Set([401, 429]));
    expect(burst.find(([status]) => status === 429)![1].get('retry-after')).toBe('10');
    const health = await Promise.all(Array.from({ length: 300 }, () => ask('/healthz')));
    expect(new Set(health.map(([status]) => status))).toEqual(new Set([200]));
  });
});
