import { type TokenRecord, tokenState } from '../../models/access/record.ts';
import type { Scope } from '../../models/access/scope.ts';
import { hashOfToken, idOfToken } from '../../models/access/token.ts';
import type { ProblemError } from '../problems.ts';
import { tokenRefused } from './refusals.ts';

/** Who calls: nobody in particular, the holder of a good token, or someone whose credentials are refused. */
export type Caller =
  | { as: 'anyone' }
  | { as: 'holder'; id: string; name: string; scopes: readonly Scope[] }
  | { as: 'refused'; problem: ProblemError };

const refused = (detail: string): Caller => ({ as: 'refused', problem: tokenRefused(detail) });

/**
 * Who an Authorization header makes of the caller (RFC 6750, section 2.1; tokens in the query or a form are not looked
 * at). Why a token is no good is told only to who holds its secret.
 * @param now milliseconds since 1970
 */
export async function identify(
  header: string | undefined,
  readRecord: (id: string) => Promise<TokenRecord | null>,
  now: number,
): Promise<Caller> {
  if (header === undefined) return { as: 'anyone' };
  const token = /^Bearer +(\S+) *$/i.exec(header)?.[1];
  const id = token === undefined ? null : idOfToken(token);
  if (token === undefined || id === null) return refused('not a token: Authorization is Bearer hadronedge_...');
  const record = await readRecord(id);
  if (!record || !(await isHashOf(token, record.hash))) return refused('this token is not known here');
  const state = tokenState(record, now);
  if (state !== 'valid') return refused(`this token is ${state}`);
  return { as: 'holder', id, name: record.name, scopes: record.scopes };
}

/** Whether a stored hash is that of a token, in a time that does not depend on where they differ. */
async function isHashOf(token: string, stored: string): Promise<boolean> {
  const [presented, expected] = [await hashOfToken(token), stored].map((hash) => new TextEncoder().encode(hash));
  return presented!.length === expected!.length && crypto.subtle.timingSafeEqual(presented!, expected!);
}
