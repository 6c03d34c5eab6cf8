import { z } from 'zod';
import { canonicalBytes } from '../canonical.ts';
import { decodeBase64 } from './base64.ts';

/**
 * A DSSE envelope (github.com/secure-systems-lab/dsse, protocol and envelope v1.0.2), as OpenSSF Model Signing v1.0 uses
 * it for models: the payload is an in-toto statement, and what is signed is its pre-authentication encoding.
 */
export const PAYLOAD_TYPE = 'application/vnd.in-toto+json';

/** Bytes of an Ed25519 signature and of a public key (RFC 8032). */
export const SIGNATURE_BYTES = 64;
export const PUBLIC_KEY_BYTES = 32;

const base64 = z.string().refine((text) => decodeBase64(text) !== null, 'must be base64 with padding');
const base64Of = (bytes: number) =>
  base64.refine((text) => decodeBase64(text)?.length === bytes, `must be ${bytes} bytes in base64`);

/** sha256 of the 32 bytes of a public key, in hexadecimal. */
export const keyIdSchema = z.string().regex(/^[0-9a-f]{64}$/);
export const publicKeySchema = base64Of(PUBLIC_KEY_BYTES);

/** One envelope holds one signature: another key's stands in an envelope of its own. */
export const envelopeSchema = z.strictObject({
  payload: base64,
  payloadType: z.literal(PAYLOAD_TYPE),
  signatures: z.tuple([z.strictObject({ keyid: keyIdSchema, sig: base64Of(SIGNATURE_BYTES) })]),
});

export type Envelope = z.infer<typeof envelopeSchema>;

/** What is signed: `DSSEv1 <length of type> <type> <length of payload> <payload>`, lengths in decimal bytes. */
export function preAuthenticationEncoding(type: string, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const head = encoder.encode(`DSSEv1 ${encoder.encode(type).length} ${type} ${payload.length} `);
  const bytes = new Uint8Array(head.length + payload.length);
  bytes.set(head);
  bytes.set(payload, head.length);
  return bytes;
}

/**
 * The envelope in the bytes of a stored object, or null where they are not the canonical JSON of one: not one bit of them
 * may be other.
 */
export function parseEnvelope(bytes: Uint8Array): Envelope | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const envelope = envelopeSchema.parse(JSON.parse(text));
    const canonical = canonicalBytes(envelope);
    return canonical.length === bytes.length && canonical.every((byte, i) => byte === bytes[i]) ? envelope : null;
  } catch {
    return null;
  }
}
