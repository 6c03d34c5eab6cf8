import { detectFormat } from '../../formats/detect.ts';
import { detectKind } from '../../formats/detect-kind.ts';
import { FormatError } from '../../formats/error.ts';
import { type Format, formatOfFile } from '../../formats/format.ts';
import { parquetSummary } from '../../formats/parquet/readers.ts';
import { inMemory, readSets } from '../../formats/read.ts';
import type { Caps } from '../../formats/reader.ts';
import type { SetKind, SetTypes } from '../../formats/sets.ts';
import { DataError } from './data-error.ts';
import { type InputFile, openInput } from './input-file.ts';

/** Limits on what is held at a time, not on the length of a file. */
const CAPS: Partial<Caps> = { lineLength: 64 * 1024 * 1024, document: 64 * 1024 * 1024 };

/** Names the file in what its parser or the file system said. */
function namingFile(file: string, error: unknown): unknown {
  if (error instanceof FormatError) return new DataError(`${file}: ${error.message}`, { cause: error });
  if (error instanceof Error && 'code' in error)
    return new DataError(`cannot read ${file}: ${error.message}`, { cause: error });
  return error;
}

/** A file's format and what its first event says it holds. */
export interface FileContent {
  format: Format;
  kind: SetKind;
}

async function contentOf(file: string, { prefix, source }: InputFile): Promise<FileContent> {
  const format = formatOfFile(file) ?? detectFormat(prefix);
  if (!format) throw new DataError(`${file}: its first bytes are of no format that is known`);
  if (format !== 'parquet') return { format, kind: detectKind(format, prefix) };
  const { kind } = await parquetSummary(source.random ?? (await inMemory(source.chunks, CAPS)));
  return { format, kind };
}

/** Tells a file's format and content. Throws a DataError that names the file. */
export async function contentOfFile(file: string): Promise<FileContent> {
  const input = await openInput(file).catch((error: unknown) => {
    throw namingFile(file, error);
  });
  try {
    return await contentOf(file, input);
  } catch (error) {
    throw namingFile(file, error);
  } finally {
    await input.close();
  }
}

/** The sets of a file in order, of any format and compression. Throws a DataError that names file, place and rule. */
export async function* setsOfFile<K extends SetKind>(
  file: string,
  format: Format,
  kind: K,
): AsyncGenerator<SetTypes[K], void, undefined> {
  const input = await openInput(file).catch((error: unknown) => {
    throw namingFile(file, error);
  });
  try {
    yield* readSets(kind, format, input.source, { caps: CAPS });
  } catch (error) {
    throw namingFile(file, error);
  } finally {
    await input.close();
  }
}
