import type { Scope } from '../../models/access/scope.ts';
import { ProblemError } from '../problems.ts';

/** Period of the rate limit in wrangler.toml, seconds: the longest that a refused caller has to wait. */
export const RATE_PERIOD_S = 10;

const challenge = (...attributes: string[]): { 'WWW-Authenticate': string } => ({
  'WWW-Authenticate': ['Bearer realm="hadronedge"', ...attributes].join(', '),
});

/** 401: there is no token where one is needed (RFC 6750, section 3). */
export function tokenMissing(needed: readonly Scope[]): ProblemError {
  const scope = needed.join(' ');
  return new ProblemError(
    'unauthorized',
    `send a token with the scope ${scope}: Authorization: Bearer hadronedge_...`,
    {
      headers: challenge(`scope="${scope}"`),
    },
  );
}

/** 401: there is a token, and it is no good. */
export function tokenRefused(detail: string): ProblemError {
  return new ProblemError('unauthorized', detail, {
    headers: challenge('error="invalid_token"', `error_description="${detail}"`),
  });
}

/** 403: the token is good and may not do this. */
export function scopeMissing(needed: readonly Scope[], held: readonly Scope[]): ProblemError {
  const scope = needed.join(' ');
  return new ProblemError('forbidden', `this needs the scope ${scope}; the token has ${held.join(' ')}`, {
    headers: challenge('error="insufficient_scope"', `scope="${scope}"`),
  });
}

/** 429: too much at a time. */
export function tooMany(): ProblemError {
  return new ProblemError('rate-limited', `wait ${RATE_PERIOD_S} s and go on, more slowly`, {
    headers: { 'Retry-After': String(RATE_PERIOD_S) },
  });
}
