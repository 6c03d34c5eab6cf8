import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalBytes } from '../../models/contract/canonical.ts';
import type { Envelope } from '../../models/contract/signing/envelope.ts';

/** Folder of a release directory with its signatures, `<keyid>.json` each, as they stand in the bucket. */
export const SIGNATURE_FOLDER = 'signatures';

const SIGNATURE_FILE = /^[0-9a-f]{64}\.json$/;

/** The signatures that lie in a release directory, as bytes; none where it has no such folder. */
export async function readReleaseSignatures(directory: string): Promise<Uint8Array<ArrayBuffer>[]> {
  const folder = join(directory, SIGNATURE_FOLDER);
  const names = await readdir(folder).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  const files = names.filter((name) => SIGNATURE_FILE.test(name)).sort();
  return Promise.all(files.map(async (name) => new Uint8Array(await readFile(join(folder, name)))));
}

/** Puts a signature into a release directory, whole; gives the path of the file. */
export async function writeReleaseSignature(directory: string, envelope: Envelope): Promise<string> {
  const folder = join(directory, SIGNATURE_FOLDER);
  await mkdir(folder, { recursive: true });
  const { keyid } = envelope.signatures[0];
  const file = join(folder, `${keyid}.json`);
  const temporary = join(folder, `.${keyid}.${process.pid}.part`);
  await writeFile(temporary, canonicalBytes(envelope));
  await rename(temporary, file);
  return file;
}
