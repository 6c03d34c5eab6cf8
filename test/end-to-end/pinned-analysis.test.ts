import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishShipped } from '../../cli/server/shipped.ts';
import { digestOfHadrons } from '../../models/contract/content-digest.ts';
import { makeRelease } from '../../trainer/release.ts';
import { type Finished, hadronedge } from '../cli/command-line.ts';
import { generatorRun, QUICK_CLASSIFIER } from '../trainer/evaluate/run-fixture.ts';
import { LocalService } from './local-service.ts';

/** The worked analysis of examples/pinned-analysis: pins, runs, is rerun after the service has moved on. */

const example = resolve(import.meta.dirname, '../../examples/pinned-analysis');
const clusters = join(example, '../ten-clusters.json');
let service: LocalService;
let folder: string;

beforeAll(async () => {
  service = await LocalService.start();
  await publishShipped(service.url);
  folder = await mkdtemp(join(tmpdir(), 'hadronedge-pinned-'));
}, 120_000);
afterAll(async () => {
  await service?.end();
  await rm(folder, { recursive: true, force: true });
});

const hadron = (...args: string[]): Promise<Finished> => hadronedge(args, folder, { HADRONEDGE_URL: service.url });

/** Runs the analysis in a folder. */
function analysis(cwd: string, ...args: string[]): Promise<Finished> {
  const env = { ...process.env, HADRONEDGE_URL: service.url };
  return new Promise((done) => {
    execFile(process.execPath, [join(example, 'analysis.ts'), ...args], { cwd, env }, (error, stdout, stderr) =>
      done({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

/** The header of the answer to the example's clusters, asked for with any HTTP client. */
async function contentDigest(model: string): Promise<string | null> {
  const { clusters: columns } = JSON.parse(await readFile(clusters, 'utf8'));
  const body = JSON.stringify({ model, seed: 42, clusters: columns });
  const init = { method: 'POST', body, headers: { 'content-type': 'application/json' } };
  const response = await fetch(`${service.url}/v1/sample`, init);
  const { hadrons } = (await response.json()) as any;
  const digest = response.headers.get('hadronedge-content-digest');
  expect(await digestOfHadrons(hadrons)).toBe(digest);
  return digest;
}

/** The header of the answer to a body, whatever it holds. */
async function digestHeader(path: string, type: string, body: string): Promise<string | null> {
  const response = await fetch(`${service.url}${path}`, { method: 'POST', body, headers: { 'content-type': type } });
  expect(response.status).toBe(200);
  await response.arrayBuffer();
  return response.headers.get('hadronedge-content-digest');
}

describe('the command line tells the digest that one request has', () => {
  it('for a run of clusters that it sends in pieces, some of them invalid', async () => {
    const { clusters: ten } = JSON.parse(await readFile(clusters, 'utf8'));
    const columns = Object.fromEntries(
      Object.entries(ten as Record<string, number[]>).map(([name, column]) => [name, Array(700).fill(column).flat()]),
    );
    for (const i of [3, 5000, 6999]) columns['E']![i] = -1;
    await writeFile(join(folder, 'many.json'), JSON.stringify({ clusters: columns }));
    const run = await hadron('sample', 'many.json', '--seed', '9', '--skip-invalid', '-o', 'many-hadrons.json');
    expect(run.code).toBe(0);
    const body = { model: 'hadml-v1', seed: 9, on_invalid: 'skip', clusters: columns };
    const whole = await digestHeader('/v1/sample', 'application/json', JSON.stringify(body));
    expect(run.stderr).toContain(`; seed 9; content ${whole}\n`);
    expect(JSON.parse(await readFile(join(folder, 'many-hadrons.json'), 'utf8')).content_digest).toBe(whole);
  });

  it('for scores, in JSON and NDJSON', async () => {
    expect((await hadron('simulate', '--events', '60', '--seed', '7', '-o', 'events.dat')).code).toBe(0);
    const text = await readFile(join(folder, 'events.dat'), 'utf8');
    const whole = await digestHeader('/v1/score?model=score-nominal-kinmin', 'text/vnd.hadml.dat', text);
    const json = await hadron('score', 'events.dat', '--json');
    expect(JSON.parse(json.stdout).content_digest).toBe(whole);
    expect(json.stderr).toContain(`content ${whole}\n`);
    const lines = (await hadron('score', 'events.dat', '--to', 'ndjson', '-o', '-')).stdout.trimEnd().split('\n');
    expect(JSON.parse(lines.at(-1)!).summary.content_digest).toBe(whole);
  });
});

describe('the worked analysis', () => {
  let pinned: string;
  let first: string | null;
  let recorded: string;

  it('gives what was recorded with it, wherever it runs', async () => {
    const rerun = await analysis(example);
    expect(rerun.stderr).toBe('the same as results.json, to the last bit\n');
    expect(rerun.code).toBe(0);
    expect(rerun.stdout).toBe(await readFile(join(example, 'results.json'), 'utf8'));
  });

  it('pins, runs and records', async () => {
    expect((await hadron('pin', 'hadml-v1@stable', 'score-nominal-kinmin')).code).toBe(0);
    const lock = JSON.parse(await readFile(join(folder, 'hadronedge.lock.json'), 'utf8'));
    expect(lock).toEqual(JSON.parse(await readFile(join(example, 'hadronedge.lock.json'), 'utf8')));
    pinned = `hadml-v1@${lock.models['hadml-v1@stable'].digest}`;
    first = await contentDigest(pinned);
    expect(await contentDigest('hadml-v1')).toBe(first);
    expect((await analysis(folder, '--record')).code).toBe(0);
    recorded = await readFile(join(folder, 'results.json'), 'utf8');
    expect((await hadron('pin', '--check')).code).toBe(0);
    expect((await analysis(folder, '--unpinned')).code).toBe(0);
    const sampled = await hadron('sample', clusters, '--seed', '42');
    expect(JSON.parse(sampled.stdout).content_digest).toBe(first);
    expect(sampled.stderr).toContain(`content ${first}`);
  });

  it('gives the same after a newer version is published, the alias has moved and the service has restarted', async () => {
    const run = await generatorRun();
    const out = join(dirname(run), 'release');
    const title = { name: 'hadml-v1', version: '1.1.0', licence: 'Apache-2.0' };
    const created = new Date('2026-11-24T00:00:00Z');
    await makeRelease(run, out, title, { events: 100, classifier: QUICK_CLASSIFIER, created });
    const published = await hadron('publish', out, '--alias', 'stable', '--why', 'better closure');
    expect(published.stdout).toContain('hadml-v1@stable now points to 1.1.0');
    await rm(dirname(run), { recursive: true });
    await service.restart();

    expect(await contentDigest(pinned)).toBe(first);
    const rerun = await analysis(folder);
    expect(rerun).toEqual({ code: 0, stdout: recorded, stderr: 'the same as results.json, to the last bit\n' });
    const sampled = await hadron('sample', clusters, '--seed', '42');
    expect(JSON.parse(sampled.stdout).content_digest).toBe(first);
  });

  it('would not have without its pins, and its CI is told', async () => {
    expect(await contentDigest('hadml-v1')).not.toBe(first);
    const unpinned = await analysis(folder, '--unpinned');
    expect(unpinned.code).toBe(1);
    expect(unpinned.stderr).toBe('this is not what results.json says\n');
    expect(JSON.parse(unpinned.stdout).hadrons.model.version).toBe('1.1.0');
    const check = await hadron('pin', '--check');
    expect(check.code).toBe(3);
    expect(check.stderr).toContain('hadml-v1@stable: moved from 1.0.0');
    expect(await readFile(join(folder, 'results.json'), 'utf8')).toBe(recorded);
  });

  it('says so where a model is not pinned, and stops where the lockfile was named', async () => {
    const loose = await hadron('sample', clusters, '--model', 'hadml-v1@1.1.0', '--to', 'ndjson');
    expect(loose.code).toBe(0);
    expect(loose.stderr).toContain('not pinned: hadml-v1@1.1.0 is not in hadronedge.lock.json');
    const named = ['--lock', 'hadronedge.lock.json', '-o', 'never.json'];
    const strict = await hadron('sample', clusters, '--model', 'hadml-v1@1.1.0', ...named);
    expect(strict).toMatchObject({ code: 3, stdout: '' });
    expect(existsSync(join(folder, 'never.json'))).toBe(false);
    expect((await hadron('sample', clusters, ...named)).code).toBe(0);
  });
});
