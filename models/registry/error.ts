/** Why the registry says no: a closed list, which the edge maps to problem types and the command line to exit codes. */
export const REGISTRY_REASONS = [
  /** The reference is not written as one. */
  'malformed-reference',
  /** No version of that name is published. */
  'unknown-model',
  'unknown-version',
  'unknown-alias',
  'unknown-digest',
  /** The version was withdrawn; it is served by digest alone. */
  'yanked',
  /** The release does not fit together: manifest, blobs, digests or reference run. */
  'invalid-release',
  /** The model's graph does not pass the gate; `code` says at which rule. */
  'gate',
  /** That version is published already, with other bytes. */
  'version-conflict',
  /** The alias is no longer at the revision expected. */
  'alias-conflict',
  /** The state of the version is no longer at the revision expected. */
  'state-conflict',
  /** What is stored is not what was published; `subject` names the key. */
  'corrupt',
] as const;

export type RegistryReason = (typeof REGISTRY_REASONS)[number];

/** A refusal by the registry. `subject`: the reference, name, digest or key that it is about. */
export class RegistryError extends Error {
  readonly reason: RegistryReason;
  readonly subject: string;
  /** The gate's reason code, where reason is 'gate'. */
  readonly code: string | undefined;

  constructor(reason: RegistryReason, subject: string, message: string, options?: ErrorOptions & { code?: string }) {
    super(message, options);
    this.name = 'RegistryError';
    this.reason = reason;
    this.subject = subject;
    this.code = options?.code;
  }
}
