import { CommandError } from './errors.ts';

/** What an option assigns: texts by name. */
export type Assignments = ReadonlyMap<string, string>;

/**
 * The value of an option `--set a=1,b=[2,3]` as names and texts; a comma that no NAME= follows belongs to the value.
 * Throws a CommandError (exit 2) that names the option, for what is no assignment and for a name that comes twice.
 */
export function parseAssignments(option: string, text: string): Assignments {
  const assignments = new Map<string, string>();
  for (const entry of text.split(/,(?=[A-Za-z_][A-Za-z_0-9]*=)/)) {
    const at = entry.indexOf('=');
    if (at < 1) throw new CommandError(`--${option} takes NAME=VALUE, not '${entry}'`, 2);
    const name = entry.slice(0, at);
    if (assignments.has(name)) throw new CommandError(`--${option} names ${name} twice`, 2);
    assignments.set(name, entry.slice(at + 1));
  }
  return assignments;
}
