import { open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Writes a file that takes its name only when whole and on the disk: into a temporary file, then renamed. Killed at any
 * moment, or with the power gone, the name stands for the old content or the new one.
 */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
  try {
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Whether a file is one that `writeWhole` had not finished. */
export const isPart = (name: string): boolean => /^\..*\.\d+\.part$/.test(name);

/** Removes what a killed process left of files that it was writing. Not while another one writes there. */
export async function removeParts(directory: string): Promise<void> {
  for (const name of (await readdir(directory)).filter(isPart)) await rm(join(directory, name), { force: true });
}
