import { stat } from 'node:fs/promises';
import type { TruthName } from '../../physics/hadronization/parameters.ts';
import { LUND_STRING_NAME } from '../presets/truth-seed.ts';
import { DataError } from './data-error.ts';
import { type DataFile, fileSource, openDataFile } from './file-source.ts';
import { generatedSource, type ReleasedGenerator, readGenerator } from './generated-source.ts';
import type { DataSource } from './source.ts';
import { builtInSource } from './truth-source.ts';

/** What data is given for: a generator (`all`), or a class of a scorer. */
export type DataKey = 'all' | '0' | '1';

/** A file of events, or a generator that is to make them. */
export type Given = { file: DataFile } | { generator: ReleasedGenerator };

/** Data that take the place of the preset's. */
export type GivenData = ReadonlyMap<DataKey, Given>;

export const NO_DATA: GivenData = new Map();

/** Opens what a path names: a file of events, or the directory of a release. Throws a DataError. */
export async function openGiven(path: string): Promise<Given> {
  const found = await stat(path).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DataError(`cannot read ${path}: ${reason}`, { cause: error });
  });
  return found.isDirectory() ? { generator: await readGenerator(path) } : { file: await openDataFile(path) };
}

/** The identity of what is given. */
export function digestOf(given: Given): string {
  return 'file' in given ? given.file.digest : given.generator.digest;
}

/** The source of a class: what is given, else the built-in truth. A generator decays that truth's clusters. */
export function sourceOf(truth: TruthName | typeof LUND_STRING_NAME, given: Given | undefined): DataSource {
  if (!given) return builtInSource(truth);
  if ('file' in given) return fileSource(given.file);
  if (truth === LUND_STRING_NAME) throw new DataError('a Lund string has no clusters for a generator to decay');
  return generatedSource(truth, given.generator);
}

/** The source of a generator's training: a file that is given, else the built-in truth. */
export function generatorData(truth: TruthName, data: GivenData): DataSource {
  if (data.has('0') || data.has('1')) throw new DataError('a generator has no classes: its data are one FILE');
  const given = data.get('all');
  if (given && 'generator' in given)
    throw new DataError('a generator learns from a file of events, not from a generator');
  return sourceOf(truth, given);
}
