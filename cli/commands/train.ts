import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defineCommand } from 'citty';
import { NAME_PATTERN, VERSION_PATTERN } from '../../models/contract/names.ts';
import { BackendError } from '../../trainer/backend.ts';
import { DataError } from '../../trainer/data/data-error.ts';
import { readBeside } from '../../trainer/evaluate/beside.ts';
import { SubjectError } from '../../trainer/evaluate/subject.ts';
import { certificateTable } from '../../trainer/evaluate/table.ts';
import { ParityError } from '../../trainer/export/reference.ts';
import { PRESETS } from '../../trainer/presets/presets.ts';
import { SettingsError } from '../../trainer/presets/settings.ts';
import { makeRelease, type ReleaseOptions, type ReleaseTitle } from '../../trainer/release.ts';
import { reportCertificate } from '../../trainer/report/run-report.ts';
import { type RunOptions, type RunResult, resumeRun, startRun } from '../../trainer/train/run.ts';
import { RunError } from '../../trainer/train/run-directory.ts';
import { CommandError } from '../errors.ts';
import { DATA_OPTION, openData } from '../training/data.ts';
import { TrainingDisplay } from '../training/display.ts';
import { BACKEND_NAMES, backendOf, changedPreset, type Given, presetOf } from '../training/options.ts';
import { parseSeed, wholeNumber } from '../values.ts';

const args = {
  preset: { type: 'positional', required: false, description: `what to train: ${[...PRESETS.keys()].join(', ')}` },
  out: { type: 'string', valueHint: 'DIR', description: 'directory of the run (default: runs/PRESET)' },
  resume: { type: 'string', valueHint: 'DIR', description: 'go on with an earlier run, from its last checkpoint' },
  steps: { type: 'string', description: 'steps to train (with --resume: up to this step)' },
  events: { type: 'string', description: 'events to train on (of each class)' },
  batch: { type: 'string', description: 'clusters a step, or events of each class' },
  data: DATA_OPTION,
  set: { type: 'string', valueHint: 'NAME=VALUE,...', description: 'other settings of the preset' },
  seed: { type: 'string', description: 'fixes initial weights, batches and noise (default: 1)' },
  backend: { type: 'string', default: 'wasm', description: `TensorFlow.js on: ${BACKEND_NAMES.join(', ')}` },
  'checkpoint-every': { type: 'string', default: '500', description: 'steps between two checkpoints' },
  evaluate: {
    type: 'boolean',
    default: true,
    description: 'end by judging the model and making a release of it, in DIR/release',
    negativeDescription: 'end with the trained model',
  },
  'evaluate-events': { type: 'string', description: 'events to judge the model by' },
  beside: {
    type: 'string',
    valueHint: 'DIR',
    description: 'a release that the model is to be as good as within errors (hadml-v2-lite: that of hadml-v2)',
  },
  'release-name': { type: 'string', description: "name of the release (default: the preset's)" },
  'release-version': { type: 'string', default: '1.0.0', description: 'version of the release' },
} as const;

/** Where a run's release goes, in its directory. */
const RELEASE = 'release';

