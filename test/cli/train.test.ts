import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runCommand } from 'citty';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import evaluate from '../../cli/commands/evaluate.ts';
import command from '../../cli/commands/train.ts';
import { CommandError } from '../../cli/errors.ts';
import { TRUTHS } from '../../physics/hadronization/parameters.ts';
import { simulateDecays } from '../../physics/hadronization/simulate.ts';
import { seedOf } from '../../physics/random/stream.ts';
import { writeSet } from '../trainer/data/write-file.ts';
import { hadronedge } from './command-line.ts';

/** Whose packages are here that bring libtensorflow; with this project comes none. */
const native = ['tfjs-node-gpu', 'tfjs-node'].filter((name) =>
  existsSync(resolve(import.meta.dirname, '../../node_modules/@tensorflow', name)),
);

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hadronedge-train-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const TINY = [
  '--events=60',
  '--batch=40',
  '--set=validation_events=20,hidden=[8,8],discriminator_hidden=[8,8],report_every=2',
];

/** What the command throws for some arguments. */
async function refusal(...rawArgs: string[]): Promise<CommandError> {
  const error: unknown = await runCommand(command, { rawArgs }).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error, rawArgs.join(' ')).toBeInstanceOf(CommandError);
  return error as CommandError;
}

describe('hadronedge train', () => {
  it('trains, shows its losses, and leaves a run that can be gone on with', async () => {
    const first = await hadronedge(['train', 'hadml-v1', '--steps=4', '--no-evaluate', ...TINY], folder);
    expect(first.stderr).toMatch(
      /step 4\/4: discriminator loss \d.*; best distance \d\.\d+ at step [24]; [\d.]+ steps\/s, 0 s left\n/,
    );
    expect(first.code).toBe(0);
    expect(first.stdout).toMatch(/^runs\/hadml-v1: hadml-v1, 4 steps, best at [24]\n$/);
    const run = join(folder, 'runs/hadml-v1');
    expect(readdirSync(run).sort()).toEqual([
      'checkpoint.safetensors',
      'metrics.ndjson',
      'model.onnx',
      'reference.json',
      'report.html',
      'training.json',
      'untrained.onnx',
    ]);
    const { exitCode, message } = await refusal('hadml-v1', '--steps=4', '--out', run, ...TINY);
    expect(exitCode).toBe(3);
    expect(message).toMatch(/not empty: choose another, or go on with it by --resume/);
    mkdirSync(join(run, 'release'));
    const released = await refusal('--resume', run, '--steps=6');
    expect(released.exitCode).toBe(3);
    expect(released.message).toMatch(/release is there already: move it away/);
    const more = await hadronedge(['train', '--resume', run, '--steps=6', '--no-evaluate'], folder);
    expect(more.stdout).toMatch(/6 steps/);
    expect(readFileSync(join(run, 'metrics.ndjson'), 'utf8').trim().split('\n')).toHaveLength(3);
  });

  it.each([
    [[], /name a preset; one of: hadml-v1 .* score-nominal-kinmin score-herwig-lund score-truth-generated/],
    [['hadml-v9'], /unknown preset 'hadml-v9'/],
    [['hadml-v1', 'hadml-v1'], /unexpected argument 'hadml-v1'/],
    [['hadml-v1', '--steps=0'], /--steps must be a whole number from 1 on/],
    [['hadml-v1', '--seed=-1'], /--seed must be a whole number/],
    [['hadml-v1', '--backend=cuda'], /unknown backend 'cuda'; one of: auto wasm webgpu tensorflow cpu/],
    [['hadml-v1', '--set=speed=9'], /unknown setting 'speed'/],
    [['hadml-v1', '--set=speed'], /--set takes NAME=VALUE, not 'speed'/],
    [['hadml-v1', '--set=batch=lots'], /setting 'batch'/],
    [['hadml-v1', '--batch=0'], /setting 'batch'/],
    [['hadml-v1', '--data='], /--data takes FILE, or 0=FILE and 1=FILE/],
    [['score-nominal-kinmin', '--data=0=a', '--data', '0=b'], /--data is given twice for class 0/],
    [['--resume=somewhere', '--seed=2'], /--resume goes on with the run's own seed/],
  ])('refuses %j with exit code 2 and a line that says why', async (args, why) => {
    const out = join(folder, 'run');
    const place = args.some((arg) => arg.startsWith('--resume')) ? [] : ['--out', out];
    const { exitCode, message } = await refusal(...args, ...place);
    expect(exitCode).toBe(2);
    expect(message).toMatch(why);
    expect(existsSync(out)).toBe(false);
  });

  it('trains on files, goes on with the same ones only, and is judged on other events of them', async () => {
    const simulated = [TRUTHS.nominal, TRUTHS.kinmin].map((truth, k) => simulateDecays(truth, seedOf(71 + k), 0, 900));
    writeSet(join(folder, 'nominal.dat'), 'decays', 'dat', simulated[0]!);
    writeSet(join(folder, 'kinmin.parquet'), 'decays', 'parquet', simulated[1]!);
    const data = ['--data', '0=nominal.dat', '--data=1=kinmin.parquet'];
    const tiny = ['--batch=40', '--set=moments=[4,2],phi=[8],rho=[8],report_every=2', '--out=run'];
    const trained = await hadronedge(
      ['train', 'score-nominal-kinmin', '--steps=2', '--no-evaluate', ...data, ...tiny],
      folder,
    );
    expect(trained.code, trained.stderr).toBe(0);
    const record = JSON.parse(readFileSync(join(folder, 'run/training.json'), 'utf8'));
    const listed = record.data.map((entry: { use: string; source: string }) => `${entry.use} ${entry.source}`);
    expect(listed.slice(0, 2)).toEqual(['training nominal.dat', 'training kinmin.parquet']);
    expect(JSON.stringify(record)).not.toContain(folder);
    const run = join(folder, 'run');
    const without = await refusal('--resume', run, '--steps=4');
    expect([without.exitCode, without.message]).toEqual([3, expect.stringMatching(/sha256:.* and none is given/)]);
    const swapped = [`--data=0=${join(folder, 'kinmin.parquet')}`, `--data=1=${join(folder, 'nominal.dat')}`];
    const wrong: unknown = await runCommand(evaluate, { rawArgs: [run, ...swapped] }).catch((error: unknown) => error);
    expect(wrong).toMatchObject({ exitCode: 3, message: expect.stringMatching(/trained on nominal\.dat of sha256:/) });
    const judged = await hadronedge(['evaluate', 'run', '--json', ...data], folder);
    expect(judged.code, judged.stderr).toBe(0);
    const { samples } = JSON.parse(judged.stdout);
    // about a tenth of 900 events a class
    expect(samples.events).toBeGreaterThan(60);
    expect(samples.events).toBeLessThan(120);
    expect(samples.truth.class_0).toMatchObject({ file: 'nominal.dat' });
  });

  it('chooses a backend by --backend auto, and says why', async () => {
    const { code, stderr } = await hadronedge(
      ['train', 'hadml-v1', '--steps=1', '--no-evaluate', '--backend=auto', ...TINY],
      folder,
    );
    expect(code).toBe(0);
    const [, backend, reason] = /^backend (\w+): (.+)$/m.exec(stderr)!;
    if (backend !== 'webgpu') expect(reason).toMatch(/no GPU/);
    if (backend === 'wasm') expect(reason).toMatch(/needs one of @tensorflow\/tfjs-node-gpu/);
    const record = readFileSync(join(folder, 'runs/hadml-v1/training.json'), 'utf8');
    const name: Record<string, string> = { wasm: 'wasm', webgpu: 'webgpu', tensorflow: native[0] ?? 'none' };
    expect(record).toMatch(`"backend": "tfjs 4.22.0 ${name[backend!]}`);
  });

  it('refuses an option that it does not have', async () => {
    const { code, stderr } = await hadronedge(['train', 'hadml-v1', '--stepps=3'], folder);
    expect(code).toBe(2);
    expect(stderr).toMatch(/unknown option --stepps/);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says where there is nothing to go on with', async () => {
    const { exitCode, message } = await refusal('--resume', join(folder, 'nowhere'));
    expect(exitCode).toBe(3);
    expect(message).toMatch(/cannot read .*nowhere\/checkpoint.safetensors/);
  });

  it('says in words that it was stopped before the first step', async () => {
    const main = resolve(import.meta.dirname, '../../cli/main.ts');
    const options = ['--events=1000000', '--batch=40', '--no-evaluate', '--out', join(folder, 'run')];
    const child = spawn(process.execPath, [main, 'train', 'hadml-v1', ...options]);
    let text = '';
    child.stderr.on('data', (part) => {
      if (text === '') child.kill('SIGINT');
      text += part;
    });
    const [code] = await once(child, 'close');
    expect(code).toBe(3);
    expect(text).toMatch(/hadronedge: stopped while events were simulated/);
    expect(readdirSync(join(folder, 'run'))).toEqual([]);
  });

  it.skipIf(native.length > 0)('says what the tensorflow backend needs, before any work', async () => {
    const { exitCode, message } = await refusal('hadml-v1', '--backend=tensorflow', '--out', join(folder, 'run'));
    expect(exitCode).toBe(2);
    expect(message).toMatch(/needs one of @tensorflow\/tfjs-node-gpu, @tensorflow\/tfjs-node to be installed/);
    expect(existsSync(join(folder, 'run'))).toBe(false);
  });
});
