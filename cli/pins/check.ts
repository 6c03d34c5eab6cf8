import type { HadronEdgeClient } from '../../client/client.ts';
import { ServiceProblem } from '../../client/errors.ts';
import { type LockedModel, type Lockfile, lockedModel } from '../../models/contract/lockfile.ts';
import { parseReference } from '../../models/contract/reference.ts';
import type { ResolveResponse } from '../../models/contract/responses.ts';
import { CommandError } from '../errors.ts';
import { calling } from '../service.ts';

/** What a reference means now, or null where the service does not know it. */
async function resolveOne(client: HadronEdgeClient, reference: string): Promise<ResolveResponse | null> {
  try {
    return await client.resolution([reference]);
  } catch (error) {
    if (error instanceof ServiceProblem && [404, 410].includes(error.problem.status)) return null;
    return calling(Promise.reject(error as Error));
  }
}

/** What no longer holds of a locked reference, in words, or null. */
async function faultOf(client: HadronEdgeClient, reference: string, locked: LockedModel): Promise<string | null> {
  const { name, version, digest, alias_revision: revision } = locked;
  const still = (await resolveOne(client, `${name}@${digest}`))?.models[0];
  if (!still) return `${reference}: ${name}@${version} ${digest} is gone`;
  const words = `${reference}: ${name}@${version} is ${still.state}: ${still.why}`;
  const byDigest = parseReference(reference).by === 'digest';
  if (still.state === 'yanked' && !byDigest) return `${words} (${name}@${digest} is served still)`;
  if (still.state) process.stderr.write(`hadronedge: ${words}\n`);
  const now = (await resolveOne(client, reference))?.models[0];
  if (!now) return `${reference}: is not known any more; ${digest} is still there`;
  if (now.digest !== digest) return `${reference}: moved from ${version} ${digest} to ${now.version} ${now.digest}`;
  if (revision !== undefined && (now.alias_revision ?? 0) < revision) {
    return `${reference}: its alias went back from revision ${revision} to ${now.alias_revision ?? 0}`;
  }
  return null;
}

/** What changed of the runtime, in words, or null; a service that does not tell it cannot be compared. */
async function runtimeFault(client: HadronEdgeClient, lock: Lockfile): Promise<string | null> {
  const [first] = Object.values(lock.models);
  if (lock.runtime === undefined || !first) return null;
  const runtime = (await resolveOne(client, `${first.name}@${first.digest}`))?.runtime;
  return runtime === undefined || runtime === lock.runtime ? null : `runtime: was ${lock.runtime}, is ${runtime}`;
}

function lockedEntries(lock: Lockfile, references: readonly string[]): [string, LockedModel][] {
  if (references.length === 0) return Object.entries(lock.models);
  return references.map((reference) => {
    const entry = lockedModel(lock, reference);
    if (!entry) throw new CommandError(`${reference} is not in the lockfile`, 3);
    return [reference, entry];
  });
}

/**
 * Compares a lockfile with the service: every digest is still there, every reference still means it, the runtime is the
 * same. Throws a CommandError (exit 3) that names all that differs.
 */
export async function checkPins(
  client: HadronEdgeClient,
  lock: Lockfile,
  references: readonly string[],
): Promise<void> {
  const faults: string[] = [];
  for (const [reference, locked] of lockedEntries(lock, references)) {
    const fault = await faultOf(client, reference, locked);
    if (fault) faults.push(fault);
    else process.stdout.write(`${reference}: unchanged, ${locked.version} ${locked.digest}\n`);
  }
  const runtime = await runtimeFault(client, lock);
  if (runtime) faults.push(runtime);
  if (faults.length > 0) throw new CommandError(`the lockfile no longer holds: ${faults.join('; ')}`, 3);
}
