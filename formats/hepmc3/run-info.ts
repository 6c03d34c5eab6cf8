import { END, START, VERSION } from './header.ts';

/** A program that took part in making the events. */
export interface Tool {
  name: string;
  version: string;
  description: string;
}

/** The version of HepMC3 whose format this is; readers pass over it. */
const FORMAT_VERSION = '3.02.05';

/** The name of an event's own weight. */
export const DEFAULT_WEIGHT = 'Default';

/** The line that names a program, without its line break. */
export const toolText = ({ name, version, description }: Tool): string =>
  `T ${escaped([name, version, description].join('\n'))}`;

/** The lines that open a listing: version, start, names of weights, tools. */
export function openingText(weightNames: readonly string[], tools: readonly Tool[]): string {
  const names = weightNames.length > 0 ? `W ${weightNames.map(escaped).join('\\|')}\n` : '';
  const lines = tools.map((tool) => `${toolText(tool)}\n`);
  return `${VERSION} ${FORMAT_VERSION}\n${START}\n${names}${lines.join('')}`;
}

/** The lines that end a listing. */
export const CLOSING_TEXT = `${END}\n\n`;

/** Throws RangeError for names that HepMC3's reader, which parts them at blanks, would not give back. */
export function checkWeightNames(names: readonly string[]): void {
  for (const name of names) {
    if (!/^[^\s\\]+$/.test(name)) {
      throw new RangeError(`HepMC3 cannot hold the weight name '${name}': it must have no blank and no backslash`);
    }
  }
  if (new Set(names).size !== names.length) throw new RangeError('names of HepMC3 weights must differ');
}

/** HepMC3's escapes; a carriage return, for which it has none, becomes a blank. */
function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\r', ' ').replaceAll('\n', '\\|');
}
