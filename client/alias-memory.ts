import type { ResolvedReference } from '../models/contract/responses.ts';
import type { SeenAlias } from '../models/contract/seen.ts';
import { AliasWentBack } from './errors.ts';

/**
 * Where a client keeps what it saw of aliases. A service that shows an older state of an alias than before was rolled
 * back, by accident or on purpose, and answers of today would not be those of yesterday.
 */
export interface AliasMemory {
  /** What was last seen of an alias (`name@alias`) of a service, or undefined. */
  recall(service: string, alias: string): Promise<SeenAlias | undefined>;
  /** Keeps what is seen now. */
  remember(service: string, alias: string, seen: SeenAlias): Promise<void>;
}

/** A memory that lasts as long as the program. */
export class SessionMemory implements AliasMemory {
  readonly #seen = new Map<string, SeenAlias>();

  recall(service: string, alias: string): Promise<SeenAlias | undefined> {
    return Promise.resolve(this.#seen.get(`${service} ${alias}`));
  }

  remember(service: string, alias: string, seen: SeenAlias): Promise<void> {
    this.#seen.set(`${service} ${alias}`, seen);
    return Promise.resolve();
  }
}

/** How to deal with aliases that went back: refuse, or take them as they are now. */
export type OnRollback = 'refuse' | 'accept';

/**
 * Compares what a service says of an alias with what was seen of it, and remembers what it says. References that went
 * through no alias are left alone. Throws AliasWentBack where the alias is at an older revision, or at the same one and
 * points elsewhere; then the memory stays as it was.
 */
export async function checkAlias(
  memory: AliasMemory,
  service: string,
  { name, alias, alias_revision: revision, digest }: ResolvedReference,
  onRollback: OnRollback,
): Promise<void> {
  if (alias === undefined || revision === undefined) return;
  const key = `${name}@${alias}`;
  const seen = await memory.recall(service, key);
  const wentBack = seen && (revision < seen.revision || (revision === seen.revision && digest !== seen.digest));
  if (wentBack && onRollback === 'refuse') throw new AliasWentBack(service, key, seen, { revision, digest });
  if (seen?.revision !== revision || seen.digest !== digest) await memory.remember(service, key, { revision, digest });
}
