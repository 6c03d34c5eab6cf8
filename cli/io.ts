import { createReadStream } from 'node:fs';
import { open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CommandError } from './errors.ts';

/** All bytes of a file or of standard input (`-`). */
export async function readInput(name: string): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  try {
    for await (const part of name === '-' ? process.stdin : createReadStream(name)) parts.push(part);
  } catch (error) {
    throw new CommandError(`cannot read ${name === '-' ? 'standard input' : name}: ${reason(error)}`, 3, {
      cause: error,
    });
  }
  const all = Buffer.concat(parts);
  const bytes = new Uint8Array(all.length);
  bytes.set(all);
  return bytes;
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Where a command writes: a file that appears only when whole (temporary file, then rename), or standard output. */
export interface Output {
  write(chunk: string | Uint8Array): Promise<void>;
  /** Ends well: the file takes its name. */
  commit(): Promise<void>;
  /** Ends badly: nothing is left behind. */
  abort(): Promise<void>;
}

function writeToStandardOutput(chunk: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(chunk, (error) => (error ? reject(error) : resolve()));
  });
}

const standardOutput: Output = {
  write: writeToStandardOutput,
  commit: () => Promise.resolve(),
  abort: () => Promise.resolve(),
};

/** Opens an output by name; `-` is standard output. A device or a pipe is written as it goes. Throws a CommandError (exit 3). */
export async function openOutput(name: string): Promise<Output> {
  if (name === '-') return standardOutput;
  try {
    const place = await placeOf(name);
    return naming(name, place.regular ? await openFile(place.path) : await openDevice(place.path));
  } catch (error) {
    throw cannotWrite(name, error);
  }
}

function cannotWrite(name: string, error: unknown): CommandError {
  return new CommandError(`cannot write ${name}: ${reason(error)}`, 3, { cause: error });
}

/** Where a name leads, through links; what is not there yet will be a regular file. */
async function placeOf(name: string): Promise<{ path: string; regular: boolean }> {
  const stats = await stat(name).catch(() => undefined);
  if (stats?.isDirectory()) throw new Error('it is a folder');
  if (!stats?.isFile()) return { path: name, regular: stats === undefined };
  return { path: await realpath(name), regular: true };
}

async function openFile(path: string): Promise<Output> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
  const file = await open(temporary, 'w');
  return {
    write: async (chunk) => {
      await file.writeFile(chunk);
    },
    commit: async () => {
      await file.close();
      await rename(temporary, path);
    },
    abort: async () => {
      await file.close();
      await rm(temporary, { force: true });
    },
  };
}

async function openDevice(path: string): Promise<Output> {
  const file = await open(path, 'w');
  return {
    write: async (chunk) => {
      await file.writeFile(chunk);
    },
    commit: () => file.close(),
    abort: () => file.close(),
  };
}

/** An output that says its name in what goes wrong. */
function naming(name: string, output: Output): Output {
  const named = async (done: Promise<void>): Promise<void> => {
    try {
      await done;
    } catch (error) {
      throw cannotWrite(name, error);
    }
  };
  return {
    write: (chunk) => named(output.write(chunk)),
    commit: () => named(output.commit()),
    abort: () => output.abort(),
  };
}

/** Writes texts to an output, whole or not at all. */
export async function writeOutput(name: string, texts: Iterable<string>): Promise<void> {
  const output = await openOutput(name);
  try {
    for (const text of texts) await output.write(text);
  } catch (error) {
    await output.abort();
    throw error;
  }
  await output.commit();
}
