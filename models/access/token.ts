import { hexOf, sha256Digest } from '../contract/digest.ts';

/**
 * A bearer token is `hadronedge_<id>_<secret>`: a prefix that scanners for lost secrets can look for, 12 hexadecimal
 * digits that name it, and 64 that are 256 random bits. Whoever holds the text holds the right; nothing but its sha256
 * is stored. A slow hash would add nothing: 256 random bits cannot be guessed from theirs.
 */
const PATTERN = /^hadronedge_([0-9a-f]{12})_[0-9a-f]{64}$/;
const ANYWHERE = /(hadronedge_[0-9a-f]{12}_)[0-9a-f]{64}/g;

export const TOKEN_ID_PATTERN = /^[0-9a-f]{12}$/;

const ID_BYTES = 6;
const SECRET_BYTES = 32;

/** A new token, from the platform's cryptographic random numbers. */
export function makeToken(): { id: string; token: string } {
  const random = crypto.getRandomValues(new Uint8Array(ID_BYTES + SECRET_BYTES));
  const id = hexOf(random.subarray(0, ID_BYTES));
  return { id, token: `hadronedge_${id}_${hexOf(random.subarray(ID_BYTES))}` };
}

/** The id of a token, or null for a text that is none. */
export const idOfToken = (text: string): string | null => PATTERN.exec(text)?.[1] ?? null;

/** What is stored of a token: sha256 of its text. */
export const hashOfToken = (token: string): Promise<string> =>
  sha256Digest(new Uint8Array(new TextEncoder().encode(token)));

/** A text in which every token is cut after its id. */
export const withoutTokens = (text: string): string => text.replace(ANYWHERE, '$1…');
