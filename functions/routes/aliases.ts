import { createRoute, z } from '@hono/zod-openapi';
import { aliasesSchema, historySchema } from '../../models/contract/responses.ts';
import { readHistory } from '../../models/registry/alias.ts';
import { describeModel } from '../../models/registry/list.ts';
import type { App, Dependencies } from '../dependencies.ts';
import { aliasParam, nameParam } from './params.ts';
import { jsonResponse, LOOKUP_PROBLEMS, problemResponses } from './responses.ts';

const aliases = createRoute({
  method: 'get',
  path: '/v1/models/{name}/aliases',
  summary: 'Where the aliases of a model point',
  request: { params: z.object({ name: nameParam }) },
  responses: { ...jsonResponse(aliasesSchema, 'Aliases'), ...problemResponses(...LOOKUP_PROBLEMS) },
});

const history = createRoute({
  method: 'get',
  path: '/v1/models/{name}/aliases/{alias}/history',
  summary: 'Every move of an alias, newest first',
  request: { params: z.object({ name: nameParam, alias: aliasParam }) },
  responses: { ...jsonResponse(historySchema, 'Moves'), ...problemResponses(...LOOKUP_PROBLEMS) },
});

/** Reads of aliases and their history. */
export function mountAliases(app: App, { store }: Dependencies): void {
  app.openapi(aliases, async (c) => {
    const { aliases } = await describeModel(store, c.req.valid('param').name);
    return c.json({ aliases }, 200, { 'Cache-Control': 'no-cache' });
  });
  app.openapi(history, async (c) => {
    const { name, alias } = c.req.valid('param');
    return c.json({ history: await readHistory(store, name, alias) }, 200, { 'Cache-Control': 'no-cache' });
  });
}
