import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishShipped } from '../../cli/server/shipped.ts';
import { parseKey } from '../../models/registry/keys.ts';
import { LocalService } from './local-service.ts';

const root = resolve(import.meta.dirname, '../..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const tour = readme.slice(readme.indexOf('## A tour'), readme.indexOf('## Documents'));
const commands = [...tour.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap((block) => block[1]!.trim().split('\n'));
let service: LocalService;
let folder: string;

beforeAll(async () => {
  service = await LocalService.start();
  await publishShipped(service.url);
  folder = await mkdtemp(join(tmpdir(), 'hadronedge-tour-'));
  for (const name of ['node_modules', 'examples', 'package.json']) await symlink(join(root, name), join(folder, name));
}, 120_000);
afterAll(async () => {
  await service?.end();
  await rm(folder, { recursive: true, force: true });
});

/** Runs a command line in the tour's folder, against the test's own server. */
function run(line: string): Promise<{ code: number; output: string }> {
  const command = line.replaceAll('http://127.0.0.1:8787', service.url);
  const env = { ...process.env, HADRONEDGE_URL: service.url, HADRONEDGE_SEEN: join(folder, 'seen.json') };
  return new Promise((done) => {
    execFile('bash', ['-c', command], { cwd: folder, env }, (error, stdout, stderr) =>
      done({ code: error ? 1 : 0, output: stdout + stderr }),
    );
  });
}

describe('the README', () => {
  it('shows the commands of the tour', () => expect(commands.length).toBeGreaterThanOrEqual(10));

  it.each(commands)('runs: %s', { timeout: 300_000 }, async (line) => {
    const { code, output } = await run(line);
    expect(code, output).toBe(0);
  });

  it('ends with hadrons of the own model', () => {
    const answer: any = JSON.parse(readFileSync(join(folder, 'hadrons.json'), 'utf8'));
    expect(answer.model.name).toBe('my-pions');
    expect(answer.hadrons.E.length).toBe(20);
  });
});

describe('documents', () => {
  const documents = [
    'README.md',
    'CONTRIBUTING.md',
    'docs/architecture.md',
    'docs/api.md',
    'docs/scores.md',
    'docs/registry.md',
    'docs/reproducibility.md',
  ];
  const more = ['docs/gate.md', 'docs/operations.md', 'examples/pinned-analysis/README.md'];

  it.each([...documents, ...more, 'docs/physics.md'])('%s names only files that exist', (document) => {
    const text = readFileSync(join(root, document), 'utf8');
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)].map((m) => join(dirname(document), m[1]!));
    const paths = [
      ...text.matchAll(/`((?:physics|formats|models|functions|trainer|client|cli|test|bench|docs)\/[\w./-]+)`/g),
    ].map((m) => m[1]!);
    // Keys of the bucket look like paths, and are no files.
    const named = [...links, ...paths.filter((path) => parseKey(path) === null)];
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});
