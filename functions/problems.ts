import type { ContentfulStatusCode } from 'hono/utils/http-status';

/**
 * Everything that can go wrong, as a closed list. Each kind has a stable `type` URI, one HTTP status and one title
 * (RFC 9457); the rest of an answer says what, where and which rule.
 */
export const PROBLEMS = {
  'malformed-body': { status: 400, title: 'The body cannot be read' },
  'digest-mismatch': { status: 400, title: 'The bytes are not those of the digest' },
  unauthorized: { status: 401, title: 'A good token is needed' },
  forbidden: { status: 403, title: 'The token may not do this' },
  'unknown-route': { status: 404, title: 'Nothing is served here' },
  'unknown-model': { status: 404, title: 'No such model, version, alias or digest' },
  'unknown-source': { status: 404, title: 'No stored bytes with this digest' },
  'unknown-upload': { status: 404, title: 'No such upload' },
  'unknown-job': { status: 404, title: 'No such job' },
  'method-not-allowed': { status: 405, title: 'The resource does not take this method' },
  'not-acceptable': { status: 406, title: 'No media type that the request accepts can be made' },
  'job-not-done': { status: 409, title: 'The job is not done' },
  'job-not-failed': { status: 409, title: 'The job has not failed' },
  'upload-incomplete': { status: 409, title: 'Parts of the upload are missing' },
  'unknown-token': { status: 404, title: 'No such token' },
  'version-conflict': { status: 409, title: 'The version is published with other bytes' },
  yanked: { status: 410, title: 'The version was withdrawn' },
  'length-required': { status: 411, title: 'The request must say how long its body is' },
  'revision-conflict': { status: 412, title: 'It is no longer at the revision expected' },
  'too-large': { status: 413, title: 'The request is above a limit' },
  'unsupported-media-type': { status: 415, title: 'No parser for this media type or content coding' },
  'invalid-option': { status: 422, title: 'An option of the request breaks a rule' },
  'invalid-data': { status: 422, title: 'The data of the request break a rule' },
  'invalid-cluster': { status: 422, title: 'Clusters that cannot decay' },
  'invalid-event': { status: 422, title: 'Events that cannot be scored' },
  'malformed-reference': { status: 422, title: 'Not a model reference' },
  'wrong-kind': { status: 422, title: 'The model is of another kind' },
  'invalid-upload': { status: 422, title: 'The upload is not what it said it would be' },
  'invalid-release': { status: 422, title: 'The release does not fit together' },
  'refused-by-gate': { status: 422, title: 'The model does not pass the gate' },
  'untrusted-release': { status: 422, title: 'No signature of the release is believed' },
  'precondition-required': { status: 428, title: 'The request must say which revision it expects' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'The service failed' },
  'model-failed': { status: 500, title: 'The model gave numbers that are not finite' },
  'not-ready': { status: 503, title: 'Not every model passes its checks' },
  'model-refused': { status: 503, title: 'The stored model did not pass its checks' },
  'not-stored': { status: 507, title: 'The bytes could not be stored' },
  'model-untrusted': { status: 503, title: 'The model carries no signature that this service trusts' },
  busy: { status: 503, title: 'The service holds as much as its memory allows' },
} as const satisfies Record<string, { status: ContentfulStatusCode; title: string }>;

export type ProblemKind = keyof typeof PROBLEMS;

/** One place that is wrong (a JSON pointer, a field of the query or a line) and what must hold there. */
export interface ProblemPlace {
  pointer?: string;
  /** Field of the query. */
  parameter?: string;
  /** Part of a multipart body. */
  part?: string;
  line?: number;
  column?: number;
  /** Index of the cluster or event concerned. */
  index?: number;
  /** The model concerned, as name@version or as it was asked for, and its digest. */
  model?: string;
  digest?: string | undefined;
  /** The rule of the gate that is broken, or why no signature is believed (docs/gate.md, docs/signatures.md). */
  code?: string;
  detail: string;
}

export interface ProblemExtras {
  errors?: ProblemPlace[];
  /** Places beyond those in `errors`. */
  omitted?: number;
  headers?: Record<string, string>;
  /** What the problem came from; for the log alone. */
  cause?: unknown;
}

/** Stable identity of a kind of problem. */
export const problemType = (kind: ProblemKind): string => `urn:hadronedge:problem:${kind}`;

/** A problem on its way to the one error handler. `detail` is written for the caller and holds nothing internal. */
export class ProblemError extends Error {
  readonly kind: ProblemKind;
  readonly extras: ProblemExtras;

  constructor(kind: ProblemKind, detail: string, extras: ProblemExtras = {}) {
    super(detail, extras.cause === undefined ? undefined : { cause: extras.cause });
    this.name = 'ProblemError';
    this.kind = kind;
    this.extras = extras;
  }
}

/** A problem about one place. */
export function problemAt(kind: ProblemKind, pointer: string, detail: string): ProblemError {
  return new ProblemError(kind, detail, { errors: [{ pointer, detail }] });
}

/** The answer that states a problem; `instance` is the request's id. */
export function problemResponse(problem: ProblemError, requestId: string): Response {
  const { status, title } = PROBLEMS[problem.kind];
  const { errors, omitted, headers } = problem.extras;
  const body = {
    type: problemType(problem.kind),
    title,
    status,
    detail: problem.message,
    instance: `urn:hadronedge:request:${requestId}`,
    ...(errors && { errors }),
    ...(omitted ? { omitted } : {}),
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: { ...headers, 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' },
  });
}
