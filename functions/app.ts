import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { requestId } from 'hono/request-id';
import { routePath } from 'hono/route';
import { secureHeaders } from 'hono/secure-headers';
import { mountAccess } from './access/guard.ts';
import { CLOSED } from './access/settings.ts';
import type { App, Dependencies, Environment } from './dependencies.ts';
import { PROBLEMS, ProblemError, type ProblemKind, problemResponse } from './problems.ts';
import { problemOfRegistry } from './registry-problem.ts';
import { problemOfFormat } from './request/format-problem.ts';
import { mountAliases } from './routes/aliases.ts';
import { mountEvents } from './routes/events.ts';
import { mountHealth } from './routes/health.ts';
import { mountJobResults } from './routes/job-results.ts';
import { mountJobs } from './routes/jobs.ts';
import { mountLimits } from './routes/limits.ts';
import { mountModels } from './routes/models.ts';
import { mountOpenApi } from './routes/openapi.ts';
import { mountPublish } from './routes/publish.ts';
import { mountResolve } from './routes/resolve.ts';
import { mountSample } from './routes/sample.ts';
import { mountScore } from './routes/score.ts';
import { mountSignatures } from './routes/signatures.ts';
import { mountStates } from './routes/states.ts';
import { mountTokens } from './routes/tokens.ts';
import { mountUploads } from './routes/uploads.ts';

/** The service: routes, what they share, and one place where errors become answers. */
export function createApp(dependencies: Dependencies): App {
  const app: App = new OpenAPIHono<Environment>({ defaultHook: refusePath });
  app.use(requestId());
  app.use(secureHeaders());
  app.use(async (c, next) => {
    await next();
    // The library sets it on the context, which a handler's own Response does not see.
    c.header('X-Request-Id', c.get('requestId'));
    // What has a content coding already is left alone by the platform.
    if (dependencies.compress === false) c.header('Content-Encoding', 'identity');
    dependencies.metrics.request(c.req.method, routePath(c, -1), c.res.status);
  });
  mountAccess(app, dependencies);
  app.use(methodNotAllowed({ app, onMethodNotAllowed }));
  mountSample(app, dependencies);
  mountScore(app, dependencies);
  mountModels(app, dependencies);
  mountSignatures(app, dependencies);
  mountAliases(app, dependencies);
  mountStates(app, dependencies);
  mountPublish(app, dependencies);
  mountResolve(app, dependencies);
  mountEvents(app, dependencies);
  mountUploads(app, dependencies);
  mountJobs(app, dependencies);
  mountJobResults(app, dependencies);
  mountTokens(app, dependencies);
  mountLimits(app);
  mountHealth(app, dependencies);
  mountOpenApi(app, dependencies.access ?? CLOSED);
  app.notFound((c) => answer(c, new ProblemError('unknown-route', 'see /openapi.json for what is served')));
  app.onError((error, c) => answer(c, problemOf(error, c, dependencies)));
  return app;
}

type C = Context<Environment>;

const answer = (c: C, problem: ProblemError): Response => problemResponse(problem, c.get('requestId'));

function onMethodNotAllowed(c: C, methods: string[]): Response {
  const allow = methods.join(', ');
  return answer(c, new ProblemError('method-not-allowed', `it takes ${allow}`, { headers: { Allow: allow } }));
}

interface Validation {
  success: boolean;
  error?: { issues: readonly { path: readonly PropertyKey[]; message: string }[] };
}

/** Refuses a path whose segments break a rule: names, versions and digests are parts of references. */
function refusePath(result: Validation): void {
  if (result.success || !result.error) return;
  const errors = result.error.issues.map(({ path, message }) => ({
    parameter: path.map(String).join('/'),
    detail: message,
  }));
  throw new ProblemError('malformed-reference', 'a segment of the path breaks a rule', { errors });
}

/** The problem for any error; what is not one of ours is logged whole and answered without its words. */
function problemOf(error: unknown, c: C, { log }: Dependencies): ProblemError {
  const known = problemOfRegistry(problemOfFormat(error));
  if (known instanceof ProblemError) {
    if (PROBLEMS[known.kind].status >= 500)
      log({ level: 'warning', request: c.get('requestId'), detail: known.message });
    return known;
  }
  if (error instanceof HTTPException) return new ProblemError(kindOfStatus(error.status), error.message);
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  log({ level: 'error', request: c.get('requestId'), method: c.req.method, path: c.req.path, detail });
  return new ProblemError('internal', 'the request is logged under its id; please report it');
}

function kindOfStatus(status: number): ProblemKind {
  if (status === 413) return 'too-large';
  if (status === 415) return 'unsupported-media-type';
  return status < 500 ? 'malformed-body' : 'internal';
}
