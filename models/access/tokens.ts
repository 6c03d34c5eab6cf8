import { canonicalBytes } from '../contract/canonical.ts';
import { RegistryError } from '../registry/error.ts';
import { lastSegment } from '../registry/keys.ts';
import { parsePointer } from '../registry/pointers.ts';
import type { ObjectStore } from '../registry/store.ts';
import { TOKEN_PREFIX, type TokenInfo, type TokenRecord, tokenInfo, tokenKey, tokenRecordSchema } from './record.ts';
import type { Scope } from './scope.ts';
import { hashOfToken, makeToken, TOKEN_ID_PATTERN } from './token.ts';

/** Making, listing and revoking tokens, over any object store: the command line's and the edge's. */

const DAY_MS = 86_400_000;

/** Longest life of a token, days. */
export const MAX_TOKEN_DAYS = 3650;

export interface TokenRequest {
  /** Who will hold it. */
  name: string;
  scopes: readonly Scope[];
  days: number;
}

/** A token's text, which is shown this once and stored nowhere, and what is stored. */
export interface CreatedToken {
  token: string;
  info: TokenInfo;
}

/** Makes a token that is good from now (milliseconds since 1970) for so many days, and stores its hash. */
export async function createToken(store: ObjectStore, request: TokenRequest, now: number): Promise<CreatedToken> {
  const { id, token } = makeToken();
  const record: TokenRecord = tokenRecordSchema.parse({
    id,
    name: request.name,
    scopes: [...new Set(request.scopes)].toSorted(),
    created: new Date(now).toISOString(),
    expires: new Date(now + request.days * DAY_MS).toISOString(),
    revoked: null,
    hash: await hashOfToken(token),
  });
  // Two tokens of one id are as likely as a guess; the condition keeps even that from taking another's place.
  if ((await store.put(tokenKey(id), canonicalBytes(record), { absent: true })) === null) {
    return createToken(store, request, now);
  }
  return { token, info: tokenInfo(record) };
}

/** The record of a token, or null where there is none; throws RegistryError 'corrupt'. */
export async function readToken(store: ObjectStore, id: string): Promise<TokenRecord | null> {
  const key = tokenKey(id);
  const object = await store.get(key);
  return object && parsePointer(tokenRecordSchema, key, object);
}

/** All tokens, oldest first. A damaged record, which lets nobody in, is left out and reported. */
export async function listTokens(
  store: ObjectStore,
  onFault: (fault: RegistryError) => void = () => {},
): Promise<TokenInfo[]> {
  const tokens: TokenInfo[] = [];
  for await (const key of store.list(TOKEN_PREFIX)) {
    if (!TOKEN_ID_PATTERN.test(lastSegment(key))) continue;
    const record = await readToken(store, lastSegment(key)).catch((error: unknown) => {
      if (!(error instanceof RegistryError)) throw error;
      onFault(error);
      return null;
    });
    if (record) tokens.push(tokenInfo(record));
  }
  return tokens.toSorted((a, b) => (a.created === b.created ? 0 : a.created < b.created ? -1 : 1));
}

/**
 * Revokes a token from now on and gives what is stored of it; one that is revoked already stays as it is. Null where
 * there is none; throws RegistryError 'corrupt'.
 */
export async function revokeToken(store: ObjectStore, id: string, now: number): Promise<TokenInfo | null> {
  const record = await readToken(store, id);
  if (!record || record.revoked !== null) return record && tokenInfo(record);
  const revoked: TokenRecord = { ...record, revoked: new Date(now).toISOString() };
  // Nothing of a record changes but this, so whoever writes last writes the same fact.
  await store.put(tokenKey(id), canonicalBytes(revoked));
  return tokenInfo(revoked);
}
