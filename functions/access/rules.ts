import type { Scope } from '../../models/access/scope.ts';

/** What a route asks of its caller: nothing, or a token with a scope. */
export type Need = 'open' | Scope;

/**
 * Who may call what: the only place where it stands. A route that is not here is not served (`neededScopes`), and
 * `test/workerd/access.test.ts` fails on it. Names of parameters do not matter.
 */
export const ACCESS_RULES: readonly (readonly [method: string, path: string, need: Need])[] = [
  ['GET', '/', 'open'],
  ['GET', '/docs', 'open'],
  ['GET', '/openapi.json', 'open'],
  ['GET', '/healthz', 'open'],
  ['GET', '/readyz', 'open'],
  ['GET', '/metrics', 'open'],
  ['GET', '/v1/limits', 'open'],

  ['POST', '/v1/sample', 'infer'],
  ['POST', '/v1/score', 'infer'],
  ['POST', '/v1/resolve', 'infer'],
  ['GET', '/v1/models', 'infer'],
  ['GET', '/v1/models/{name}', 'infer'],
  ['GET', '/v1/models/{name}/versions/{version}', 'infer'],
  ['GET', '/v1/models/{name}/versions/{version}/state', 'infer'],
  ['GET', '/v1/models/{name}/versions/{version}/signatures', 'infer'],
  ['GET', '/v1/models/{name}/versions/{version}/blobs/{role}', 'infer'],
  ['GET', '/v1/models/{name}/versions/{version}/certificate', 'infer'],
  ['GET', '/v1/models/{name}/aliases', 'infer'],
  ['GET', '/v1/models/{name}/aliases/{alias}', 'infer'],
  ['GET', '/v1/models/{name}/aliases/{alias}/history', 'infer'],
  ['GET', '/v1/blobs/{digest}', 'infer'],

  ['PUT', '/v1/events', 'infer'],
  ['GET', '/v1/events/{digest}', 'infer'],
  ['POST', '/v1/uploads', 'infer'],
  ['PUT', '/v1/uploads/{digest}/parts/{number}', 'infer'],
  ['POST', '/v1/uploads/{digest}/complete', 'infer'],
  ['GET', '/v1/jobs', 'infer'],
  ['POST', '/v1/jobs', 'infer'],
  ['GET', '/v1/jobs/{id}', 'infer'],
  ['GET', '/v1/jobs/{id}/events', 'infer'],
  ['GET', '/v1/jobs/{id}/result', 'infer'],
  ['POST', '/v1/jobs/{id}/retry', 'infer'],
  ['DELETE', '/v1/jobs/{id}', 'infer'],

  ['PUT', '/v1/blobs/{digest}', 'publish'],
  ['PUT', '/v1/models/{name}/versions/{version}', 'publish'],
  ['PUT', '/v1/models/{name}/versions/{version}/state', 'publish'],
  ['PUT', '/v1/models/{name}/versions/{version}/signatures/{keyid}', 'publish'],
  ['PUT', '/v1/models/{name}/aliases/{alias}', 'publish'],

  ['GET', '/v1/tokens', 'admin'],
  ['POST', '/v1/tokens', 'admin'],
  ['DELETE', '/v1/tokens/{id}', 'admin'],
];

/** A path whose parameters, `:name` or `{name}`, have lost their names. */
const anonymous = (path: string): string => path.replace(/:\w+|\{\w+\}/g, '{}');

const NEEDS: ReadonlyMap<string, Need> = new Map(
  ACCESS_RULES.map(([method, path, need]) => [`${method} ${anonymous(path)}`, need]),
);

/** What a route asks for, or undefined where no rule names it. */
export const needOf = (method: string, path: string): Need | undefined =>
  NEEDS.get(`${method.toUpperCase()} ${anonymous(path)}`);

interface Route {
  method: string;
  path: string;
}

/** Middleware stands on every path, for every method. */
const isMiddleware = ({ method, path }: Route): boolean => method === 'ALL' && path === '/*';

/**
 * The scopes that a request needs whose path matches these routes, where it matches any: all that any of them asks for,
 * so that no route lets in what another one guards. `null` where nothing is served at the path.
 *
 * Throws Error for a route without a rule: it is answered as a failure of the service, never served.
 */
export function neededScopes(matched: readonly Route[], openInference: boolean): Scope[] | 'open' | null {
  const routes = matched.filter((route) => !isMiddleware(route));
  if (routes.length === 0) return null;
  const needs = new Set<Need>();
  for (const { method, path } of routes) {
    const need = needOf(method, path);
    if (!need) throw new Error(`no access rule for ${method} ${path}`);
    needs.add(need);
  }
  if ([...needs].every((need) => need === 'open')) return 'open';
  return [...needs].filter((need) => need !== 'open').filter((need) => !(openInference && need === 'infer'));
}
