import { type Fault, FormatError, type FormatErrorKind } from '../../formats/error.ts';
import { ProblemError, type ProblemKind, type ProblemPlace } from '../problems.ts';

const KINDS: Record<FormatErrorKind, ProblemKind> = {
  syntax: 'malformed-body',
  value: 'invalid-data',
  limit: 'too-large',
};

const LINE_PLACE = /^line (\d+)(?:, column (\d+))?/;

/** The problem that a parser's refusal is answered with; anything else is passed on unchanged. */
export function problemOfFormat(error: unknown): unknown {
  if (!(error instanceof FormatError)) return error;
  return new ProblemError(KINDS[error.kind], error.message, {
    errors: error.faults.map(placeOf),
    omitted: error.omitted,
  });
}

function placeOf({ place, rule, row }: Fault): ProblemPlace {
  const index = row === undefined ? {} : { index: row };
  const line = LINE_PLACE.exec(place);
  if (!line) return { pointer: place, ...index, detail: rule };
  const column = line[2] === undefined ? {} : { column: Number(line[2]) };
  const pointer = place.slice(line[0].length).trim();
  return { line: Number(line[1]), ...column, ...(pointer && { pointer }), ...index, detail: rule };
}
