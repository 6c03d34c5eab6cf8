import { DataError } from '../../trainer/data/data-error.ts';
import { type DataKey, type Given, type GivenData, openGiven } from '../../trainer/data/given.ts';
import { CommandError } from '../errors.ts';

/** The option of `train` and `evaluate`; it can be given for each class. */
export const DATA_OPTION = {
  type: 'string',
  valueHint: '[CLASS=]FILE',
  description: 'events in place of the built-in truth; of a scorer 0=FILE and 1=FILE, or a release of a generator',
} as const;

/** The values of an option that can be given several times, of which citty keeps the last alone. */
function valuesOf(option: string, rawArgs: readonly string[]): string[] {
  return rawArgs.flatMap((arg, i) => {
    if (arg.startsWith(`--${option}=`)) return [arg.slice(option.length + 3)];
    return arg === `--${option}` ? [rawArgs[i + 1] ?? ''] : [];
  });
}

function parsed(value: string): [DataKey, string] {
  const [, key, path] = /^([01])=(.*)$/s.exec(value) ?? [];
  if (key === '0' || key === '1') return [key, path ?? ''];
  return ['all', value];
}

/** What --data names, by class. Throws a CommandError (exit 2) where it names one class twice or nothing. */
export function dataPaths(rawArgs: readonly string[]): ReadonlyMap<DataKey, string> {
  const paths = new Map<DataKey, string>();
  for (const value of valuesOf('data', rawArgs)) {
    const [key, path] = parsed(value);
    if (path === '') throw new CommandError('--data takes FILE, or 0=FILE and 1=FILE for the classes of a scorer', 2);
    if (paths.has(key)) throw new CommandError(`--data is given twice${key === 'all' ? '' : ` for class ${key}`}`, 2);
    paths.set(key, path);
  }
  return paths;
}

/** Opens what --data names. Throws a CommandError (exit 2 or 3). */
export async function openData(rawArgs: readonly string[]): Promise<GivenData> {
  const given: [DataKey, Given][] = [];
  for (const [key, path] of dataPaths(rawArgs)) given.push([key, await openGiven(path).catch(explainData)]);
  return new Map(given);
}

function explainData(error: unknown): never {
  if (error instanceof DataError) throw new CommandError(error.message, 3, { cause: error });
  throw error;
}
