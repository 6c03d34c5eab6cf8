import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishShipped } from '../../cli/server/shipped.ts';
import { VERDICTS } from '../../models/contract/signing/verify.ts';
import { CONVENTIONS } from '../../trainer/import/convention.ts';
import { OUTSIDE_OPERATORS } from '../../trainer/import/raise-opset.ts';
import { LocalService } from './local-service.ts';

const root = resolve(import.meta.dirname, '../..');
const read = (document: string): string => readFileSync(join(root, document), 'utf8');
const commandsOf = (document: string): string[] =>
  [...read(document).matchAll(/```sh\n([\s\S]*?)```/g)].flatMap((block) => block[1]!.trim().split('\n'));

let service: LocalService;
let folder: string;

beforeAll(async () => {
  service = await LocalService.start();
  await publishShipped(service.url);
  folder = await mkdtemp(join(tmpdir(), 'hadronedge-trust-'));
  for (const name of ['node_modules', 'examples', 'package.json', 'test'])
    await symlink(join(root, name), join(folder, name));
}, 120_000);
afterAll(async () => {
  await service?.end();
  await rm(folder, { recursive: true, force: true });
});

/** Runs a command line as it is pasted, against the test's own server. */
function run(line: string): Promise<{ code: number; output: string }> {
  const command = line.replaceAll('http://127.0.0.1:8787', service.url);
  const env = { ...process.env, HADRONEDGE_URL: service.url, HADRONEDGE_SEEN: join(folder, 'seen.json') };
  return new Promise((done) => {
    execFile('bash', ['-c', command], { cwd: folder, env }, (error, stdout, stderr) =>
      done({ code: error ? 1 : 0, output: stdout + stderr }),
    );
  });
}

describe.each(['docs/signatures.md', 'docs/outside-models.md'])('%s', (document) => {
  it.each(commandsOf(document))('runs: %s', { timeout: 300_000 }, async (line) => {
    const { code, output } = await run(line);
    expect(code, output).toBe(0);
  });

  it('names only files that exist', () => {
    const text = read(document);
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)].map((m) => join(dirname(document), m[1]!));
    const paths = [...text.matchAll(/`((?:physics|models|functions|trainer|client|cli|test|docs)\/[\w./-]+)`/g)];
    const missing = [...links, ...paths.map((m) => m[1]!)].filter((path) => !existsSync(join(root, path)));
    expect(missing).toEqual([]);
  });
});

describe('what they list', () => {
  it('is what there is', () => {
    const rows = (document: string) => [...read(document).matchAll(/^\| `([\w/-]+)` \|/gm)].map((row) => row[1]!);
    expect(rows('docs/outside-models.md')).toEqual(expect.arrayContaining(Object.keys(CONVENTIONS)));
    expect(rows('docs/outside-models.md')).toHaveLength(Object.keys(CONVENTIONS).length);
    const codes = ['unsigned', ...Object.keys(VERDICTS).filter((verdict) => verdict !== 'valid')];
    expect(rows('docs/signatures.md').toSorted()).toEqual(codes.toSorted());
    const operators = read('docs/outside-models.md').split('## Operators')[1]!;
    for (const name of OUTSIDE_OPERATORS) expect(operators).toMatch(new RegExp(`\\b${name}\\b`));
  });
});

describe('what was made along the way', () => {
  it('are hadrons of the imported model, and of the signed one', () => {
    const imported: any = JSON.parse(readFileSync(join(folder, 'isotropic.json'), 'utf8'));
    expect(imported.model.name).toBe('isotropic-skl');
    expect(imported.hadrons.E).toHaveLength(20);
    const signed: any = JSON.parse(readFileSync(join(folder, 'signed.json'), 'utf8'));
    expect(signed.model.name).toBe('hadml-v1');
    const { digest, signatures }: any = JSON.parse(readFileSync(join(folder, 'signatures.json'), 'utf8'));
    expect(digest).toBe(signed.model.digest);
    expect(signatures).toHaveLength(1);
  });

  it('a client refuses what its keys have not signed', async () => {
    await run('npx hadronedge keys create stranger');
    const ask = (model: string, keys: string) =>
      run(
        `npx hadronedge sample examples/ten-clusters.json --model ${model} --require-signature --trusted-keys ${keys}`,
      );
    expect((await ask('hadml-v1', 'stranger.pub.json')).output).toContain('not trusted (unknown-key)');
    expect((await ask('isotropic-skl', 'my-lab.pub.json')).output).toContain('not trusted (unsigned)');
  });

  it('a service that demands signatures serves the signed model alone', { timeout: 120_000 }, async () => {
    const keys = readFileSync(join(folder, 'my-lab.pub.json'), 'utf8');
    const variables = { TRUSTED_KEYS: JSON.stringify(JSON.parse(keys)), REQUIRE_SIGNATURES: 'yes' };
    await service.restart(variables);
    const ask = (model: string) =>
      fetch(`${service.url}/v1/sample`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ model, seed: 1, clusters: [{ E: 10, px: 3, py: -2, pz: 9 }] }),
      });
    expect((await ask('hadml-v1')).status).toBe(200);
    const refused = await ask('isotropic-skl');
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({
      type: 'urn:hadronedge:problem:model-untrusted',
      errors: [{ pointer: '/model', code: 'unsigned' }],
    });
  });
});
