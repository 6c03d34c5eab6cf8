import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { digestSchema } from '../../models/contract/names.ts';
import { type DataKey, digestOf, type GivenData } from '../data/given.ts';
import { RunError } from './run-directory.ts';
import { RUN_FILES } from './training-record.ts';
import { writeWhole } from './whole-file.ts';

const keptSchema = z.partialRecord(z.enum(['all', '0', '1']), digestSchema);

/** Digests by what the data are for. */
const digestsOf = (data: GivenData): Record<string, string> =>
  Object.fromEntries([...data].map(([key, given]) => [key, digestOf(given)]));

/** How `--data` names it. */
const optionOf = (key: DataKey): string => (key === 'all' ? '--data FILE' : `--data ${key}=FILE`);

/** Writes down which data a run began with, where it was given any. */
export async function keepData(directory: string, data: GivenData): Promise<void> {
  if (data.size > 0) await writeWhole(join(directory, RUN_FILES.data), `${JSON.stringify(digestsOf(data))}\n`);
}

async function keptData(directory: string): Promise<Record<string, string | undefined>> {
  const text = await readFile(join(directory, RUN_FILES.data), 'utf8').catch(() => '{}');
  const parsed = keptSchema.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  throw new RunError(`${join(directory, RUN_FILES.data)} does not say which data the run began with`);
}

/** Throws a RunError where the data are not those that the run began with. */
export async function requireSameData(directory: string, data: GivenData): Promise<void> {
  const [kept, given] = [await keptData(directory), digestsOf(data)];
  for (const key of ['all', '0', '1'] as const) {
    if (kept[key] === given[key]) continue;
    const began = kept[key] === undefined ? 'none there' : `data of ${kept[key]}`;
    const now = given[key] === undefined ? 'none is given' : `${given[key]} is given`;
    throw new RunError(`${directory} began with ${began} (${optionOf(key)}), and ${now}`);
  }
}
