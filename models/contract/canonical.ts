import canonicalize from 'canonicalize';

/**
 * Canonical JSON (RFC 8785): the one text of a value, which is what is hashed. Object keys sorted by UTF-16 code units,
 * no white space, numbers as ECMAScript prints them.
 *
 * Throws Error for what has no JSON form: undefined, NaN, infinities, lone surrogates, cycles.
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new Error('this value has no JSON form');
  return text;
}

/** The UTF-8 bytes of the canonical JSON of a value. */
export function canonicalBytes(value: unknown): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new TextEncoder().encode(canonicalJson(value)));
}
