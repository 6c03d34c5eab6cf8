import { type Lockfile, lockedModel } from '../../models/contract/lockfile.ts';
import { DEFAULT_ALIAS } from '../../models/contract/reference.ts';
import type { ResolvedReference } from '../../models/contract/responses.ts';
import { CommandError } from '../errors.ts';

/**
 * Refuses aliases that are older than the lockfile has seen them, as `checkAlias` does for what this computer has seen:
 * a lockfile travels with its analysis. Throws a CommandError (exit 4).
 */
export function refuseOlder(before: Lockfile, resolved: readonly ResolvedReference[]): void {
  for (const { reference, name, alias = DEFAULT_ALIAS, alias_revision: now } of resolved) {
    const seen = lockedModel(before, reference)?.alias_revision;
    if (seen === undefined || now === undefined || now >= seen) continue;
    const words = `${name}@${alias} went back: the lockfile saw revision ${seen}, and it is at ${now}`;
    throw new CommandError(`${words}; --accept-rollback takes it as it is`, 4);
  }
}
