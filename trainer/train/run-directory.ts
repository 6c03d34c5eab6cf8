import { appendFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';
import type { Report } from './loop.ts';
import { TensorFileError } from './safetensors.ts';
import { RUN_FILES } from './training-record.ts';
import { isPart, removeParts, writeWhole } from './whole-file.ts';

/** A run directory that cannot be used, and why. */
export class RunError extends Error {
  override readonly name = 'RunError';
}

/**
 * Makes the directory of a new run. Throws a RunError where it is there already and holds something; what a process left
 * that was killed before its first checkpoint is nothing.
 */
export async function createRun(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
    if ((await readdir(directory)).every(isPart)) return await removeParts(directory);
  } catch (error) {
    throw new RunError(`cannot make ${directory}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  throw new RunError(`${directory} is not empty: choose another, or go on with it by --resume`);
}

export async function saveCheckpoint(directory: string, checkpoint: Checkpoint): Promise<void> {
  await writeWhole(join(directory, RUN_FILES.checkpoint), encodeCheckpoint(checkpoint));
}

/** The last checkpoint of a run. Throws a RunError where there is none or it cannot be read. */
export async function loadCheckpoint(directory: string): Promise<Checkpoint> {
  const path = join(directory, RUN_FILES.checkpoint);
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new RunError(`cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  });
  try {
    return decodeCheckpoint(bytes);
  } catch (error) {
    if (error instanceof TensorFileError) throw new RunError(`${path}: ${error.message}`, { cause: error });
    throw error;
  }
}

/** Adds one line to the run's metrics. */
export async function appendMetrics(directory: string, { figures, ...report }: Report): Promise<void> {
  await appendFile(join(directory, RUN_FILES.metrics), `${JSON.stringify({ ...report, ...figures })}\n`);
}

/** The step of a line of metrics; null where it is none, or the half of one. */
function stepOf(line: string): number | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && 'step' in value && typeof value.step === 'number'
      ? value.step
      : null;
  } catch {
    return null;
  }
}

/**
 * Makes the directory as it was at the checkpoint of `step`: drops the lines of metrics that training from there on will
 * write anew, and what a killed process left of files that it was writing.
 */
export async function rewindRun(directory: string, step: number, reportEvery: number): Promise<void> {
  await removeParts(directory);
  const path = join(directory, RUN_FILES.metrics);
  const text = await readFile(path, 'utf8').catch(() => '');
  const kept = text.split('\n').filter((line) => {
    const at = stepOf(line);
    return at !== null && at <= step && at % reportEvery === 0;
  });
  await writeWhole(path, kept.map((line) => `${line}\n`).join(''));
}
