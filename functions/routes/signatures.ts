import { createRoute, z } from '@hono/zod-openapi';
import { signaturesSchema } from '../../models/contract/responses.ts';
import { resolveReference } from '../../models/registry/resolve.ts';
import { readSignatures } from '../../models/registry/signatures.ts';
import type { App, Dependencies } from '../dependencies.ts';
import { nameParam, versionParam } from './params.ts';
import { jsonResponse, LOOKUP_PROBLEMS, problemResponses } from './responses.ts';

const signatures = createRoute({
  method: 'get',
  path: '/v1/models/{name}/versions/{version}/signatures',
  summary: 'Who signed the version: DSSE envelopes with an in-toto statement, by key id',
  request: { params: z.object({ name: nameParam, version: versionParam }) },
  responses: { ...jsonResponse(signaturesSchema, 'The signatures'), ...problemResponses(...LOOKUP_PROBLEMS) },
});

/** `GET /v1/models/{name}/versions/{version}/signatures`; more may come later, so it is never kept. */
export function mountSignatures(app: App, { store }: Dependencies): void {
  app.openapi(signatures, async (c) => {
    const { name, version: which } = c.req.valid('param');
    const { version, digest } = await resolveReference(store, `${name}@${which}`);
    const found = await readSignatures(store, digest);
    return c.json({ name, version, digest, signatures: found }, 200, { 'Cache-Control': 'no-cache' });
  });
}
