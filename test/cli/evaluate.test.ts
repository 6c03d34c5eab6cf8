import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { certificateSchema } from '../../models/contract/certificate.ts';
import { scorerRun } from '../trainer/evaluate/run-fixture.ts';

const root = resolve(import.meta.dirname, '../..');

const hadronedge = (...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
  new Promise((done) => {
    execFile(process.execPath, ['cli/main.ts', ...args], { cwd: root }, (error, stdout, stderr) =>
      done({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });

describe('hadronedge evaluate', () => {
  let run: string;
  beforeAll(async () => {
    run = await scorerRun();
  });
  afterAll(() => rm(dirname(run), { recursive: true }));

  it('prints a table on standard output and progress on standard error', async () => {
    const { code, stdout, stderr } = await hadronedge('evaluate', run, '--events', '200');
    expect(stderr).toContain('simulating class 0');
    expect(code).toBe(0);
    expect(stdout).toContain('200 events a sample, seed 40, onnxruntime-web/');
    expect(stdout).toMatch(/^mark +value +to reach +met +source$/m);
    expect(stdout).not.toContain('simulating');
  });

  it('prints and writes the certificate itself', async () => {
    const out = join(dirname(run), 'out');
    const { code, stdout } = await hadronedge('evaluate', run, '--events', '200', '--seed', '99', '--json', '-o', out);
    expect(code).toBe(0);
    const certificate = certificateSchema.parse(JSON.parse(stdout));
    expect(certificate.samples).toMatchObject({ seed: '99', events: 200 });
    expect(`${await readFile(join(out, 'certificate.json'), 'utf8')}\n`).toBe(stdout);
    expect(await readFile(join(out, 'certificate.html'), 'utf8')).toContain('<svg');
  });

  it.each([
    [['--events', '10'], 2, '--events must be a whole number from 100 on'],
    [['--events', 'many'], 2, '--events must be a whole number'],
    [['--seed', '-1'], 2, '--seed must be a whole number'],
    [['--seed', '10'], 3, 'seed 10 is that of the training sample'],
  ])('refuses %j', async (args, exitCode, message) => {
    const { code, stdout, stderr } = await hadronedge('evaluate', run, ...args);
    expect(code).toBe(exitCode);
    expect(stderr).toContain(message);
    expect(stdout).toBe('');
  });

  it('finds out before the work that the certificate has no place', async () => {
    const { code, stderr } = await hadronedge('evaluate', run, '--events', '200', '-o', join(run, 'model.onnx'));
    expect(code).toBe(3);
    expect(stderr).toMatch(/^hadronedge: cannot make .*model\.onnx: EEXIST/);
  });

  it('refuses a directory that is none, or holds no model', async () => {
    expect((await hadronedge('evaluate', join(run, 'nowhere'))).stderr).toContain('there is no directory');
    const { code, stderr } = await hadronedge('evaluate', dirname(run));
    expect(code).toBe(3);
    expect(stderr).toContain('no training run (training.json) and no release (manifest.json)');
  });
});
