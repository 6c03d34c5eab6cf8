import { COMPRESSED, FORMAT_NAMES, type Format, formatOfFile } from '../../formats/format.ts';
import { FORMS, type Form } from '../../formats/write.ts';
import { CommandError } from '../errors.ts';

/** The compression that a file's name asks for. */
export function compressionOfName(file: string): 'gzip' | 'zstd' | undefined {
  const extension = COMPRESSED.exec(file)?.[1]?.toLowerCase();
  if (extension === undefined) return undefined;
  return extension === 'gz' ? 'gzip' : 'zstd';
}

/** Whether a name has an extension that tells no format: what is in a file must not contradict its name. */
export const hasOtherExtension = (file: string): boolean =>
  file !== '-' && formatOfFile(file) === undefined && /[^./\\]\.[A-Za-z0-9]+$/.test(file.replace(COMPRESSED, ''));

/** The format asked for with --from; undefined where none is. Throws a CommandError (exit 2) for an unknown one. */
export function inputFormat(option: string | undefined): Format | undefined {
  if (option === undefined) return undefined;
  const format = FORMAT_NAMES.find((name) => name === option);
  if (format) return format;
  throw new CommandError(`unknown format '${option}'; one of: ${FORMAT_NAMES.join(' ')}`, 2);
}

/**
 * The form to write: what the option says, else what the name tells, else the fallback.
 * Throws a CommandError (exit 2) for an unknown form, for an unknown extension, and where nothing tells.
 */
export function outputForm(file: string, option: string | undefined, fallback?: Form): Form {
  if (option !== undefined) {
    const form = FORMS.find((name) => name === option);
    if (form) return form;
    throw new CommandError(`unknown format '${option}'; one of: ${FORMS.join(' ')}`, 2);
  }
  const form = formatOfFile(file) ?? (hasOtherExtension(file) ? undefined : fallback);
  if (form) return form;
  throw new CommandError(`cannot tell the format of ${file} from its name; say it with --to ${FORMS.join('|')}`, 2);
}
