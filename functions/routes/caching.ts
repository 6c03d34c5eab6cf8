/** How long an answer may be kept: for ever where the address is a digest, else only after asking again. */
const IMMUTABLE = 'public, max-age=31536000, immutable';
const REVALIDATE = 'no-cache';

/** Headers of the answer to a write. */
export const NOT_KEPT = { 'Cache-Control': 'no-store' } as const;

interface Tagged {
  /** The digest of what is sent; it is the entity tag. */
  digest: string;
  /** Whether the address names the digest itself. */
  immutable: boolean;
  mediaType: string;
}

/** An answer with its digest as entity tag; 304 where the caller has it already. */
export function tagged(request: Request, body: BodyInit, { digest, immutable, mediaType }: Tagged): Response {
  const etag = `"${digest}"`;
  const headers = { ETag: etag, 'Cache-Control': immutable ? IMMUTABLE : REVALIDATE };
  if (matches(request.headers.get('if-none-match'), etag)) return new Response(null, { status: 304, headers });
  return new Response(body, { headers: { ...headers, 'Content-Type': mediaType } });
}

/** Whether an If-None-Match header names an entity tag (RFC 9110, 13.1.2: weak comparison). */
function matches(header: string | null, etag: string): boolean {
  if (header === null) return false;
  return header.split(',').some((part) => part.trim() === '*' || part.trim().replace(/^W\//, '') === etag);
}
