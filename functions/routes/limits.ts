import { createRoute, z } from '@hono/zod-openapi';
import type { App } from '../dependencies.ts';
import { LIMITS } from '../limits.ts';
import { jsonResponse, problemResponses } from './responses.ts';

const limitsSchema = z.object(Object.fromEntries(Object.keys(LIMITS).map((name) => [name, z.int()])));

const route = createRoute({
  method: 'get',
  path: '/v1/limits',
  summary: 'What one request may ask for',
  responses: { ...jsonResponse(limitsSchema, 'Limits, each a number'), ...problemResponses() },
});

/** `GET /v1/limits`. */
export function mountLimits(app: App): void {
  app.openapi(route, (c) => c.json(LIMITS, 200));
}
