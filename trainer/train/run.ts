import { join } from 'node:path';
import { seedOf } from '../../physics/random/stream.ts';
import { type Backend, useBackend } from '../backend.ts';
import { type GivenData, NO_DATA } from '../data/given.ts';
import { copyParameters, type LayerParameters } from '../networks/parameters.ts';
import { PRESETS } from '../presets/presets.ts';
import { type Preset, withSettings } from '../presets/settings.ts';
import { RunReport } from '../report/run-report.ts';
import { type Checkpoint, type Position, snapshot } from './checkpoint.ts';
import { codeCommit } from './code-commit.ts';
import { prepareEventGenerator } from './event-generator-task.ts';
import { prepareGenerator } from './generator-task.ts';
import { type Report, runLoop } from './loop.ts';
import { keepData, requireSameData } from './run-data.ts';
import { appendMetrics, createRun, loadCheckpoint, RunError, rewindRun, saveCheckpoint } from './run-directory.ts';
import { prepareScorer } from './scorer-task.ts';
import type { OnStage, Task } from './task.ts';
import type { Figures } from './trainable.ts';
import { RUN_FILES, TRAINING_RECORD_SCHEMA, type TrainingRecord, trainingRecordSchema } from './training-record.ts';
import { writeWhole } from './whole-file.ts';

export interface RunOptions {
  /** Where the run's files go (training-record.ts). */
  directory: string;
  backend: Backend;
  checkpointEvery: number;
  /** Data in place of the preset's; a run that began with some goes on with the same. */
  data?: GivenData;
  onStage?: OnStage;
  /** Called before the first step with the number of steps made earlier and of the last one. */
  onStart?: (step: number, steps: number) => void;
  onStep?: (step: number, losses: Figures) => void;
  onReport?: (report: Report) => void;
  /** Told what went wrong beside the training, without harm to it. */
  onTrouble?: (reason: string) => void;
  /** Ends the training early, with a checkpoint to go on from. */
  signal?: AbortSignal;
}

/** How a run ended. An interrupted one has a checkpoint and nothing else to show. */
export interface RunResult {
  interrupted: boolean;
  position: Position;
}

const ignore = (): void => {};

function prepare(
  preset: Preset,
  seedText: string,
  data: GivenData,
  onStage: OnStage,
  signal?: AbortSignal,
): Promise<Task> {
  const { name } = preset;
  const seed = seedOf(BigInt(seedText));
  if (preset.kind === 'generator') return prepareGenerator(name, preset.settings, seed, data, onStage, signal);
  if (preset.kind === 'event-generator')
    return prepareEventGenerator(name, preset.settings, seed, data, onStage, signal);
  return prepareScorer(name, preset.settings, seed, data, onStage, signal);
}

function beginning(preset: Preset, seed: string, { trainable }: Task): Checkpoint {
  const { name, settings } = preset;
  const nothing = { step: 0, best_step: 0, best_figure: null, sums: {}, summed: 0, wall_time_s: 0 };
  return snapshot({ preset: name, seed, settings, ...nothing }, trainable.state, trainable.result);
}

async function recordOf(
  preset: Preset,
  task: Task,
  best: LayerParameters,
  position: Position,
  backend: string,
): Promise<TrainingRecord> {
  return trainingRecordSchema.parse({
    schema: TRAINING_RECORD_SCHEMA,
    description: preset.description,
    ...(await task.describe(best)),
    training: {
      preset: preset.name,
      settings: preset.settings,
      seed: position.seed,
      backend,
      code_commit: codeCommit(),
      steps: position.step,
      best_step: position.best_step,
      wall_time_s: position.wall_time_s,
    },
  });
}

