import { createRoute, z } from '@hono/zod-openapi';
import { type StateAnswer, stateAnswerSchema, stateRequestSchema } from '../../models/contract/publishing.ts';
import { changeState, readStateHistory } from '../../models/registry/change-state.ts';
import { listAliases } from '../../models/registry/list.ts';
import { requireVersion } from '../../models/registry/resolve.ts';
import type { ObjectStore } from '../../models/registry/store.ts';
import type { App, Dependencies } from '../dependencies.ts';
import { readJson } from '../request/body.ts';
import { formatOfBody } from '../request/media-types.ts';
import { parseBody, refuseQuery } from '../request/options.ts';
import { expectedRevision, revisionTag } from '../request/precondition.ts';
import { whoOf } from '../request/who.ts';
import { NOT_KEPT } from './caching.ts';
import { BODY_PROBLEMS, jsonBody, revisionHeaders } from './documentation.ts';
import { nameParam, versionNumberParam } from './params.ts';
import { jsonResponse, LOOKUP_PROBLEMS, problemResponses } from './responses.ts';

const path = '/v1/models/{name}/versions/{version}/state';
const params = z.object({ name: nameParam, version: versionNumberParam });

const read = createRoute({
  method: 'get',
  path,
  summary: 'Whether a version is active, deprecated or yanked, and every change of that',
  request: { params },
  responses: { ...jsonResponse(stateAnswerSchema, 'The state'), ...problemResponses(...LOOKUP_PROBLEMS) },
});

const change = createRoute({
  method: 'put',
  path,
  summary: 'Yanks a version, deprecates it, or takes that back',
  description:
    'A yanked version is no longer found by its number or by an alias; by its digest it is served for ever. ' +
    'A deprecated one is found, and whoever resolves it is told why it is better not used.',
  parameters: revisionHeaders,
  request: { params, body: jsonBody('StateRequest') },
  responses: {
    ...jsonResponse(stateAnswerSchema, 'The state as it is now'),
    ...problemResponses(
      ...BODY_PROBLEMS,
      ...LOOKUP_PROBLEMS,
      'invalid-data',
      'invalid-option',
      'busy',
      'revision-conflict',
    ),
  },
});

/** `GET` and `PUT /v1/models/{name}/versions/{version}/state`. */
export function mountStates(app: App, { store }: Dependencies): void {
  app.openapi(read, async (c) => {
    const { name, version } = c.req.valid('param');
    const answer = await describeState(store, name, version);
    return c.json(answer, 200, { ETag: revisionTag(answer.revision), 'Cache-Control': 'no-cache' });
  });
  app.openapi(change, async (c) => {
    formatOfBody(c.req.header('content-type'), ['json']);
    refuseQuery(c.req.url);
    const { name, version } = c.req.valid('param');
    const expected = expectedRevision(c.req.raw.headers);
    const { state, why, who, id } = parseBody(stateRequestSchema, await readJson(c.req.raw));
    const { outcome } = await changeState(store, name, version, {
      state,
      why,
      who: whoOf(c, who),
      when: new Date().toISOString(),
      ...(id === undefined ? {} : { id }),
      ...(expected === undefined ? {} : { expectedRevision: expected }),
    });
    const answer = await describeState(store, name, version);
    const aliases = await aliasesTo(store, name, version);
    return c.json({ ...answer, outcome, aliases }, 200, { ...NOT_KEPT, ETag: revisionTag(answer.revision) });
  });
}

async function describeState(store: ObjectStore, name: string, version: string): Promise<StateAnswer> {
  const { digest } = await requireVersion(store, name, version);
  const history = await readStateHistory(store, name, version);
  const [last] = history;
  return { name, version, digest, state: last?.to ?? 'active', revision: last?.revision ?? 0, history };
}

/** The aliases that point to a version, by name. */
async function aliasesTo(store: ObjectStore, name: string, version: string): Promise<string[]> {
  const aliases = Object.entries(await listAliases(store, name));
  return aliases.filter(([, entry]) => entry.version === version).map(([alias]) => alias);
}
