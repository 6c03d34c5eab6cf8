import { createRoute } from '@hono/zod-openapi';
import {
  type ResolvedReference,
  resolveRequestSchema,
  resolveResponseSchema,
} from '../../models/contract/responses.ts';
import { describeResolved, resolveWithState } from '../../models/registry/resolve.ts';
import type { ObjectStore } from '../../models/registry/store.ts';
import type { App, Dependencies } from '../dependencies.ts';
import { RUNTIME } from '../inference/runtime-identity.ts';
import { readJson } from '../request/body.ts';
import { formatOfBody } from '../request/media-types.ts';
import { namingModel } from '../request/model-problem.ts';
import { parseBody, refuseQuery } from '../request/options.ts';
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
    refuseQuery(c.req.url);
    const { references } = parseBody(resolveRequestSchema, await readJson(c.req.raw));
    const models: ResolvedReference[] = [];
    for (const [i, reference] of references.entries()) models.push(await resolveOne(store, reference, i));
    return c.json({ runtime: RUNTIME, models }, 200, { 'Cache-Control': 'no-store' });
  });
}

function resolveOne(store: ObjectStore, reference: string, place: number): Promise<ResolvedReference> {
  return namingModel({ pointer: `/references/${place}` }, async () =>
    describeResolved(reference, await resolveWithState(store, reference)),
  );
}
