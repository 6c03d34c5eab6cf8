import type { Problem } from '../models/contract/answers.ts';

/** The service refused a request; `problem` says what and where (RFC 9457). */
export class ServiceProblem extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(describe(problem));
    this.name = 'ServiceProblem';
    this.problem = problem;
  }
}

/** No answer, or one that is not HadronEdge's: the server is away, or something else listens there. */
export class ServiceUnreachable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ServiceUnreachable';
  }
}

/** The answer came from another model than the one pinned. */
export class PinMismatch extends Error {
  constructor(wanted: string, answered: string) {
    super(`the answer is from ${answered}, but ${wanted} is pinned`);
    this.name = 'PinMismatch';
  }
}

/** A release that no trusted key has signed; `code` says why (docs/signatures.md). */
export class ReleaseUntrusted extends Error {
  readonly code: string;

  constructor(model: string, code: string, detail: string) {
    super(`${model} is not trusted (${code}): ${detail}`);
    this.name = 'ReleaseUntrusted';
    this.code = code;
  }
}

function describe(problem: Problem): string {
  const [first] = problem.errors ?? [];
  const place = first?.pointer ?? (first?.line === undefined ? undefined : `line ${first.line}`);
  const where = place === undefined ? '' : ` (${place}: ${first?.detail ?? 'invalid'})`;
  return `${problem.status} ${problem.title}${problem.detail ? `: ${problem.detail}` : ''}${where}`;
}
