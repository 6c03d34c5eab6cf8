import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the presets' own source says: of a preset as a whole, and why each setting is what it is. */
export interface PresetNotes {
  about: string;
  settings: ReadonlyMap<string, string>;
}

const PRESETS = join(import.meta.dirname, '../presets');
/** Says what settings are; the presets' files say why. */
const SCHEMA = 'settings.ts';

const COMMENT = String.raw`/\*\*((?:(?!\*/)[\s\S])*)\*/`;

const plain = (comment: string): string => comment.replaceAll(/^\s*\*?[ \t]?/gm, '').trim();

/** Doc comments of settings in a source text: those that stand before `name:`. */
export function settingNotes(source: string): Map<string, string> {
  const pattern = new RegExp(String.raw`${COMMENT}\s*(\w+):`, 'g');
  return new Map([...source.matchAll(pattern)].map((match) => [match[2]!, plain(match[1]!).replaceAll(/\s+/g, ' ')]));
}

/** The doc comment at the head of a source text. */
export function headNote(source: string): string {
  const match = new RegExp(COMMENT).exec(source);
  return match ? plain(match[1]!) : '';
}

/**
 * The notes of a preset by its name, from the comments beside its settings, which are the one place where reasons stand.
 * Nothing is known of a name that no file of presets has.
 */
export async function presetNotes(preset: string): Promise<PresetNotes> {
  const files = (await readdir(PRESETS)).filter((file) => file.endsWith('.ts') && file !== SCHEMA);
  const general = settingNotes(await readFile(join(PRESETS, SCHEMA), 'utf8'));
  for (const file of files) {
    const source = await readFile(join(PRESETS, file), 'utf8');
    if (source.includes(`name: '${preset}'`))
      return { about: headNote(source), settings: new Map([...general, ...settingNotes(source)]) };
  }
  return { about: '', settings: general };
}
