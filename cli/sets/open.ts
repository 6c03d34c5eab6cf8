import { arrowIgnored } from '../../formats/arrow/kind.ts';
import { detectFormat } from '../../formats/detect.ts';
import { detectKind } from '../../formats/detect-kind.ts';
import { FormatError } from '../../formats/error.ts';
import { FORMAT_NAMES, type Format, formatOfFile } from '../../formats/format.ts';
import { parquetSummary } from '../../formats/parquet/readers.ts';
import { inMemory, readSets, type Source } from '../../formats/read.ts';
import type { Caps } from '../../formats/reader.ts';
import type { SetKind, SetTypes } from '../../formats/sets.ts';
import { type InputFile, openInput } from '../../trainer/data/input-file.ts';
import { CommandError } from '../errors.ts';
import { inputFormat } from './format.ts';

/**
 * Limits of the command line: on what is held at a time, not on the length of a file. Record batches of Arrow and pages of
 * Parquet have limits of their own.
 */
const CAPS: Partial<Caps> = { lineLength: 64 * 1024 * 1024, document: 64 * 1024 * 1024 };

export const nameOf = (file: string): string => (file === '-' ? 'standard input' : file);

/** A file with sets in it, open for reading once. */
export interface OpenSets {
  name: string;
  input: InputFile;
  format: Format;
  /** What the first event says the file holds. */
  kind: SetKind;
  /** Columns of Arrow and Parquet that are not read. */
  ignored: readonly string[];
}

/** Names the file in what its parser or the file system said: a CommandError (exit 3). */
export function namingFile(file: string, error: unknown): unknown {
  const name = nameOf(file);
  if (error instanceof FormatError) return new CommandError(`${name}: ${error.message}`, 3, { cause: error });
  if (error instanceof Error && 'code' in error) {
    return new CommandError(`cannot read ${name}: ${error.message}`, 3, { cause: error });
  }
  return error;
}

/**
 * Opens a file or standard input (`-`) and finds its format (--from, else its name, else its first bytes) and what it holds.
 * Throws a CommandError (exit 2 or 3).
 */
export async function openSets(file: string, from: string | undefined): Promise<OpenSets> {
  const asked = inputFormat(from) ?? formatOfFile(file);
  const input = await openInput(file).catch((error: unknown) => {
    throw namingFile(file, error);
  });
  try {
    const format = asked ?? detectFormat(input.prefix);
    if (!format) {
      const list = FORMAT_NAMES.join('|');
      throw new CommandError(`cannot tell the format of ${nameOf(file)}; say it with --from ${list}`, 2);
    }
    return { name: file, input, format, ...(await contentOf(input, format)) };
  } catch (error) {
    await input.close();
    throw namingFile(file, error);
  }
}

/** What a file holds, and what of it is not read. Parquet has its schema at the end; on a pipe it is held whole. */
async function contentOf({ prefix, source }: InputFile, format: Format): Promise<Pick<OpenSets, 'kind' | 'ignored'>> {
  if (format === 'parquet') {
    source.random ??= await inMemory(source.chunks, CAPS);
    return parquetSummary(source.random);
  }
  if (format === 'json' && isJsonObject(prefix)) return { kind: await kindOfDocument(source), ignored: [] };
  const kind = detectKind(format, prefix);
  return { kind, ignored: format === 'arrow' ? arrowIgnored(prefix, kind) : [] };
}

/** Whether JSON is one object (columns, a request's body) rather than an array of rows. */
const isJsonObject = (prefix: Uint8Array): boolean =>
  new TextDecoder().decode(prefix.subarray(0, 1024)).trimStart().startsWith('{');

/** Which fields a JSON object has is known when all of it was read; its reader holds it whole as well. */
async function kindOfDocument(source: Source): Promise<SetKind> {
  const document = await inMemory(source.chunks, CAPS);
  const bytes = new Uint8Array(await document.slice(0, document.byteLength));
  source.chunks = once(bytes);
  return detectKind('json', bytes);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

const onOthers = (clusters: number): void => {
  process.stderr.write(`left out ${clusters} clusters that did not become two hadrons\n`);
};

/** The sets of an open file, in order; closes it at the end. Throws a CommandError (exit 3) that names file and place. */
export async function* setsOf<K extends SetKind>(
  kind: K,
  { name, input, format }: OpenSets,
  weight?: string,
): AsyncGenerator<SetTypes[K], void, undefined> {
  try {
    if (weight !== undefined && (format !== 'hepmc3' || kind === 'clusters')) {
      throw new CommandError(
        `--weight names a weight of HepMC3 events; ${nameOf(name)} is read for ${kind} as ${format}`,
        2,
      );
    }
    yield* readSets(kind, format, input.source, { caps: CAPS, onOthers, ...(weight !== undefined && { weight }) });
  } catch (error) {
    throw namingFile(name, error);
  } finally {
    await input.close();
  }
}
