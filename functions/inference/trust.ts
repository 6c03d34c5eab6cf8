import type { Manifest } from '../../models/contract/manifest.ts';
import type { Envelope } from '../../models/contract/signing/envelope.ts';
import { parseTrustedKeys, type TrustedKey, TrustedKeysError } from '../../models/contract/signing/key.ts';
import { judgeEnvelope, VERDICTS } from '../../models/contract/signing/verify.ts';
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
  const trust = await trustOf(store, manifest, digest, keys, now).catch(refuseKeys);
  if (trust.trusted) return trust.until;
  throw new ModelRefused('untrusted', `${trust.detail} (${trust.code})`, { code: trust.code });
}

/** A release with the signatures that came beside it. */
export interface SignedRelease {
  manifest: Manifest;
  digest: string;
  envelopes: readonly Envelope[];
}

type Judged = Awaited<ReturnType<typeof judgeEnvelope>>;

/**
 * Judges signatures that are about to be stored. One that is not by the trusted key that it names is refused whatever the
 * policy, so that it cannot take the place of a good one; whether there is a good one is not asked. Throws ModelRefused
 * 'untrusted'.
 */
export async function refuseForged(
  { keys }: TrustPolicy,
  { manifest, digest, envelopes }: SignedRelease,
  now: number,
): Promise<Judged[]> {
  const judging = envelopes.map((envelope) => judgeEnvelope(envelope, manifest, digest, keys, now));
  const judged = await Promise.all(judging).catch(refuseKeys);
  const forged = judged.find(({ verdict }) => verdict === 'wrong-signature');
  if (forged) throw refusedAs('wrong-signature', forged.keyid);
  return judged;
}

/**
 * As `refuseForged`, and where the policy demands a signature that is believed, one of these or of those that are stored
 * must be. Throws ModelRefused 'untrusted'.
 */
export async function requireTrustBeside(
  store: ObjectStore,
  policy: TrustPolicy,
  release: SignedRelease,
  now: number,
): Promise<void> {
  const judged = await refuseForged(policy, release, now);
  const { manifest, digest } = release;
  if (!policy.required || judged.some(({ verdict }) => verdict === 'valid')) return;
  await requireTrust(store, policy, manifest, digest, now).catch((error: unknown) => {
    const [first] = judged;
    // What came is more to the point than that nothing is stored.
    if (first && error instanceof ModelRefused && error.code === 'unsigned')
      throw refusedAs(first.verdict, first.keyid);
    throw error;
  });
}

function refusedAs(verdict: keyof typeof VERDICTS, keyid: string | undefined): ModelRefused {
  const detail = `its signature is ${VERDICTS[verdict]}${keyid === undefined ? '' : `: ${keyid}`} (${verdict})`;
  return new ModelRefused('untrusted', detail, { code: verdict });
}

/** Keys of the service that do not fit together are no reason to fail, and none to believe anybody. */
function refuseKeys(error: unknown): never {
  if (!(error instanceof TrustedKeysError)) throw error;
  throw new ModelRefused('untrusted', `TRUSTED_KEYS: ${error.message}`, { code: 'unknown-key', cause: error });
}
