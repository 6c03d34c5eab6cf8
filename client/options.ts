import { idOfToken } from '../models/access/token.ts';
import type { Lockfile } from '../models/contract/lockfile.ts';
import type { AliasMemory, OnRollback } from './alias-memory.ts';

export interface ClientOptions {
  /**
   * Token for a service that asks for one. It is sent to the service's own origin and nowhere else: not where the
   * service redirects to, and over plain http only to this computer.
   */
  token?: string;
  /** Pins: references are asked for by these digests, and answers must come from them and from their runtime. */
  lock?: Lockfile;
  /**
   * Where aliases were seen. With it, a reference through an alias that is not pinned is resolved first, checked against
   * what was seen, and asked for by its digest; without it, it is left to the service.
   */
  memory?: AliasMemory;
  /** What to do with an alias that went back; `refuse` unless said otherwise. */
  onRollback?: OnRollback;
  /** Told of models that are deprecated, in words. */
  onNotice?: (text: string) => void;
}

const HERE = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * The Authorization header for a service, or none without a token. Throws RangeError, which never holds the token, where
 * it is not one or would travel in the clear.
 */
export function authorization(url: string, token: string | undefined): { authorization?: string } {
  if (token === undefined) return {};
  if (idOfToken(token) === null) throw new RangeError('the token is not one: they look like hadronedge_<id>_<secret>');
  const { protocol, hostname } = new URL(url);
  if (protocol !== 'https:' && !HERE.includes(hostname)) {
    throw new RangeError('the token would travel in the clear: use https');
  }
  return { authorization: `Bearer ${token}` };
}
