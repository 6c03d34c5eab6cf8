import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PRESETS } from '../../../trainer/presets/presets.ts';
import { withSettings } from '../../../trainer/presets/settings.ts';
import { parseMetrics } from '../../../trainer/report/metrics.ts';
import { startRun } from '../../../trainer/train/run.ts';
import { loadCheckpoint } from '../../../trainer/train/run-directory.ts';
import { RUN_FILES } from '../../../trainer/train/training-record.ts';

/**
 * One training, killed again and again in processes of its own, against the same training left alone. A checkpoint is
 * written after every step, so that most of the moments are moments of writing.
 */
const STEPS = 48;
const SETTINGS = {
  training_events: '60',
  validation_events: '20',
  batch: '40',
  hidden: '[8,8]',
  discriminator_hidden: '[8,8]',
  steps: `${STEPS}`,
  schedule_steps: `${STEPS}`,
  report_every: '4',
};
const SEED = 5n;
const main = resolve(import.meta.dirname, '../../../cli/main.ts');
const preload = resolve(import.meta.dirname, 'kill-at.mjs');

let folder: string;
let run: string;
let whole: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hadronedge-kill-'));
  run = join(folder, 'run');
  whole = join(folder, 'whole');
  await startRun(withSettings(PRESETS.get('hadml-v1')!, SETTINGS), SEED, {
    directory: whole,
    backend: 'wasm',
    checkpointEvery: 7,
  });
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  code: number | null;
  signal: string | null;
  stderr: string;
}

/** Runs `hadronedge train`, killed at a moment of writing, or some milliseconds after it said something. */
async function train(more: string[], kill?: { at: string } | { after: string; ms: number }): Promise<Ended> {
  const at = kill && 'at' in kill ? kill.at : undefined;
  const child = spawn(
    process.execPath,
    [
      ...(at === undefined ? [] : ['--import', preload]),
      main,
      'train',
      ...more,
      '--no-evaluate',
      '--checkpoint-every=1',
    ],
    { cwd: folder, env: { ...process.env, KILL_AT: at ?? '' } },
  );
  let stderr = '';
  let armed = kill !== undefined && 'after' in kill;
  child.stderr.on('data', (part) => {
    stderr += part;
    if (!armed || !kill || !('after' in kill) || !stderr.includes(kill.after)) return;
    armed = false;
    setTimeout(() => child.kill('SIGKILL'), kill.ms);
  });
  const [code, signal] = await once(child, 'close');
  return { code, signal, stderr };
}

const set = Object.entries(SETTINGS)
  .map(([name, value]) => `${name}=${value}`)
  .join(',');
const begin = ['hadml-v1', '--seed', `${SEED}`, '--set', set, '--out', 'run'];
const resume = ['--resume', 'run'];

const read = (directory: string, file: string): Buffer => readFileSync(join(directory, file));
const metricsOf = (directory: string) => parseMetrics(read(directory, RUN_FILES.metrics).toString());
const parts = (): string[] => readdirSync(run).filter((name) => name.endsWith('.part'));

/** Nothing that has its name is half a file; gives the step to go on from. */
async function requireWhole(): Promise<number> {
  const { position } = await loadCheckpoint(run);
  if (existsSync(join(run, RUN_FILES.report))) expect(read(run, RUN_FILES.report).toString()).toMatch(/<\/html>\n$/);
  if (existsSync(join(run, RUN_FILES.metrics))) {
    const text = read(run, RUN_FILES.metrics).toString();
    expect(text).toMatch(/^$|\n$/);
    expect(metricsOf(run)).toHaveLength(text.split('\n').length - 1);
  }
  return position.step;
}

describe('a training that is killed', () => {
  it('before its first checkpoint is whole leaves nothing that stands in the way of another', async () => {
    expect((await train(begin, { at: 'writeFile:1' })).signal).toBe('SIGKILL');
    expect(readdirSync(run)).toEqual([expect.stringMatching(/^\.checkpoint\.safetensors\.\d+\.part$/)]);
    const refused = await train(resume);
    expect(refused.code).toBe(3);
    expect(refused.stderr).toMatch(/cannot read run\/checkpoint\.safetensors/);
  });

  it('in the middle of a checkpoint, before it is named, or at any moment goes on from the last whole one', async () => {
    expect((await train(begin, { at: 'writeFile:8' })).signal).toBe('SIGKILL');
    expect(parts()).toHaveLength(1);
    let step = await requireWhole();
    expect(step).toBeGreaterThan(0);
    const kills = [
      { at: 'sync:9' },
      { at: 'writeFile:12' },
      { after: `step ${STEPS / 2}/`, ms: 0 },
      { after: 'step ', ms: 11 },
    ];
    for (const kill of kills) {
      const { signal, stderr } = await train(resume, kill);
      expect(signal, stderr).toBe('SIGKILL');
      const next = await requireWhole();
      if ('at' in kill) {
        expect(parts()).toHaveLength(1);
        expect(next).toBeGreaterThan(step);
      }
      expect(next).toBeGreaterThanOrEqual(step);
      expect(next).toBeLessThan(STEPS);
      step = next;
    }
    // half a line, as a crash of the whole machine may leave it
    appendFileSync(join(run, RUN_FILES.metrics), `{"step":${4 * Math.floor(step / 4)},"wall_`);
    expect((await train(resume)).code).toBe(0);
  }, 120_000);

  it('has the losses, the reports and the network of one that was left alone, to the bit', async () => {
    expect(parts()).toEqual([]);
    const lines = metricsOf(run);
    expect(lines.map(({ step }) => step)).toEqual(Array.from({ length: STEPS / 4 }, (_, i) => 4 * (i + 1)));
    const timeless = (list: typeof lines) => list.map((line) => ({ ...line, wall_time_s: 0 }));
    expect(timeless(lines)).toEqual(timeless(metricsOf(whole)));
    for (let i = 1; i < lines.length; i++) expect(lines[i]!.wall_time_s).toBeGreaterThan(lines[i - 1]!.wall_time_s);
    expect(read(run, RUN_FILES.model).equals(read(whole, RUN_FILES.model))).toBe(true);
    const { state } = await loadCheckpoint(run);
    expect(state).toEqual((await loadCheckpoint(whole)).state);
  });
});
