import { createRoute, z } from '@hono/zod-openapi';
import { createdTokenSchema, tokenListSchema, tokenRequestSchema } from '../../models/access/answers.ts';
import { tokenInfoSchema } from '../../models/access/record.ts';
import { TOKEN_ID_PATTERN } from '../../models/access/token.ts';
import { createToken, listTokens, revokeToken } from '../../models/access/tokens.ts';
import type { App, Dependencies } from '../dependencies.ts';
import { ProblemError } from '../problems.ts';
import { readJson } from '../request/body.ts';
import { formatOfBody } from '../request/media-types.ts';
import { parseBody, refuseQuery } from '../request/options.ts';
import { BODY_PROBLEMS, jsonBody } from './documentation.ts';
import { jsonResponse, problemResponses } from './responses.ts';

const NEVER_KEPT = { 'Cache-Control': 'no-store' };
const idParam = z.string().regex(TOKEN_ID_PATTERN, 'must be the 12 hex digits between the underscores of a token');

const create = createRoute({
  method: 'post',
  path: '/v1/tokens',
  summary: 'Make a token; its text is told this once and stored nowhere',
  request: { body: jsonBody('TokenRequest') },
  responses: {
    201: {
      description: 'The token, and what is stored of it beside its hash',
      content: { 'application/json': { schema: createdTokenSchema } },
    },
    ...problemResponses(...BODY_PROBLEMS, 'invalid-option', 'busy'),
  },
});

const list = createRoute({
  method: 'get',
  path: '/v1/tokens',
  summary: 'All tokens, oldest first, without what would let anyone use them',
  responses: { ...jsonResponse(tokenListSchema, 'Tokens'), ...problemResponses() },
});

const revoke = createRoute({
  method: 'delete',
  path: '/v1/tokens/{id}',
  summary: 'Revoke a token; it stays in the list',
  request: { params: z.object({ id: idParam }) },
  responses: {
    ...jsonResponse(tokenInfoSchema, 'The token, revoked'),
    ...problemResponses('malformed-reference', 'unknown-token', 'model-refused'),
  },
});

/** Administration of tokens. */
export function mountTokens(app: App, { store, log, now = Date.now }: Dependencies): void {
  app.openapi(create, async (c) => {
    formatOfBody(c.req.header('content-type'), ['json']);
    refuseQuery(c.req.url);
    const request = parseBody(tokenRequestSchema, await readJson(c.req.raw));
    return c.json(await createToken(store, request, now()), 201, NEVER_KEPT);
  });
  app.openapi(list, async (c) => {
    const tokens = await listTokens(store, (fault) => log({ level: 'error', detail: fault.message }));
    return c.json({ tokens }, 200, NEVER_KEPT);
  });
  app.openapi(revoke, async (c) => {
    const { id } = c.req.valid('param');
    const token = await revokeToken(store, id, now());
    if (!token) throw new ProblemError('unknown-token', `no token has the id ${id}`);
    return c.json(token, 200, NEVER_KEPT);
  });
}
