import { z } from '@hono/zod-openapi';
import { documentAccess, SECURITY_SCHEMES } from '../access/documentation.ts';
import type { Access } from '../access/settings.ts';
import type { App } from '../dependencies.ts';
import { mediaTypeOf } from '../request/media-types.ts';
import { COMPONENTS } from './schemas.ts';

const INFO = {
  openapi: '3.1.0',
  info: {
    title: 'HadronEdge',
    version: '1',
    description:
      'Learned hadronization as a service: sample hadrons from clusters, score event sets, pin models by digest. ' +
      'Four-momenta in GeV. Every answer that is not a success is an RFC 9457 problem, application/problem+json.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
};

/** `GET /openapi.json`: made from the routes that are mounted, so mount it last. */
export function mountOpenApi(app: App, access: Access): void {
  let document: string | undefined;
  app.openAPIRegistry.registerPath({
    method: 'get',
    path: '/openapi.json',
    summary: 'This document',
    responses: { 200: { description: 'OpenAPI 3.1', content: { [mediaTypeOf('json')]: { schema: z.object({}) } } } },
  });
  app.get('/openapi.json', (c) => {
    document ??= JSON.stringify(documentOf(app, access));
    return c.body(document, 200, { 'Content-Type': mediaTypeOf('json') });
  });
}

function documentOf(app: App, access: Access): object {
  const document = app.getOpenAPI31Document(INFO);
  documentAccess(document.paths ?? {}, access);
  const components = { ...document.components, schemas: componentSchemas(), securitySchemes: SECURITY_SCHEMES };
  return { ...document, components };
}

/** JSON Schemas of the components, as what a caller may send. */
function componentSchemas(): Record<string, object> {
  return Object.fromEntries(
    Object.entries(COMPONENTS).map(([name, schema]) => {
      const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
      return [name, json];
    }),
  );
}
