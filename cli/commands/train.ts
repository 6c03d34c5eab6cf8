import { join } from 'node:path';
import { defineCommand } from 'citty';
import { BACKENDS, type Backend, BackendError } from '../../trainer/backend.ts';
import { certificateTable } from '../../trainer/evaluate/table.ts';
import { ParityError } from '../../trainer/export/reference.ts';
import { PRESETS } from '../../trainer/presets/presets.ts';
import { type Preset, SettingsError, withSettings } from '../../trainer/presets/settings.ts';
import { makeRelease } from '../../trainer/release.ts';
import type { Report } from '../../trainer/train/loop.ts';
import { type RunOptions, type RunResult, resumeRun, startRun } from '../../trainer/train/run.ts';
import { RunError } from '../../trainer/train/run-directory.ts';
import { CommandError } from '../errors.ts';
import { Progress } from '../progress.ts';

function wholeNumber(option: string, text: string, least: number): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least) return value;
  throw new CommandError(`--${option} must be a whole number from ${least} on, not '${text}'`, 2);
}

function parseSeed(text: string): bigint {
  if (/^\d{1,20}$/.test(text) && BigInt(text) < 1n << 64n) return BigInt(text);
  throw new CommandError(`--seed must be a whole number from 0 to 2^64 - 1, not '${text}'`, 2);
}

function parseBackend(text: string): Backend {
  const backend = BACKENDS.find((name) => name === text);
  if (backend) return backend;
  throw new CommandError(`unknown backend '${text}'; one of: ${BACKENDS.join(' ')}`, 2);
}

const number4 = (value: number): string => (Number.isInteger(value) ? `${value}` : value.toPrecision(4));

/** Figures as the progress line shows them: `loss 0.5432, w1 0.0123`. */
function noteOf(figures: Record<string, number>): string {
  return Object.entries(figures)
    .map(([name, value]) => `${name.replaceAll('_', ' ')} ${number4(value)}`)
    .join(', ');
}

/** Shows simulation and training on one progress line after the other; each report stays as a line of its own. */
class TrainingDisplay {
  #label = '';
  #progress: Progress | null = null;
  #losses: Record<string, number> = {};
  #validation = '';
  #first = 0;
  #count = 0;

  stage(label: string, done: number, total: number, unit = 'events', note = ''): void {
    if (label !== this.#label) {
      this.finish();
      this.#label = label;
      this.#progress = new Progress(label, total, unit);
    }
    this.#progress?.update(done, note);
  }

