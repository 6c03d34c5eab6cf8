import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishShipped } from '../../cli/server/shipped.ts';
import { hadronedge } from '../cli/command-line.ts';
import { pythonWith } from '../python/python.ts';
import { LocalService } from './local-service.ts';

const python = pythonWith('requests', 'pyarrow', 'awkward', 'numpy', 'matplotlib');
const script = resolve(import.meta.dirname, '../../examples/reweight.py');
const EVENTS = 3000;
const numbersOf = (output: string, pattern: RegExp): number[] => pattern.exec(output)!.slice(1).map(Number);

describe.skipIf(!python)('examples/reweight.py (skipped where there is no Python with its packages)', () => {
  let service: LocalService;
  let folder: string;

  beforeAll(async () => {
    service = await LocalService.start();
    await publishShipped(service.url);
    folder = await mkdtemp(join(tmpdir(), 'hadronedge-reweight-'));
    for (const [model, seed] of [
      ['nominal', '17'],
      ['kinmin', '18'],
    ] as const) {
      const args = ['simulate', '--events', String(EVENTS), '--seed', seed, '--model', model, '-o', `${model}.parquet`];
      expect((await hadronedge(args, folder)).code).toBe(0);
    }
  }, 120_000);
  afterAll(async () => {
    await service?.end();
    await rm(folder, { recursive: true, force: true });
  });

  const run = (...args: string[]): Promise<{ code: number; output: string }> =>
    new Promise((done) => {
      execFile(python!, [script, ...args, '--url', service.url], { cwd: folder }, (error, stdout, stderr) =>
        done({ code: error ? 1 : 0, output: stdout + stderr }),
      );
    });

  it('makes nominal look like kinmin where both have events, and says what that costs', async () => {
    const { code, output } = await run('nominal.parquet', 'kinmin.parquet');
    expect(code, output).toBe(0);
    const [before, after] = numbersOf(output, /leading energy.*chi2\/bin ([\d.]+) before, ([\d.]+) after/);
    expect(after! * 5).toBeLessThan(before!);
    const [nEff, count] = numbersOf(output, /N_eff ([\d.]+) of (\d+) events/);
    expect(count).toBe(EVENTS);
    const scored = await hadronedge(['score', 'nominal.parquet'], folder, { HADRONEDGE_URL: service.url });
    expect(numbersOf(scored.stdout, /N_eff +([\d.]+) /)[0]).toBeCloseTo(nEff!, 0);
    expect(readFileSync(join(folder, 'reweight.png')).subarray(1, 4).toString()).toBe('PNG');
    expect(readFileSync(join(folder, 'reweighted.parquet')).length).toBeGreaterThan(100_000);
  });

  it('leads kinmin away from itself, for which the weights are not', async () => {
    // Class 1 does not become more alike by weights that make class 0 look like it.
    const { code, output } = await run('kinmin.parquet', 'kinmin.parquet');
    expect(code, output).toBe(0);
    expect(output).toContain('AUC 0.5000');
    const [before, after] = numbersOf(output, /leading energy.*chi2\/bin ([\d.]+) before, ([\d.]+) after/);
    expect(before).toBe(0);
    expect(after).toBeGreaterThan(5);
  });

  it('prints what the service refuses', async () => {
    const { code, output } = await run('nominal.parquet', 'kinmin.parquet', '--model', 'none');
    expect(code).toBe(1);
    expect(output).toContain('the service refused: No such model');
  });
});
