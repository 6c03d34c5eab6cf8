import type { Manifest } from '../../models/contract/manifest.ts';
import { parseTrustedKeys, type TrustedKey, TrustedKeysError } from '../../models/contract/signing/key.ts';
import { trustOf } from '../../models/registry/signatures.ts';
import type { ObjectStore } from '../../models/registry/store.ts';
import { ModelRefused } from './refusal.ts';

/** Whether releases must be signed, and by whom. */
export interface TrustPolicy {
  required: boolean;
  keys: readonly TrustedKey[];
}

/** Signatures are not looked at. */
export const TRUST_ALL: TrustPolicy = { required: false, keys: [] };

/** Gives until when (ms since 1970) a release is trusted; throws ModelRefused 'untrusted'. */
export type RequireTrust = (manifest: Manifest, digest: string) => Promise<number>;

/**
 * The policy that the settings say. A setting that cannot be read must not end in trusting everything, so it throws, and
 * the service does not start: TRUSTED_KEYS is a JSON list of keys, REQUIRE_SIGNATURES `yes` or `no`.
 */
export function trustPolicyOf(trustedKeys = '[]', requireSignatures = 'no'): TrustPolicy {
  if (requireSignatures !== 'yes' && requireSignatures !== 'no') {
    throw new Error(`REQUIRE_SIGNATURES must be yes or no, not '${requireSignatures}'`);
  }
  try {
    return { required: requireSignatures === 'yes', keys: parseTrustedKeys(trustedKeys) };
  } catch (error) {
    throw new Error(`TRUSTED_KEYS: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** Judges a stored release by a policy; for ever where none is demanded. */
export async function requireTrust(
  store: ObjectStore,
  { required, keys }: TrustPolicy,
  manifest: Manifest,
  digest: string,
  now: number,
): Promise<number> {
  if (!required) return Number.POSITIVE_INFINITY;
  const trust = await trustOf(store, manifest, digest, keys, now).catch((error: unknown) => {
    if (!(error instanceof TrustedKeysError)) throw error;
    throw new ModelRefused('untrusted', `TRUSTED_KEYS: ${error.message}`, { code: 'unknown-key', cause: error });
  });
  if (trust.trusted) return trust.until;
  throw new ModelRefused('untrusted', `${trust.detail} (${trust.code})`, { code: trust.code });
}
