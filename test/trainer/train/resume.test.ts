import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { referenceRunSchema } from '../../../models/contract/reference-run.ts';
import { PRESETS } from '../../../trainer/presets/presets.ts';
import { type Preset, SettingsError, withSettings } from '../../../trainer/presets/settings.ts';
import { resumeRun, startRun } from '../../../trainer/train/run.ts';
import { RunError } from '../../../trainer/train/run-directory.ts';
import { RUN_FILES, trainingRecordSchema } from '../../../trainer/train/training-record.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hadronedge-run-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const tiny: Record<Preset['kind'], Record<string, string>> = {
  generator: {
    training_events: '60',
    validation_events: '20',
    batch: '40',
    hidden: '[8,8]',
    discriminator_hidden: '[8,8]',
  },
  'event-generator': {
    training_events: '60',
    validation_events: '20',
    batch: '20',
    hidden: '[8,8]',
    phi: '[8,8]',
    rho: '[8]',
  },
  scorer: {
    training_events: '60',
    validation_events: '40',
    calibration_events: '200',
    batch: '20',
    phi: '[8,8]',
    rho: '[8]',
    patience: '0',
  },
};

function small(name: string, steps: number): Preset {
  const preset = PRESETS.get(name)!;
  return withSettings(preset, {
    ...tiny[preset.kind],
    steps: `${steps}`,
    schedule_steps: '20',
    report_every: '4',
  });
}

const options = (name: string) => ({
  directory: join(folder, name),
  backend: 'wasm' as const,
  checkpointEvery: 7,
});
const read = (run: string, file: string): Buffer => readFileSync(join(folder, run, file));
const metrics = (run: string): unknown[] =>
  read(run, RUN_FILES.metrics)
    .toString()
    .trim()
    .split('\n')
    .map((line) => ({ ...JSON.parse(line), wall_time_s: 0 }));

describe.each([...PRESETS.keys()])('training %s', (name) => {
  it('for 20 steps is training for 10 and going on to 20, to the bit', async () => {
    await startRun(small(name, 20), 5n, options('whole'));
    await startRun(small(name, 10), 5n, options('halves'));
    const checkpoint10 = read('halves', RUN_FILES.checkpoint);
    await resumeRun(20, options('halves'));
    expect(metrics('halves')).toEqual(metrics('whole'));
    expect(metrics('whole')).toHaveLength(5);
    expect(read('halves', RUN_FILES.model).equals(read('whole', RUN_FILES.model))).toBe(true);
    // the best network may be an early one; the last is another
    expect(read('halves', RUN_FILES.checkpoint).equals(checkpoint10)).toBe(false);
    // another seed is another training
    await startRun(small(name, 20), 6n, options('other'));
    expect(metrics('other')).not.toEqual(metrics('whole'));
  });

  it('leaves a record for the manifest, a reference run and an untrained model', async () => {
    await startRun(small(name, 4), 18446744073709551615n, options('run'));
    const record = trainingRecordSchema.parse(JSON.parse(read('run', RUN_FILES.record).toString()));
    expect(record.training).toMatchObject({ preset: name, seed: '18446744073709551615', steps: 4 });
    // no event is used twice: each sample has a seed, or a range of that seed's events, of its own
    const samples = record.data.map(({ seed, parameters }) => `${seed} from ${parameters['first'] ?? 0}`);
    expect(samples).toEqual([...new Set(samples)]);
    referenceRunSchema.parse(JSON.parse(read('run', RUN_FILES.reference).toString()));
    const [model, untrained] = [read('run', RUN_FILES.model), read('run', RUN_FILES.untrained)];
    expect(untrained.length).toBe(model.length);
    expect(untrained.equals(model)).toBe(false);
  });

  it('stops when told to and goes on as if it had not', async () => {
    await startRun(small(name, 20), 5n, options('whole'));
    const controller = new AbortController();
    const onStep = (step: number): void => {
      if (step === 9) controller.abort();
    };
    const stopped = await startRun(small(name, 20), 5n, { ...options('cut'), onStep, signal: controller.signal });
    expect(stopped.interrupted).toBe(true);
    expect(stopped.position.step).toBe(9);
    await resumeRun(null, options('cut'));
    expect(metrics('cut')).toEqual(metrics('whole'));
  });
});

describe('a run directory', () => {
  it('is not written over', async () => {
    writeFileSync(join(folder, 'kept'), 'something');
    await expect(startRun(small('hadml-v1', 2), 1n, { ...options('.'), directory: folder })).rejects.toThrow(RunError);
  });

  it('cannot be resumed without a checkpoint, or with a broken one', async () => {
    await expect(resumeRun(null, options('none'))).rejects.toThrow(RunError);
    await startRun(small('hadml-v1', 2), 1n, options('run'));
    await expect(resumeRun(1, options('run'))).rejects.toThrow(/stands at step 2 already, beyond 1/);
    const path = join(folder, 'run', RUN_FILES.checkpoint);
    writeFileSync(path, readFileSync(path).subarray(0, 5000));
    await expect(resumeRun(null, options('run'))).rejects.toThrow(RunError);
  });
});

describe('settings', () => {
  const preset = PRESETS.get('hadml-v1')!;

  it('of every preset pass their own rules', () => {
    for (const known of PRESETS.values()) expect(withSettings(known, {})).toEqual(known);
  });

  it('are refused by name where unknown or out of range', () => {
    expect(() => withSettings(preset, { bach: '7' })).toThrow("unknown setting 'bach'");
    for (const [name, value] of [
      ['batch', '0'],
      ['batch', '1.5'],
      ['beta1', '1'],
      ['hidden', '[]'],
      ['hidden', '256'],
      ['truth', 'minimal'],
      ['r1', '-1'],
      ['generator_rate', 'fast'],
    ] as const)
      expect(() => withSettings(preset, { [name]: value })).toThrow(SettingsError);
    expect(() => withSettings(preset, { batch: '0' })).toThrow("setting 'batch'");
  });
});
