import { createRoute, z } from '@hono/zod-openapi';
import { aliasAnswerSchema, aliasRequestSchema } from '../../models/contract/publishing.ts';
import { aliasesSchema, historySchema } from '../../models/contract/responses.ts';
import { moveAlias, readHistory, requireAlias } from '../../models/registry/alias.ts';
import { describeModel } from '../../models/registry/list.ts';
import { resolveReference } from '../../models/registry/resolve.ts';
import type { ObjectStore } from '../../models/registry/store.ts';
import type { App, Dependencies } from '../dependencies.ts';
import { readJson } from '../request/body.ts';
import { formatOfBody } from '../request/media-types.ts';
import { namingModel } from '../request/model-problem.ts';
import { parseBody, refuseQuery } from '../request/options.ts';
import { requireRevision, revisionTag } from '../request/precondition.ts';
import { whoOf } from '../request/who.ts';
import { NOT_KEPT } from './caching.ts';
import { BODY_PROBLEMS, jsonBody, revisionHeaders } from './documentation.ts';
import { aliasParam, nameParam } from './params.ts';
import { createdOrOk, jsonResponse, LOOKUP_PROBLEMS, problemResponses } from './responses.ts';

const params = z.object({ name: nameParam, alias: aliasParam });

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
  request: { params },
  responses: { ...jsonResponse(historySchema, 'Moves'), ...problemResponses(...LOOKUP_PROBLEMS) },
});

const one = createRoute({
  method: 'get',
  path: '/v1/models/{name}/aliases/{alias}',
  summary: 'Where an alias points; the entity tag is its revision',
  request: { params },
  responses: { ...jsonResponse(aliasAnswerSchema, 'The alias'), ...problemResponses(...LOOKUP_PROBLEMS) },
});

const move = createRoute({
  method: 'put',
  path: '/v1/models/{name}/aliases/{alias}',
  summary: 'Points an alias to a version, if it is still where the caller saw it',
  parameters: revisionHeaders,
  request: { params, body: jsonBody('AliasRequest') },
  responses: {
    ...createdOrOk(aliasAnswerSchema, 'The alias is new', 'The alias has moved, or points there already'),
    ...problemResponses(
      ...BODY_PROBLEMS,
      ...LOOKUP_PROBLEMS,
      'invalid-data',
      'invalid-option',
      'busy',
      'revision-conflict',
      'precondition-required',
    ),
  },
});

/** Reads of aliases and their history, and their moves. */
export function mountAliases(app: App, { store }: Dependencies): void {
  app.openapi(aliases, async (c) => {
    const { aliases } = await describeModel(store, c.req.valid('param').name);
    return c.json({ aliases }, 200, { 'Cache-Control': 'no-cache' });
  });
  app.openapi(history, async (c) => {
    const { name, alias } = c.req.valid('param');
    return c.json({ history: await readHistory(store, name, alias) }, 200, { 'Cache-Control': 'no-cache' });
  });
  app.openapi(one, async (c) => {
    const { name, alias } = c.req.valid('param');
    const pointer = await requireAlias(store, name, alias);
    return c.json(pointer, 200, { ETag: revisionTag(pointer.revision), 'Cache-Control': 'no-cache' });
  });
  app.openapi(move, async (c) => {
    formatOfBody(c.req.header('content-type'), ['json']);
    refuseQuery(c.req.url);
    const { name, alias } = c.req.valid('param');
    const expected = requireRevision(c.req.raw.headers);
    const { who, why, id, ...target } = parseBody(aliasRequestSchema, await readJson(c.req.raw));
    const { outcome, pointer } = await namingModel(
      { pointer: target.version === undefined ? '/digest' : '/version' },
      async () =>
        moveAlias(store, name, alias, {
          version: target.version ?? (await versionOf(store, name, target.digest!)),
          who: whoOf(c, who),
          why,
          when: new Date().toISOString(),
          expectedRevision: expected,
          ...(id === undefined ? {} : { id }),
        }),
    );
    const created = outcome === 'moved' && pointer.revision === 1;
    return c.json({ ...pointer, outcome }, created ? 201 : 200, {
      ...NOT_KEPT,
      ETag: revisionTag(pointer.revision),
    });
  });
}

/** The version that is published with a digest. */
async function versionOf(store: ObjectStore, name: string, digest: string): Promise<string> {
  return (await resolveReference(store, { by: 'digest', name, digest })).version;
}
