import { formatError } from '../error.ts';

const QUOTE = 34;
const COLON = 58;
const BACKSLASH = 92;

/**
 * A JSON text as JSON.parse gives it, except that a field that stands twice in one object is an error: JSON.parse
 * would keep the last one and lose the other. Throws FormatError (`syntax`) at `place`.
 */
export function parseJson(text: string, place: string): unknown {
  const value = parse(text, place);
  // Outside strings a colon stands behind each field's name and nowhere else.
  if (countColons(text) !== countFields(value)) {
    throw formatError('syntax', place, 'a field must not stand twice in one object');
  }
  return value;
}

function parse(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw formatError('syntax', place, 'must be valid JSON (is it cut short?)');
  }
}

function countColons(text: string): number {
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
  const open: object[] = isContainer(document) ? [document] : [];
  for (let container = open.pop(); container !== undefined; container = open.pop()) {
    if (Array.isArray(container)) {
      for (const entry of container) if (isContainer(entry)) open.push(entry);
      continue;
    }
    for (const entry of Object.values(container)) {
      count++;
      if (isContainer(entry)) open.push(entry);
    }
  }
  return count;
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
