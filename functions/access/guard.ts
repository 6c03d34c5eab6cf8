import type { Context, MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { Scope } from '../../models/access/scope.ts';
import type { App, Dependencies, Environment } from '../dependencies.ts';
import { networkOf } from './address.ts';
import { corsFor } from './cors.ts';
import { type Caller, identify } from './identify.ts';
import { scopeMissing, tokenMissing, tooMany } from './refusals.ts';
import { neededScopes } from './rules.ts';
import { CLOSED } from './settings.ts';
import { TokenCache } from './token-cache.ts';

type C = Context<Environment>;

/** Puts access control before the routes that are mounted after it. */
export function mountAccess(app: App, dependencies: Dependencies): void {
  const { origins } = dependencies.access ?? CLOSED;
  if (origins.length > 0) app.use(corsFor(origins));
  app.use(guard(dependencies));
}

/**
 * Lets a request through to its route, or throws a problem: `rate-limited`, `unauthorized`, `forbidden`. What is open to
 * everyone is neither counted nor asked for a token; what is not served anywhere goes on to be answered with 404 or 405.
 */
function guard({ store, log, access = CLOSED, now = Date.now }: Dependencies): MiddlewareHandler<Environment> {
  const tokens = new TokenCache(store, log, now);
  const brake = async (caller: Caller, c: C): Promise<void> => {
    // An outage of the limiter is no reason to refuse: it is a brake, not a quota.
    const outcome = await access.limiter?.limit({ key: rateKey(caller, c) }).catch((error: unknown) => {
      log({ level: 'warning', request: c.get('requestId'), detail: `the rate limiter failed: ${String(error)}` });
      return { success: true };
    });
    if (outcome?.success === false) throw tooMany();
  };
  return async (c, next) => {
    const needed = neededScopes(matchedRoutes(c), access.openInference);
    if (needed === null || needed === 'open') return next();
    const caller = await identify(c.req.header('authorization'), (id) => tokens.get(id), now());
    await brake(caller, c);
    admit(caller, needed);
    if (caller.as === 'holder') c.set('principal', { name: caller.name, scopes: caller.scopes });
    await next();
    if (needed.length > 0) keepPrivate(c);
  };
}

/** What a request is counted under: the token that proved itself, else the network it comes from. */
function rateKey(caller: Caller, c: C): string {
  if (caller.as === 'holder') return `token:${caller.id}`;
  // Set by the platform, whatever the caller sends. X-Forwarded-For is not: anyone may write it.
  return `network:${networkOf(c.req.header('cf-connecting-ip') ?? 'unknown')}`;
}

function admit(caller: Caller, needed: readonly Scope[]): void {
  if (caller.as === 'refused') throw caller.problem;
  if (needed.length === 0) return;
  if (caller.as === 'anyone') throw tokenMissing(needed);
  if (needed.some((scope) => !caller.scopes.includes(scope))) throw scopeMissing(needed, caller.scopes);
}

/** What was given to a token must not be given to others by a cache on the way. */
function keepPrivate(c: C): void {
  const caching = c.res.headers.get('Cache-Control');
  if (caching) c.header('Cache-Control', caching.replace(/\bpublic\b/, 'private'));
  c.header('Vary', 'Authorization', { append: true });
}
