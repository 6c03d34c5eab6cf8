import { DIGEST_PATTERN, NAME_PATTERN, VERSION_PATTERN } from './names.ts';

/** The alias meant by a name alone: `hadml-v1` is short for `hadml-v1@stable`. */
export const DEFAULT_ALIAS = 'stable';

/** How a request says which model it wants (DESIGN section 6). Only a digest never changes its meaning. */
export type Reference =
  | { by: 'version'; name: string; version: string }
  | { by: 'alias'; name: string; alias: string }
  | { by: 'digest'; name: string; digest: string };

/** Longest possible reference: 63 characters of name, `@`, and a digest or a version. */
const LONGEST = 200;

/** A reference that cannot be one, with the reason in words; it repeats no more of the text than is safe to print. */
export class MalformedReference extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MalformedReference';
  }
}

/**
 * Reads `name`, `name@1.2.0`, `name@stable` or `name@sha256:<64 hex>`; `name` alone is `name@stable`. Versions hold
 * dots, digests a colon and aliases neither, so the three cannot be confused.
 *
 * Throws MalformedReference with the rule that is broken.
 */
export function parseReference(text: string): Reference {
  if (text.length > LONGEST) throw new MalformedReference(`a model reference has at most ${LONGEST} characters`);
  const at = text.indexOf('@');
  const name = at < 0 ? text : text.slice(0, at);
  if (!NAME_PATTERN.test(name)) {
    throw new MalformedReference('the name before @ must be 1 to 63 of a-z, 0-9 and -, not starting with -');
  }
  if (at < 0) return { by: 'alias', name, alias: DEFAULT_ALIAS };
  const which = text.slice(at + 1);
  if (DIGEST_PATTERN.test(which)) return { by: 'digest', name, digest: which };
  if (VERSION_PATTERN.test(which)) return { by: 'version', name, version: which };
  if (NAME_PATTERN.test(which)) return { by: 'alias', name, alias: which };
  throw new MalformedReference(
    'what follows @ must be a version (1.2.0), an alias (stable) or sha256: and 64 hex digits',
  );
}

/** Whether a text is a reference. */
export function isReference(text: string): boolean {
  try {
    return parseReference(text) !== null;
  } catch {
    return false;
  }
}

/** Whether two references ask for the same: `gen` and `gen@stable` do. Throws MalformedReference. */
export const isSameReference = (a: string, b: string): boolean =>
  formatReference(parseReference(a)) === formatReference(parseReference(b));

/** The full text of a reference; parsing it gives the same reference. */
export function formatReference(reference: Reference): string {
  if (reference.by === 'version') return `${reference.name}@${reference.version}`;
  if (reference.by === 'alias') return `${reference.name}@${reference.alias}`;
  return `${reference.name}@${reference.digest}`;
}
