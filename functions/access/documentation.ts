import { PROBLEMS, type ProblemKind } from '../problems.ts';
import { problemResponses } from '../routes/responses.ts';
import { needOf } from './rules.ts';
import type { Access } from './settings.ts';

/** What access adds to the OpenAPI document: taken from the rules, so that it cannot say anything else. */

export const SECURITY_SCHEMES = {
  token: {
    type: 'http' as const,
    scheme: 'bearer',
    bearerFormat: 'hadronedge_<12 hex digits>_<64 hex digits>',
    description: 'A token with the scope that the operation names; made and revoked with `hadronedge token`',
  },
};

const REFUSALS = ['unauthorized', 'forbidden', 'rate-limited'] as const satisfies ProblemKind[];
const HEADERS: Record<(typeof REFUSALS)[number], Record<string, object>> = {
  unauthorized: { 'WWW-Authenticate': header('RFC 6750: what is wrong with the token') },
  forbidden: { 'WWW-Authenticate': header('RFC 6750: the scope that is needed') },
  'rate-limited': { 'Retry-After': header('Seconds to wait') },
};

function header(description: string): object {
  return { description, schema: { type: 'string' } };
}

interface Operation {
  responses?: Record<string, object>;
}

/** Adds to each operation the scope that it needs and the refusals that follow from it. */
export function documentAccess(paths: Readonly<Record<string, object>>, { openInference }: Access): void {
  for (const [path, item] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(item) as [string, Operation][]) {
      const need = needOf(method, path);
      if (need === undefined || need === 'open') continue;
      const token = { token: [need] };
      Object.assign(operation, { security: need === 'infer' && openInference ? [{}, token] : [token] });
      operation.responses = { ...operation.responses, ...refusals() };
    }
  }
}

function refusals(): Record<string, object> {
  const documented = problemResponses(...REFUSALS);
  const entries = REFUSALS.map((kind) => {
    const { status } = PROBLEMS[kind];
    return [status, { ...documented[status], headers: HEADERS[kind] }];
  });
  return Object.fromEntries(entries);
}
