import { z } from 'zod';
import { canonicalBytes } from '../canonical.ts';
import { sha256Digest } from '../digest.ts';
import type { Manifest } from '../manifest.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { type Envelope, PAYLOAD_TYPE, preAuthenticationEncoding } from './envelope.ts';
import { keyIdOf, type PlatformKey } from './key.ts';
import { statementBytes } from './statement.ts';

/** An Ed25519 key pair and the id of its public key. */
export interface SigningKey {
  keyid: string;
  /** 32 bytes. */
  publicKey: Uint8Array<ArrayBuffer>;
  privateKey: PlatformKey;
}

/** Of a private key as JSON Web Key (RFC 8037): the public key in URL-safe base64 without padding. */
const jwkSchema = z.object({ x: z.string() });

/** A new key pair, from the platform's random numbers. */
export async function createSigningKey(): Promise<SigningKey & { pkcs8: Uint8Array<ArrayBuffer> }> {
  const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']);
  if (!('privateKey' in pair)) throw new Error('the platform made no key pair');
  const exported = await crypto.subtle.exportKey('pkcs8', pair.privateKey);
  if (!(exported instanceof ArrayBuffer)) throw new Error('the platform gives no PKCS #8');
  const pkcs8 = new Uint8Array(exported);
  return { ...(await signingKeyOf(pkcs8)), pkcs8 };
}

/** The key pair of a private key in PKCS #8 (RFC 8410). Throws where the bytes are no Ed25519 key. */
export async function signingKeyOf(pkcs8: Uint8Array<ArrayBuffer>): Promise<SigningKey> {
  const extractable = await crypto.subtle.importKey('pkcs8', pkcs8, 'Ed25519', true, ['sign']);
  const { x } = jwkSchema.parse(await crypto.subtle.exportKey('jwk', extractable));
  const publicKey = decodeBase64(`${x.replaceAll('-', '+').replaceAll('_', '/')}=`);
  if (!publicKey) throw new Error('the platform gives no public key');
  const privateKey = await crypto.subtle.importKey('pkcs8', pkcs8, 'Ed25519', false, ['sign']);
  return { keyid: await keyIdOf(publicKey), publicKey, privateKey };
}

/** The envelope with a release's statement, signed. Ed25519 is deterministic: the same key gives the same bytes. */
export async function signManifest(manifest: Manifest, key: SigningKey): Promise<Envelope> {
  const payload = statementBytes(manifest, await sha256Digest(canonicalBytes(manifest)));
  const signed = preAuthenticationEncoding(PAYLOAD_TYPE, payload);
  const sig = new Uint8Array(await crypto.subtle.sign('Ed25519', key.privateKey, signed));
  return {
    payload: encodeBase64(payload),
    payloadType: PAYLOAD_TYPE,
    signatures: [{ keyid: key.keyid, sig: encodeBase64(sig) }],
  };
}
