import { ProblemError } from '../problems.ts';

/** An entity tag of a revision: `"3"`; the quotes may be left out. */
const REVISION = /^(?:"(\d{1,9})"|(\d{1,9}))$/;

export const revisionTag = (revision: number): string => `"${revision}"`;

/**
 * The revision that a request expects: `If-Match: "3"` is 3, `If-None-Match: *` is 0, for what is not there yet; without
 * either undefined. Throws a problem where a header says something else, or both are there.
 */
export function expectedRevision(headers: Headers): number | undefined {
  const [match, noneMatch] = [headers.get('if-match')?.trim(), headers.get('if-none-match')?.trim()];
  if (match !== undefined && noneMatch !== undefined) throw invalid('If-Match', 'and If-None-Match exclude each other');
  if (noneMatch !== undefined) {
    if (noneMatch === '*') return 0;
    throw invalid('If-None-Match', 'must be *, which means: only if there is none yet');
  }
  if (match === undefined) return undefined;
  const revision = REVISION.exec(match);
  if (!revision) throw invalid('If-Match', 'must be one revision, such as "3"');
  return Number(revision[1] ?? revision[2]);
}

/** As `expectedRevision`, where it must be said. Throws a problem (428) where it is not. */
export function requireRevision(headers: Headers): number {
  const revision = expectedRevision(headers);
  if (revision !== undefined) return revision;
  const words = 'send If-Match with the revision that you saw, or If-None-Match: * to make the first one';
  throw new ProblemError('precondition-required', words);
}

function invalid(header: string, rule: string): ProblemError {
  return new ProblemError('invalid-option', `${header} ${rule}`, { errors: [{ parameter: header, detail: rule }] });
}
