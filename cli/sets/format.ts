import { CommandError } from '../errors.ts';

/** The formats that commands read and write so far. */
export const SET_FORMATS = ['json', 'ndjson', 'dat'] as const;
export type SetFormat = (typeof SET_FORMATS)[number];

const EXTENSIONS: Record<string, SetFormat> = { json: 'json', ndjson: 'ndjson', jsonl: 'ndjson', dat: 'dat' };

function isFormat(text: string): text is SetFormat {
  return SET_FORMATS.some((format) => format === text);
}

/**
 * The format of a file: what the option says, else what its extension says, else the fallback.
 * Throws a CommandError (exit 2) for an unknown format, or an unknown extension without a fallback.
 */
export function formatOf(file: string, option: string | undefined, fallback?: SetFormat): SetFormat {
  if (option !== undefined) {
    if (isFormat(option)) return option;
    throw new CommandError(`unknown format '${option}'; one of: ${SET_FORMATS.join(' ')}`, 2);
  }
  const extension = /\.([a-z]+)$/.exec(file)?.[1];
  const format = extension === undefined ? undefined : EXTENSIONS[extension];
  if (format) return format;
  if (fallback) return fallback;
  throw new CommandError(
    `cannot tell the format of ${file} from its name; say it with --from ${SET_FORMATS.join('|')}`,
    2,
  );
}
