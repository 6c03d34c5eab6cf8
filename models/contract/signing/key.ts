import { z } from 'zod';
import { hexOf } from '../digest.ts';
import { decodeBase64 } from './base64.ts';
import { keyIdSchema, publicKeySchema } from './envelope.ts';

const time = z.iso.datetime();

/** A public key that signatures are believed from, and when; the times are those of checking, not of signing. */
const trustedKeySchema = z
  .strictObject({
    keyid: keyIdSchema,
    /** The 32 bytes of an Ed25519 public key (RFC 8032) in base64. */
    public_key: publicKeySchema,
    /** Whose key it is, for people. */
    owner: z.string().min(1).max(200).optional(),
    /** Believed from this time on. */
    not_before: time.optional(),
    /** Retired at this time: no longer believed. */
    not_after: time.optional(),
  })
  .refine((key) => !key.not_before || !key.not_after || Date.parse(key.not_before) < Date.parse(key.not_after), {
    message: 'not_before must be earlier than not_after',
    path: ['not_after'],
  });

/** The trusted keys of a service or a client: a JSON list, each key once. */
export const trustedKeysSchema = z
  .array(trustedKeySchema)
  .max(64)
  .refine((keys) => new Set(keys.map(({ keyid }) => keyid)).size === keys.length, 'each key once');

export type TrustedKey = z.infer<typeof trustedKeySchema>;

/** A list of trusted keys that is not one; the message names the place and the rule. */
export class TrustedKeysError extends Error {
  override readonly name = 'TrustedKeysError';
}

/** Reads a list of trusted keys from JSON; throws TrustedKeysError. That each id is its key's is seen when it is used. */
export function parseTrustedKeys(text: string): TrustedKey[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new TrustedKeysError('not JSON', { cause: error });
  }
  const parsed = trustedKeysSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new TrustedKeysError(`/${issue?.path.join('/') ?? ''}: ${issue?.message ?? 'unknown'}`);
}

/** The id of a public key: the sha256 of its 32 bytes, in hexadecimal. */
export async function keyIdOf(publicKey: Uint8Array<ArrayBuffer>): Promise<string> {
  return hexOf(new Uint8Array(await crypto.subtle.digest('SHA-256', publicKey)));
}

/** WebCrypto's key object; platforms declare its type under different names. */
export type PlatformKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/** The key for WebCrypto. Throws TrustedKeysError where the id is not that of the key. */
export async function importPublicKey({ keyid, public_key }: TrustedKey): Promise<PlatformKey> {
  const bytes = decodeBase64(public_key)!;
  if ((await keyIdOf(bytes)) !== keyid) throw new TrustedKeysError(`${keyid} is not the id of its public_key`);
  return crypto.subtle.importKey('raw', bytes, 'Ed25519', false, ['verify']);
}
