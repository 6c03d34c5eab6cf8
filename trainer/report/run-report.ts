import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Certificate } from '../../models/contract/certificate.ts';
import { PRESETS } from '../presets/presets.ts';
import { RUN_FILES, trainingRecordSchema } from '../train/training-record.ts';
import { writeWhole } from '../train/whole-file.ts';
import { parseMetrics } from './metrics.ts';
import { presetNotes } from './preset-notes.ts';
import { type RunFacts, runPage } from './run-page.ts';

/** Writes `report.html` of a run from its metrics; the page takes its name only when whole. */
export async function writeRunReport(directory: string, facts: RunFacts, certificate?: Certificate): Promise<void> {
  const metrics = parseMetrics(await readFile(join(directory, RUN_FILES.metrics), 'utf8').catch(() => ''));
  const html = runPage({
    facts,
    defaults: PRESETS.get(facts.preset)?.settings,
    notes: await presetNotes(facts.preset),
    metrics,
    ...(certificate ? { certificate } : {}),
  });
  await writeWhole(join(directory, RUN_FILES.report), html);
}

/**
 * Writes `report.html` of an ended run anew, with the certificate of its model below the curves. False, and nothing
 * written, where the directory is no run with metrics (a release, say).
 */
export async function reportCertificate(directory: string, certificate: Certificate): Promise<boolean> {
  if (![RUN_FILES.metrics, RUN_FILES.record].every((file) => existsSync(join(directory, file)))) return false;
  const text = await readFile(join(directory, RUN_FILES.record), 'utf8');
  const { description, training, data } = trainingRecordSchema.parse(JSON.parse(text));
  const { preset, settings, seed, backend, code_commit: codeCommit } = training;
  await writeRunReport(directory, { preset, description, settings, seed, backend, codeCommit, data }, certificate);
  return true;
}

/** A page costs at most this part of a training's time. */
const SHARE = 0.02;

/** Keeps the page of a running training up to date; reports that come faster than pages are cheap wait for a later one. */
export class RunReport {
  readonly #directory: string;
  readonly #facts: RunFacts;
  readonly #onTrouble: (reason: string) => void;
  #next = 0;

  /** `onTrouble` is told where a page could not be made: that is no reason to lose a training. */
  constructor(directory: string, facts: RunFacts, onTrouble: (reason: string) => void) {
    this.#directory = directory;
    this.#facts = facts;
    this.#onTrouble = onTrouble;
  }

  async update(): Promise<void> {
    if (performance.now() >= this.#next) await this.write();
  }

  /** Writes the page now; `ended` is what the end of the training adds. */
  async write(ended: Partial<RunFacts> = {}): Promise<void> {
    const started = performance.now();
    try {
      await writeRunReport(this.#directory, { ...this.#facts, ...ended });
    } catch (error) {
      this.#onTrouble(
        `${RUN_FILES.report} is not up to date: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
    const now = performance.now();
    this.#next = now + (now - started) / SHARE;
  }
}
