import { createReadStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CommandError } from './errors.ts';

/** The bytes of a file, or of standard input where the name is `-`, as a stream of chunks. */
export function inputChunks(name: string): AsyncIterable<Uint8Array> {
  return name === '-' ? process.stdin : createReadStream(name, { highWaterMark: 1 << 18 });
}

/** All bytes of a file or of standard input (`-`). */
export async function readInput(name: string): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  try {
    for await (const part of inputChunks(name)) parts.push(part);
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

/** Opens an output by name; `-` is standard output. */
export async function openOutput(name: string): Promise<Output> {
  if (name === '-') return standardOutput;
  const temporary = join(dirname(name), `.${basename(name)}.${process.pid}.part`);
  const file = await open(temporary, 'w').catch((error: unknown) => {
    throw new CommandError(`cannot write ${name}: ${reason(error)}`, 3, { cause: error });
  });
  return {
    write: async (chunk) => {
      await file.writeFile(chunk);
    },
    commit: async () => {
      await file.close();
      await rename(temporary, name);
    },
    abort: async () => {
      await file.close();
      await rm(temporary, { force: true });
    },
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
