import { mkdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { AliasMemory } from '../client/alias-memory.ts';
import { SEEN_SCHEMA, type SeenAlias, type SeenFile, seenFileSchema } from '../models/contract/seen.ts';
import { CommandError } from './errors.ts';
import { writeOutput } from './io.ts';

/** The file of `hadronedge`: HADRONEDGE_SEEN, else `hadronedge/seen.json` in the user's cache folder. */
export function seenFile(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  const cache = environment['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return environment['HADRONEDGE_SEEN'] || join(cache, 'hadronedge', 'seen.json');
}

/**
 * A memory of aliases in a file. It is read and written anew for every alias, whole or not at all, so that commands that
 * run at the same time do each other no harm. Where it cannot be written a warning says so: the answer is no worse for it.
 */
export class SeenAliases implements AliasMemory {
  readonly #file: string;
  readonly #warn: (text: string) => void;

  constructor(file: string, warn: (text: string) => void) {
    this.#file = file;
    this.#warn = warn;
  }

  async recall(service: string, alias: string): Promise<SeenAlias | undefined> {
    const { services } = await this.#read();
    const aliases = Object.hasOwn(services, service) ? services[service] : undefined;
    return aliases && Object.hasOwn(aliases, alias) ? aliases[alias] : undefined;
  }

  async remember(service: string, alias: string, seen: SeenAlias): Promise<void> {
    const { services } = await this.#read();
    const aliases = { ...services[service], [alias]: seen };
    const file: SeenFile = { schema: SEEN_SCHEMA, services: { ...services, [service]: aliases } };
    try {
      await mkdir(dirname(this.#file), { recursive: true });
      await writeOutput(this.#file, [`${JSON.stringify(file, null, 2)}\n`]);
    } catch (error) {
      this.#warn(
        `cannot remember ${alias} in ${this.#file}: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  /** The file; empty where there is none. Throws a CommandError (exit 3) where it is something else. */
  async #read(): Promise<SeenFile> {
    try {
      return seenFileSchema.parse(JSON.parse(await readFile(this.#file, 'utf8')));
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'ENOENT' || code === 'ENOTDIR') return { schema: SEEN_SCHEMA, services: {} };
      const what = 'is not the file in which hadronedge remembers aliases; mend it, or remove it to forget them';
      throw new CommandError(`${this.#file} ${what}`, 3, { cause: error });
    }
  }
}
