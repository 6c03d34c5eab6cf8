import { RegistryError, type RegistryReason } from '../models/registry/error.ts';
import { ProblemError, type ProblemKind } from './problems.ts';

const KINDS: Partial<Record<RegistryReason, ProblemKind>> = {
  'malformed-reference': 'malformed-reference',
  'unknown-model': 'unknown-model',
  'unknown-version': 'unknown-model',
  'unknown-alias': 'unknown-model',
  'unknown-digest': 'unknown-model',
  yanked: 'yanked',
  'version-conflict': 'version-conflict',
  'alias-conflict': 'revision-conflict',
  'state-conflict': 'revision-conflict',
  'invalid-release': 'model-refused',
  gate: 'model-refused',
  corrupt: 'model-refused',
};

/** The problem that a refusal by the registry is answered with; anything else is passed on unchanged. */
export function problemOfRegistry(error: unknown): unknown {
  if (!(error instanceof RegistryError)) return error;
  const kind = KINDS[error.reason];
  return kind ? new ProblemError(kind, error.message) : error;
}
