import { formatError } from '../error.ts';
import { type Caps, checkCap } from '../reader.ts';
import { findSyntaxFault } from './syntax.ts';
import { isObject } from './value.ts';

const QUOTE = 34;
const COLON = 58;
const BACKSLASH = 92;

/**
 * A JSON text as JSON.parse gives it, except that a field that stands twice in one object is an error: JSON.parse
 * would keep the last one and lose the other. `place` is where the text stands: '', `line 17` or a JSON pointer.
 * Throws FormatError: `syntax`, naming the value where the text stops being JSON, or `limit` above caps.containers.
 */
export function parseJson(text: string, place: string, caps: Partial<Caps> = {}): unknown {
  // Counted before anything is built: a text of brackets alone becomes some thirty times larger as objects.
  if (caps.containers !== undefined) checkCap(caps, 'containers', count(text, '[') + count(text, '{'), place);
  const value = parse(text, place);
  // Outside strings a colon stands behind each field's name and nowhere else. Strings that hold colons are rare, so
  // the exact count is only taken where the quick one differs.
  const fields = countFields(value);
  if (count(text, ':') !== fields && countColonsOutsideStrings(text) !== fields) {
    throw formatError('syntax', place, 'a field must not stand twice in one object');
  }
  return value;
}

function parse(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const { pointer, rule } = findSyntaxFault(text);
    const separator = place === '' || place.startsWith('/') ? '' : ' ';
    throw formatError('syntax', `${place}${separator}${pointer}`.trimEnd(), `must be valid JSON: ${rule}`);
  }
}

function count(text: string, character: string): number {
  let found = 0;
  for (let i = text.indexOf(character); i >= 0; i = text.indexOf(character, i + 1)) found++;
  return found;
}

function countColonsOutsideStrings(text: string): number {
  let count = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) inString = !inString;
    else if (code === BACKSLASH) i++;
    else if (code === COLON && !inString) count++;
  }
  return count;
}

/** Number of fields of all objects in a parsed document; without recursion, as the nesting may be deep. */
function countFields(document: unknown): number {
  let count = 0;
  const open: unknown[] = [document];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (Array.isArray(value)) {
      for (const entry of value) if (typeof entry === 'object' && entry !== null) open.push(entry);
    } else if (isObject(value)) {
      for (const name in value) {
        count++;
        const entry = value[name];
        if (typeof entry === 'object' && entry !== null) open.push(entry);
      }
    }
  }
  return count;
}
