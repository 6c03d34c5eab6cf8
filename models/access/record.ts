import { z } from 'zod';
import { digestSchema } from '../contract/names.ts';
import { scopeSchema } from './scope.ts';
import { TOKEN_ID_PATTERN } from './token.ts';

/** A person or a program, as it stands in lists and in the history of aliases. */
export const holderSchema = z
  .string()
  .regex(/^[^\p{C}\p{Z}](?:[^\p{C}]{0,98}[^\p{C}\p{Z}])?$/u, 'must be 1 to 100 printable characters');

export const tokenScopesSchema = z.array(scopeSchema).min(1).max(8);

/** What may be told of a token: everything but its hash. */
export const tokenInfoSchema = z.object({
  id: z.string().regex(TOKEN_ID_PATTERN),
  name: holderSchema,
  scopes: tokenScopesSchema,
  created: z.iso.datetime(),
  expires: z.iso.datetime(),
  revoked: z.iso.datetime().nullable(),
});

/** `tokens/<id>` in object storage: what may be told, and the sha256 of the token. */
export const tokenRecordSchema = tokenInfoSchema.extend({ hash: digestSchema }).strict();

export type TokenInfo = z.infer<typeof tokenInfoSchema>;
export type TokenRecord = z.infer<typeof tokenRecordSchema>;

export const TOKEN_PREFIX = 'tokens/';

/** Where a token's record stands; throws RangeError for what is no id, so that no key leaves its prefix. */
export function tokenKey(id: string): string {
  if (!TOKEN_ID_PATTERN.test(id)) throw new RangeError(`not a token id: ${JSON.stringify(id.slice(0, 80))}`);
  return `${TOKEN_PREFIX}${id}`;
}

/** What may be told of a record. */
export const tokenInfo = (record: TokenRecord): TokenInfo => tokenInfoSchema.parse(record);

/** Whether a token is good at a time (milliseconds since 1970), and if not, why. */
export function tokenState(token: TokenInfo, now: number): 'valid' | 'expired' | 'revoked' {
  if (token.revoked !== null) return 'revoked';
  return Date.parse(token.expires) <= now ? 'expired' : 'valid';
}
