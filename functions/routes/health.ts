import { createRoute, z } from '@hono/zod-openapi';
import { type App, type Dependencies, keepAliveOf } from '../dependencies.ts';
import { wasmBytes } from '../inference/runtime.ts';
import { RUNTIME } from '../inference/runtime-identity.ts';
import { LIMITS } from '../limits.ts';
import { readiness } from '../readiness.ts';
import { jsonResponse, problemResponses } from './responses.ts';

const healthSchema = z.object({
  status: z.literal('ok'),
  runtime: z.string(),
  wasm_bytes: z.int(),
  wasm_bytes_limit: z.int(),
  models: z.array(z.string()),
});

const readySchema = z.object({
  ready: z.boolean(),
  models: z.array(z.object({ reference: z.string(), ready: z.boolean(), detail: z.string().optional() })),
  refused: z.array(
    z.object({
      model: z.string(),
      digest: z.string().optional(),
      reason: z.string(),
      code: z.string().optional(),
      detail: z.string(),
      at: z.iso.datetime(),
    }),
  ),
});

const health = createRoute({
  method: 'get',
  path: '/healthz',
  summary: 'The service is up; memory of its ONNX runtime',
  responses: { ...jsonResponse(healthSchema, 'Up'), ...problemResponses() },
});

const ready = createRoute({
  method: 'get',
  path: '/readyz',
  summary: 'The default models load and pass their checks',
  responses: {
    ...jsonResponse(readySchema, 'Ready'),
    ...problemResponses('not-ready'),
  },
});

const metricsRoute = createRoute({
  method: 'get',
  path: '/metrics',
  summary: "Counts and gauges of this isolate in Prometheus' text format",
  responses: {
    200: { description: 'Metrics', content: { 'text/plain': { schema: z.string() } } },
    ...problemResponses(),
  },
});

/** `GET /healthz`, `/readyz` and `/metrics`. */
export function mountHealth(app: App, dependencies: Dependencies): void {
  const { host, metrics } = dependencies;
  app.openapi(health, (c) =>
    c.json(
      {
        status: 'ok' as const,
        runtime: RUNTIME,
        wasm_bytes: wasmBytes(),
        wasm_bytes_limit: LIMITS.wasm_bytes,
        models: host.held(),
      },
      200,
      { 'Cache-Control': 'no-store' },
    ),
  );
  app.openapi(ready, async (c) =>
    c.json(await readiness(dependencies, keepAliveOf(c)), 200, { 'Cache-Control': 'no-store' }),
  );
  app.openapi(metricsRoute, (c) => {
    const gauges = { wasmBytes: wasmBytes(), models: host.held().length, refused: host.refusals().length };
    return c.text(metrics.text(gauges), 200, {
      'Content-Type': 'text/plain; version=0.0.4',
      'Cache-Control': 'no-store',
    });
  });
}
