import { FormatError } from '../../formats/error.ts';
import { PROBLEMS, ProblemError } from '../problems.ts';

/** Something that trying again does not mend: bad input, a source that is gone, another runtime. */
export class JobFailure extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'JobFailure';
  }
}

/** The reason for which a task can never succeed, or null where it may the next time. */
export function permanentReason(error: unknown): string | null {
  if (error instanceof JobFailure || error instanceof FormatError) return error.message;
  return error instanceof ProblemError && PROBLEMS[error.kind].status < 500 ? error.message : null;
}

/** What may be told of a failure that may pass: our own words, nothing of others'. */
export const passingReason = (error: unknown): string =>
  error instanceof ProblemError ? error.message : 'the service failed; what happened is in its log';
