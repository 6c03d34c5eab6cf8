import { createRoute } from '@hono/zod-openapi';
import {
  type ResolvedReference,
  resolveRequestSchema,
  resolveResponseSchema,
} from '../../models/contract/responses.ts';
import { describeResolved, resolveReference } from '../../models/registry/resolve.ts';
import type { ObjectStore } from '../../models/registry/store.ts';
import type { App, Dependencies } from '../dependencies.ts';
import { ProblemError } from '../problems.ts';
import { problemOfRegistry } from '../registry-problem.ts';
import { readJson } from '../request/body.ts';
import { formatOfBody } from '../request/media-types.ts';
import { parseBody } from '../request/options.ts';
import { BODY_PROBLEMS, jsonBody } from './documentation.ts';
import { jsonResponse, LOOKUP_PROBLEMS, problemResponses } from './responses.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/resolve',
  summary: 'What references mean now: the body of a lockfile',
  request: { body: jsonBody('ResolveRequest') },
  responses: {
    ...jsonResponse(resolveResponseSchema, 'Names, versions and digests, in the order asked'),
    ...problemResponses(...BODY_PROBLEMS, 'invalid-option', 'busy', ...LOOKUP_PROBLEMS),
  },
});

/** `POST /v1/resolve`. */
export function mountResolve(app: App, { store }: Dependencies): void {
  app.openapi(route, async (c) => {
    formatOfBody(c.req.header('content-type'), ['json']);
    const { references } = parseBody(resolveRequestSchema, await readJson(c.req.raw));
    const models: ResolvedReference[] = [];
    for (const [i, reference] of references.entries()) models.push(await resolveOne(store, reference, i));
    return c.json({ models }, 200, { 'Cache-Control': 'no-store' });
  });
}

async function resolveOne(store: ObjectStore, reference: string, place: number): Promise<ResolvedReference> {
  try {
    return describeResolved(reference, await resolveReference(store, reference));
  } catch (error) {
    const problem = problemOfRegistry(error);
    if (!(problem instanceof ProblemError)) throw error;
    const errors = [{ pointer: `/references/${place}`, detail: problem.message }];
    throw new ProblemError(problem.kind, problem.message, { errors });
  }
}
