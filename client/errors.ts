import type { Problem } from '../models/contract/answers.ts';
import type { SeenAlias } from '../models/contract/seen.ts';

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

/** The answer came from another runtime than the one pinned: its last bits may differ. */
export class RuntimeMismatch extends Error {
  constructor(wanted: string, answered: string) {
    super(`the answer was made by ${answered}, but ${wanted} is pinned; its last bits may be others`);
    this.name = 'RuntimeMismatch';
  }
}

/** The numbers that arrived are not those that the service sent: they have another digest. */
export class DamagedAnswer extends Error {
  constructor(said: string, found: string) {
    super(`the answer was damaged on its way: its digest is ${found}, not ${said}`);
    this.name = 'DamagedAnswer';
  }
}

/** An alias is at an older revision than this client saw before, or was rewritten: the service was rolled back. */
export class AliasWentBack extends Error {
  readonly alias: string;
  readonly seen: SeenAlias;
  readonly now: SeenAlias;

  constructor(service: string, alias: string, seen: SeenAlias, now: SeenAlias) {
    const before = `revision ${seen.revision} (${seen.digest})`;
    super(`${alias} of ${service} went back: it was at ${before} and is at revision ${now.revision} (${now.digest})`);
    this.name = 'AliasWentBack';
    this.alias = alias;
    this.seen = seen;
    this.now = now;
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
