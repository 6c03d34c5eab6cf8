import { z } from 'zod';
import { holderSchema, tokenInfoSchema, tokenScopesSchema } from './record.ts';
import { MAX_TOKEN_DAYS } from './tokens.ts';

/** Bodies of `/v1/tokens`. */

/** Body of POST /v1/tokens. */
export const tokenRequestSchema = z.strictObject({
  name: holderSchema,
  scopes: tokenScopesSchema,
  days: z.int().min(1).max(MAX_TOKEN_DAYS),
});

/** Answer of POST /v1/tokens: the only place where a token's text is ever told. */
export const createdTokenSchema = z.object({ token: z.string(), info: tokenInfoSchema });

/** GET /v1/tokens, oldest first */
export const tokenListSchema = z.object({ tokens: z.array(tokenInfoSchema) });
