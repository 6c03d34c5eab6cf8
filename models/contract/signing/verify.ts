import type { Manifest } from '../manifest.ts';
import { decodeBase64 } from './base64.ts';
import { type Envelope, preAuthenticationEncoding } from './envelope.ts';
import { importPublicKey, type TrustedKey } from './key.ts';
import { statementBytes } from './statement.ts';

/** What is to be said of one signature, as a closed list. */
export const VERDICTS = {
  valid: 'by a trusted key, for this release',
  malformed: 'not an envelope as docs/signatures.md describes it',
  'unknown-key': 'by a key that is not trusted',
  'retired-key': 'by a key that was retired',
  'early-key': 'by a key that is not believed yet',
  'wrong-signature': 'not made with the key it names, or changed afterwards',
  'other-release': 'about another release',
} as const;

export type Verdict = keyof typeof VERDICTS;

/** Why a release is not trusted: it carries no signature, or of each only what the verdict says. */
export type Distrust = 'unsigned' | Exclude<Verdict, 'valid'>;

/** Whether a release is trusted; then until when (ms since 1970; infinite for a key without an end). */
export type Trust =
  | { trusted: true; keyid: string; until: number }
  | { trusted: false; code: Distrust; keyid?: string; detail: string };

/** The verdict on one envelope, and the end of its key. `envelope` is null where the bytes were none. */
export async function judgeEnvelope(
  envelope: Envelope | null,
  manifest: Manifest,
  digest: string,
  keys: readonly TrustedKey[],
  now: number,
): Promise<{ verdict: Verdict; keyid?: string; until: number }> {
  if (!envelope) return { verdict: 'malformed', until: 0 };
  const [{ keyid, sig }] = envelope.signatures;
  const key = keys.find((candidate) => candidate.keyid === keyid);
  const until = key?.not_after === undefined ? Number.POSITIVE_INFINITY : Date.parse(key.not_after);
  const say = (verdict: Verdict) => ({ verdict, keyid, until });
  if (!key) return say('unknown-key');
  if (now >= until) return say('retired-key');
  if (key.not_before !== undefined && now < Date.parse(key.not_before)) return say('early-key');
  const payload = decodeBase64(envelope.payload)!;
  const signed = preAuthenticationEncoding(envelope.payloadType, payload);
  const genuine = await crypto.subtle.verify('Ed25519', await importPublicKey(key), decodeBase64(sig)!, signed);
  if (!genuine) return say('wrong-signature');
  return say(sameBytes(payload, statementBytes(manifest, digest)) ? 'valid' : 'other-release');
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);

/**
 * Whether a release is trusted: it is where one of its signatures is valid, whatever the others are, because anyone may
 * add bad ones. Of several valid ones the key that lasts longest counts.
 * @param digest of the manifest
 * @param now ms since 1970
 */
export async function judgeRelease(
  envelopes: readonly (Envelope | null)[],
  manifest: Manifest,
  digest: string,
  keys: readonly TrustedKey[],
  now: number,
): Promise<Trust> {
  const judged = await Promise.all(envelopes.map((one) => judgeEnvelope(one, manifest, digest, keys, now)));
  const [longest] = judged.filter(({ verdict }) => verdict === 'valid').toSorted((a, b) => b.until - a.until);
  if (longest?.keyid !== undefined) return { trusted: true, keyid: longest.keyid, until: longest.until };
  const [first] = judged;
  if (!first || first.verdict === 'valid')
    return { trusted: false, code: 'unsigned', detail: 'it carries no signature' };
  const { verdict, keyid } = first;
  const others = judged.length > 1 ? ` (and ${judged.length - 1} more)` : '';
  const detail = `its signature is ${VERDICTS[verdict]}${keyid === undefined ? '' : `: ${keyid}`}${others}`;
  return { trusted: false, code: verdict, ...(keyid === undefined ? {} : { keyid }), detail };
}