  /** Begins the line of the training itself, up to `steps`, of which `step` were made earlier. */
  start(step: number, steps: number): void {
    this.#first = step;
    this.#count = steps - step;
    this.stage('train', 0, this.#count, 'steps');
  }

  step(step: number, losses: Record<string, number>): void {
    // a running mean over about 20 steps: single steps jump about
    for (const [name, value] of Object.entries(losses))
      this.#losses[name] = 0.95 * (this.#losses[name] ?? value) + 0.05 * value;
    this.stage('train', step - this.#first, this.#count, 'steps', `${noteOf(this.#losses)}${this.#validation}`);
  }

  report({ step, best_step, figures }: Report): void {
    this.#validation = `; best at ${best_step}`;
    process.stderr.write(`${process.stderr.isTTY ? '\r\u001B[K' : ''}step ${step}: ${noteOf(figures)}\n`);
  }

  finish(): void {
    this.#progress?.finish();
    this.#progress = null;
    this.#label = '';
  }
}

const args = {
  preset: { type: 'positional', required: false, description: `what to train: ${[...PRESETS.keys()].join(', ')}` },
  out: { type: 'string', valueHint: 'DIR', description: 'directory of the run (default: runs/PRESET)' },
  resume: { type: 'string', valueHint: 'DIR', description: 'go on with an earlier run, from its last checkpoint' },
  steps: { type: 'string', description: 'steps to train (with --resume: up to this step)' },
  events: { type: 'string', description: 'events to train on (of each class)' },
  batch: { type: 'string', description: 'clusters a step, or events of each class' },
  set: { type: 'string', valueHint: 'KEY=VALUE,...', description: 'other settings of the preset' },
  seed: { type: 'string', description: 'fixes initial weights, batches and noise (default: 1)' },
  backend: { type: 'string', default: 'wasm', description: `TensorFlow.js on: ${BACKENDS.join(', ')}` },
  'checkpoint-every': { type: 'string', default: '500', description: 'steps between two checkpoints' },
  evaluate: {
    type: 'boolean',
    default: true,
    description: 'end by judging the model and making a release of it, in DIR/release',
    negativeDescription: 'end with the trained model',
  },
  'evaluate-events': { type: 'string', description: 'events to judge the model by' },
  'release-version': { type: 'string', default: '1.0.0', description: 'version of the release' },
} as const;

interface Given {
  steps?: string | undefined;
  events?: string | undefined;
  batch?: string | undefined;
  set?: string | undefined;
}

/** `--set a=1,b=[2,3]` as names and texts; commas inside brackets belong to the value. */
function parseSet(text: string): Record<string, string> {
  const entries = text.split(/,(?=[a-z_0-9]+=)/).map((entry) => {
    const at = entry.indexOf('=');
    if (at < 1) throw new CommandError(`--set takes KEY=VALUE, not '${entry}'`, 2);
    return [entry.slice(0, at), entry.slice(at + 1)] as const;
  });
  return Object.fromEntries(entries);
}

/** The preset with what the command line changes. A number of steps also sets how fast the learning rate falls. */
function changedPreset(preset: Preset, { steps, events, batch, set }: Given): Preset {
  const changes = {
    ...(steps === undefined ? {} : { steps, schedule_steps: steps }),
    ...(events === undefined ? {} : { training_events: events }),
    ...(batch === undefined ? {} : { batch }),
    ...(set === undefined ? {} : parseSet(set)),
  };
  return withSettings(preset, changes);
}

function presetOf(name: string | undefined): Preset {
  const preset = PRESETS.get(name ?? '');
  if (preset) return preset;
  const wrong = name === undefined ? 'name a preset' : `unknown preset '${name}'`;
  throw new CommandError(`${wrong}; one of: ${[...PRESETS.keys()].join(' ')}`, 2);
}

/** Errors that the person at the keyboard can mend get an exit code. */
function explained(error: unknown): unknown {
  if (error instanceof SettingsError || error instanceof BackendError)
    return new CommandError(error.message, 2, { cause: error });
  if (error instanceof RunError || error instanceof ParityError || error instanceof RangeError)
    return new CommandError(error.message, 3, { cause: error });
  return error;
}

/** Trains; the first Ctrl-C ends with a checkpoint, a second one at once. */
async function interruptibly(train: (signal: AbortSignal) => Promise<RunResult>): Promise<RunResult> {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    return await train(controller.signal);
  } finally {
    process.removeListener('SIGINT', stop);
    process.removeListener('SIGTERM', stop);
  }
}

/** Refuses an option that the command does not have, rather than ignoring what it should have changed. */
function refuseUnknown(given: { _: string[] }): void {
  const name = Object.keys(given).find((key) => key !== '_' && !isKnown(key));
  if (name !== undefined) throw new CommandError(`unknown option --${name}`, 2);
  const [, extra] = given._;
  if (extra !== undefined) throw new CommandError(`unexpected argument '${extra}'`, 2);
}

/** citty gives options under their names in camel case too. */
const isKnown = (key: string): boolean =>
  Object.keys(args).some((name) => name === key || name.replace(/-./g, ([, c]) => c!.toUpperCase()) === key);

/** Refuses what would change a run that is being resumed, rather than ignoring it. */
function refuseWithResume(given: Record<string, unknown>): void {
  const name = ['preset', 'out', 'events', 'batch', 'set', 'seed'].find((key) => given[key] !== undefined);
  if (name !== undefined) throw new CommandError(`--resume goes on with the run's own ${name}; leave it out`, 2);
}

export default defineCommand({
  meta: { name: 'train', description: 'Train a model by a preset, judge it and make a release of it' },
  args,
  async run({ args: given }) {
    refuseUnknown(given);
    if (given.resume !== undefined) refuseWithResume(given);
    try {
      await run(given);
    } catch (error) {
      throw explained(error);
    }
  },
});

interface Chosen extends Given {
  preset?: string | undefined;
  out?: string | undefined;
  resume?: string | undefined;
  seed?: string | undefined;
  backend: string;
  'checkpoint-every': string;
  evaluate: boolean;
  'evaluate-events'?: string | undefined;
  'release-version': string;
}

async function run(given: Chosen): Promise<void> {
  const { resume } = given;
  const seed = parseSeed(given.seed ?? '1');
  const steps = given.steps === undefined ? null : wholeNumber('steps', given.steps, 1);
  const preset = resume === undefined ? changedPreset(presetOf(given.preset), given) : null;
  const directory = resume ?? given.out ?? join('runs', preset?.name ?? '');
  const display = new TrainingDisplay();
  const options: Omit<RunOptions, 'signal'> = {
    directory,
    backend: parseBackend(given.backend),
    checkpointEvery: wholeNumber('checkpoint-every', given['checkpoint-every'], 1),
    onStage: (stage, done, total) => display.stage(stage, done, total, stage === 'export' ? 'model' : 'events'),
    onStart: (step, steps) => display.start(step, steps),
    onStep: (step, losses) => display.step(step, losses),
    onReport: (report) => display.report(report),
  };
  const result = await interruptibly((signal) =>
    preset ? startRun(preset, seed, { ...options, signal }) : resumeRun(steps, { ...options, signal }),
  );
  display.finish();
  const { step, best_step, preset: name } = result.position;
  if (result.interrupted) {
    process.stdout.write(`stopped at step ${step}; go on with: hadronedge train --resume ${directory}\n`);
    return;
  }
  process.stdout.write(`${directory}: ${name}, ${step} steps, best at ${best_step}\n`);
  if (given.evaluate) await release(directory, name, given);
}

async function release(directory: string, name: string, given: Chosen): Promise<void> {
  const events = given['evaluate-events'];
  const target = join(directory, 'release');
  let stage: { label: string; progress: Progress } | undefined;
  const { certificate, digest } = await makeRelease(
    directory,
    target,
    { name, version: given['release-version'], licence: 'Apache-2.0' },
    {
      ...(events === undefined ? {} : { events: wholeNumber('evaluate-events', events, 100) }),
      onStage: (label, done, total) => {
        if (stage?.label !== label) {
          stage?.progress.finish();
          stage = { label, progress: new Progress(label, total, label.startsWith('telling') ? 'steps' : 'events') };
        }
        stage.progress.update(done);
      },
    },
  );
  stage?.progress.finish();
  process.stdout.write(`${certificateTable(certificate)}\n${target}: ${digest}\n`);
}