/** Writes what a finished training exports; the record comes last, since with it the run is whole. */
async function writeModels(
  directory: string,
  task: Task,
  { untrained, best }: Record<'untrained' | 'best', LayerParameters>,
  record: TrainingRecord,
): Promise<void> {
  const { model, reference } = await task.exportModel(best);
  await writeWhole(join(directory, RUN_FILES.untrained), (await task.exportModel(untrained)).model);
  await writeWhole(join(directory, RUN_FILES.model), model);
  await writeWhole(join(directory, RUN_FILES.reference), `${JSON.stringify(reference)}\n`);
  await writeWhole(join(directory, RUN_FILES.record), `${JSON.stringify(record, null, 2)}\n`);
}

/** Trains from a checkpoint (or from the beginning) and writes what the run leaves behind. */
async function continueRun(
  backend: string,
  preset: Preset,
  seed: string,
  resumed: Checkpoint | null,
  options: RunOptions,
): Promise<RunResult> {
  const {
    directory,
    data = NO_DATA,
    onStage = ignore,
    onStart = ignore,
    onStep = ignore,
    onReport = ignore,
    signal,
  } = options;
  const { name, description, settings } = preset;
  const page = new RunReport(
    directory,
    { preset: name, description, settings, seed, backend },
    options.onTrouble ?? ignore,
  );
  const task = await prepare(preset, seed, data, onStage, signal);
  const untrained = copyParameters(task.trainable.result);
  const start = resumed ?? beginning(preset, seed, task);
  // from here on there is always a checkpoint to go on from
  if (!resumed) await saveCheckpoint(directory, start);
  onStart(start.position.step, settings.steps);
  const result = await runLoop(
    task.trainable,
    {
      steps: settings.steps,
      reportEvery: settings.report_every,
      checkpointEvery: options.checkpointEvery,
      patience: preset.kind === 'scorer' ? preset.settings.patience : 0,
    },
    {
      onStep,
      onReport: async (report) => {
        await appendMetrics(directory, report);
        onReport(report);
        await page.update();
      },
      onCheckpoint: (checkpoint) => saveCheckpoint(directory, checkpoint),
      ...(signal ? { signal } : {}),
    },
    start,
  );
  const { position, best, interrupted } = result;
  if (interrupted) {
    await page.write();
    return { interrupted, position };
  }
  const record = await recordOf(preset, task, best, position, backend);
  onStage('export', 0, 1);
  await writeModels(directory, task, { untrained, best }, record);
  await page.write({ codeCommit: record.training.code_commit, data: record.data });
  onStage('export', 1, 1);
  return { interrupted, position };
}

/**
 * Trains a preset from the beginning. The seed fixes initial weights, batches and noise; on one backend the run is
 * bit-for-bit repeatable. Throws a RunError where the directory is not empty, a BackendError, a ParityError.
 */
export async function startRun(preset: Preset, seed: bigint, options: RunOptions): Promise<RunResult> {
  const backend = await useBackend(options.backend);
  await createRun(options.directory);
  await keepData(options.directory, options.data ?? NO_DATA);
  return continueRun(backend, preset, `${seed}`, null, options);
}

/**
 * Goes on with a run from its last checkpoint, up to `steps` where given: the same bits as if it had never stopped.
 * Throws a RunError where there is no checkpoint, its preset is not known, or it is beyond `steps` already.
 */
export async function resumeRun(steps: number | null, options: RunOptions): Promise<RunResult> {
  const checkpoint = await loadCheckpoint(options.directory);
  await requireSameData(options.directory, options.data ?? NO_DATA);
  const { position } = checkpoint;
  const known = PRESETS.get(position.preset);
  if (!known) throw new RunError(`${options.directory} was trained by an unknown preset '${position.preset}'`);
  if (steps !== null && steps < position.step)
    throw new RunError(`${options.directory} stands at step ${position.step} already, beyond ${steps}`);
  const settings = steps === null ? position.settings : { ...position.settings, steps };
  const texts = Object.entries(settings).map(([name, value]) => [name, JSON.stringify(value)] as const);
  const preset = withSettings(known, Object.fromEntries(texts));
  const backend = await useBackend(options.backend);
  await rewindRun(options.directory, position.step, preset.settings.report_every);
  return continueRun(backend, preset, position.seed, checkpoint, options);
}