/** Errors that the person at the keyboard can mend get an exit code. */
function explained(error: unknown): unknown {
  if (error instanceof SettingsError || error instanceof BackendError)
    return new CommandError(error.message, 2, { cause: error });
  if (error instanceof DOMException && error.name === 'AbortError')
    return new CommandError('stopped while events were simulated; nothing of the run is lost by that', 3, {
      cause: error,
    });
  const ofTheRun = [RunError, DataError, ParityError, SubjectError, RangeError].some((kind) => error instanceof kind);
  if (ofTheRun && error instanceof Error) return new CommandError(error.message, 3, { cause: error });
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

/** Refuses what would change a run that is being resumed, rather than ignoring it. */
function refuseWithResume(given: Record<string, unknown>): void {
  const name = ['preset', 'out', 'events', 'batch', 'set', 'seed'].find((key) => given[key] !== undefined);
  if (name !== undefined) throw new CommandError(`--resume goes on with the run's own ${name}; leave it out`, 2);
}

export default defineCommand({
  meta: { name: 'train', description: 'Train a model by a preset, judge it and make a release of it' },
  args,
  async run({ args: given, rawArgs }) {
    if (given._[1] !== undefined) throw new CommandError(`unexpected argument '${given._[1]}'`, 2);
    if (given.resume !== undefined) refuseWithResume(given);
    try {
      await run(given, rawArgs);
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
  beside?: string | undefined;
  'release-name'?: string | undefined;
  'release-version': string;
}

/** Checked before the training, whose result would otherwise be refused at the very end. */
function checkTitle(given: Chosen): void {
  const name = given['release-name'];
  if (name !== undefined && !NAME_PATTERN.test(name)) {
    throw new CommandError('--release-name must be 1 to 63 of a-z, 0-9 and -, not starting with -', 2);
  }
  if (!VERSION_PATTERN.test(given['release-version'])) {
    throw new CommandError('--release-version must be a semantic version, such as 1.0.0', 2);
  }
}

/** Checked before the training: a release is never overwritten. */
function requireNoRelease(directory: string): void {
  const target = join(directory, RELEASE);
  if (!existsSync(target)) return;
  throw new CommandError(`${target} is there already: move it away, or train without a release by --no-evaluate`, 3);
}

async function run(given: Chosen, rawArgs: readonly string[]): Promise<void> {
  const { resume } = given;
  const seed = parseSeed(given.seed ?? '1');
  checkTitle(given);
  const steps = given.steps === undefined ? null : wholeNumber('steps', given.steps, 1);
  const preset = resume === undefined ? changedPreset(presetOf(given.preset), given) : null;
  const directory = resume ?? given.out ?? join('runs', preset?.name ?? '');
  const judged = given['evaluate-events'];
  const judgedBy = judged === undefined ? null : wholeNumber('evaluate-events', judged, 100);
  const data = await openData(rawArgs);
  const display = new TrainingDisplay();
  const options: Omit<RunOptions, 'signal'> = {
    directory,
    data,
    backend: await backendOf(given.backend),
    checkpointEvery: wholeNumber('checkpoint-every', given['checkpoint-every'], 1),
    onStage: (stage, done, total) => display.stage(stage, done, total, stage === 'export' ? 'model' : 'events'),
    onStart: (step, steps) => display.start(step, steps),
    onStep: (step, losses) => display.step(step, losses),
    onReport: (report) => display.report(report),
    onTrouble: (reason) => display.trouble(reason),
  };
  if (given.evaluate) requireNoRelease(directory);
  const beside = given.beside === undefined ? undefined : await readBeside(given.beside);
  const result = await interruptibly((signal) =>
    preset ? startRun(preset, seed, { ...options, signal }) : resumeRun(steps, { ...options, signal }),
  );
  display.finish();
  const { step, best_step, preset: name } = result.position;
  if (result.interrupted) {
    process.stdout.write(`stopped at step ${step}; go on with: hadronedge train --resume ${directory}\n`);
    process.exitCode = 130;
    return;
  }
  process.stdout.write(`${directory}: ${name}, ${step} steps, best at ${best_step}\n`);
  const title = { name: given['release-name'] ?? name, version: given['release-version'], licence: 'Apache-2.0' };
  if (given.evaluate)
    await release(directory, title, { data, beside, ...(judgedBy === null ? {} : { events: judgedBy }) }, display);
}

/** Judges the run's model and makes a release of it. */
async function release(
  directory: string,
  title: ReleaseTitle,
  options: ReleaseOptions,
  display: TrainingDisplay,
): Promise<void> {
  const target = join(directory, RELEASE);
  const { certificate, digest } = await makeRelease(directory, target, title, {
    ...options,
    onStage: (label, done, total) =>
      display.stage(label, done, total, label.startsWith('telling') ? 'steps' : 'events'),
  });
  display.finish();
  await reportCertificate(directory, certificate);
  process.stdout.write(`${certificateTable(certificate)}\n${target}: ${digest}\n`);
}
