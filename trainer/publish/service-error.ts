import { problemSchema } from '../../models/contract/answers.ts';
import { RegistryError, type RegistryReason } from '../../models/registry/error.ts';

/** The service did not do what it was asked, for a reason that is not the registry's: no answer, no access, no health. */
export class ServiceError extends Error {
  /** HTTP status, or null where there was no answer. */
  readonly status: number | null;

  constructor(message: string, status: number | null, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ServiceError';
    this.status = status;
  }
}

const PREFIX = 'urn:hadronedge:problem:';

/** The registry's reasons behind the types of a service's problems. */
const REASONS: Readonly<Record<string, RegistryReason>> = {
  'unknown-model': 'unknown-model',
  'malformed-reference': 'malformed-reference',
  yanked: 'yanked',
  'version-conflict': 'version-conflict',
  'invalid-release': 'invalid-release',
  'digest-mismatch': 'invalid-release',
  'refused-by-gate': 'gate',
  'untrusted-release': 'invalid-release',
  'model-refused': 'corrupt',
};

/** The error for an answer that is no success. `conflict` is what a 412 means to whoever asked. */
export function serviceError(url: string, status: number, text: string, conflict: RegistryReason): Error {
  const problem = problemSchema.safeParse(parseJson(text));
  if (!problem.success) {
    const words = `answered ${status} without a problem document; is it a HadronEdge service?`;
    return new ServiceError(`${url} ${words}`, status);
  }
  const { type, title, detail = title, errors } = problem.data;
  const kind = type.startsWith(PREFIX) ? type.slice(PREFIX.length) : '';
  const reason = kind === 'revision-conflict' ? conflict : Object.hasOwn(REASONS, kind) ? REASONS[kind] : undefined;
  if (reason === undefined) return new ServiceError(`${url} refused: ${status} ${detail}`, status);
  const code = errors?.[0]?.['code'];
  return new RegistryError(reason, url, detail, reason === 'gate' && typeof code === 'string' ? { code } : {});
}

/** The value of a JSON text, or undefined where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
