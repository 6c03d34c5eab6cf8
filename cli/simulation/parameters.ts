import type { Assignments } from '../assignments.ts';
import { CommandError } from '../errors.ts';

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** A text as a finite number; throws a CommandError (exit 2) that names option and parameter. */
export function parameterNumber(option: string, name: string, text: string): number {
  const value = NUMBER.test(text) ? Number(text) : Number.NaN;
  if (Number.isFinite(value)) return value;
  throw new CommandError(`--${option}: ${name} must be a number, not '${text}'`, 2);
}

/** Throws a CommandError (exit 2) for a name that is none of the known ones, with their list. */
export function requireKnown(option: string, assignments: Assignments, known: readonly string[]): void {
  for (const name of assignments.keys()) {
    if (known.includes(name)) continue;
    throw new CommandError(`--${option}: unknown parameter '${name}'; one of: ${known.join(' ')}`, 2);
  }
}

/**
 * Parameters with some values replaced by what `--set` says: a number where a number stands, a word where a word does.
 * `check` is the parameters' own and throws a RangeError for what is out of range. Throws a CommandError (exit 2).
 */
export function withAssignments<P extends object>(parameters: P, set: Assignments, check: (changed: P) => void): P {
  const entries = new Map<string, unknown>(Object.entries(parameters));
  requireKnown('set', set, [...entries.keys()]);
  const changes = [...set].map(([name, text]) => [
    name,
    typeof entries.get(name) === 'number' ? parameterNumber('set', name, text) : text,
  ]);
  const changed: P = { ...parameters, ...Object.fromEntries(changes) };
  checked(() => check(changed));
  return changed;
}

/** Runs a check of parameters; what it finds out of range is for the person at the keyboard to mend. */
export function checked(check: () => void): void {
  try {
    check();
  } catch (error) {
    if (error instanceof RangeError) throw new CommandError(error.message, 2, { cause: error });
    throw error;
  }
}
