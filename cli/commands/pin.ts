import { existsSync } from 'node:fs';
import { defineCommand } from 'citty';
import type { HadronEdgeClient } from '../../client/client.ts';
import { ServiceProblem } from '../../client/errors.ts';
import {
  formatLockfile,
  LOCKFILE_NAME,
  LOCKFILE_SCHEMA,
  type LockedModel,
  type Lockfile,
} from '../../models/contract/lockfile.ts';
import { MalformedReference, parseReference } from '../../models/contract/reference.ts';
import type { ResolvedReference } from '../../models/contract/responses.ts';
import { CommandError } from '../errors.ts';
import { openOutput } from '../io.ts';
import { calling, connect, readLock, serviceArgs, trustArgs, trusted } from '../service.ts';

/** References a request; the service's own limit. */
const REFERENCES_PER_REQUEST = 100;

function requireReferences(references: readonly string[]): void {
  for (const reference of references) {
    try {
      parseReference(reference);
    } catch (error) {
      if (!(error instanceof MalformedReference)) throw error;
      throw new CommandError(`${JSON.stringify(reference)}: ${error.message}`, 2, { cause: error });
    }
  }
}

async function resolveAll(client: HadronEdgeClient, references: readonly string[]): Promise<ResolvedReference[]> {
  const all: ResolvedReference[] = [];
  for (let from = 0; from < references.length; from += REFERENCES_PER_REQUEST) {
    all.push(...(await calling(client.resolve(references.slice(from, from + REFERENCES_PER_REQUEST)))));
  }
  return all;
}

function lockedOf({ name, version, digest, alias_revision }: ResolvedReference): LockedModel {
  return { name, version, digest, ...(alias_revision === undefined ? {} : { alias_revision }) };
}

async function writeLock(file: string, lockfile: Lockfile): Promise<void> {
  const output = await openOutput(file);
  try {
    await output.write(formatLockfile(lockfile));
    await output.commit();
  } catch (error) {
    await output.abort();
    throw error;
  }
}

/** What a reference means now, or null where the service does not know it. */
async function resolveOne(client: HadronEdgeClient, reference: string): Promise<ResolvedReference | null> {
  try {
    return (await client.resolve([reference]))[0] ?? null;
  } catch (error) {
    if (error instanceof ServiceProblem && error.problem.status === 404) return null;
    return calling(Promise.reject(error as Error));
  }
}

/** What no longer holds of a locked reference, in words, or null. */
async function faultOf(client: HadronEdgeClient, reference: string, locked: LockedModel): Promise<string | null> {
  const { name, version, digest, alias_revision: revision } = locked;
  if (!(await resolveOne(client, `${name}@${digest}`))) return `${reference}: ${name}@${version} ${digest} is gone`;
  const now = await resolveOne(client, reference);
  if (!now) return `${reference}: is not known any more; ${digest} is still there`;
  if (now.digest !== digest) return `${reference}: moved from ${version} ${digest} to ${now.version} ${now.digest}`;
  if (revision !== undefined && (now.alias_revision ?? 0) < revision) {
    return `${reference}: its alias went back from revision ${revision} to ${now.alias_revision ?? 0}`;
  }
  return null;
}

/** A lockfile that must be there. */
async function requireLock(file: string): Promise<Lockfile> {
  const lock = await readLock(file);
  if (!lock) throw new CommandError(`${file}: no such file`, 3);
  return lock;
}

function lockedEntries(lock: Lockfile, references: readonly string[]): [string, LockedModel][] {
  if (references.length === 0) return Object.entries(lock.models);
  return references.map((reference) => {
    const entry = Object.hasOwn(lock.models, reference) ? lock.models[reference] : undefined;
    if (!entry) throw new CommandError(`${reference} is not in the lockfile`, 3);
    return [reference, entry];
  });
}

/** Compares the lockfile with the service; throws a CommandError (exit 3) that names each reference which differs. */
async function check(client: HadronEdgeClient, lock: Lockfile, references: readonly string[]): Promise<void> {
  const faults: string[] = [];
  const entries = lockedEntries(lock, references);
  for (const [reference, locked] of entries) {
    const fault = await faultOf(client, reference, locked);
    if (fault) faults.push(fault);
    else process.stdout.write(`${reference}: unchanged, ${locked.version} ${locked.digest}\n`);
  }
  if (faults.length > 0) throw new CommandError(`the lockfile no longer holds: ${faults.join('; ')}`, 3);
}

export default defineCommand({
  meta: { name: 'pin', description: `Pin models by digest: write ${LOCKFILE_NAME}, or check it` },
  args: {
    references: {
      type: 'positional',
      required: false,
      description: 'model references: name, name@1.0.0, name@stable, name@sha256:…',
      valueHint: 'REF...',
    },
    ...serviceArgs,
    ...trustArgs,
    lock: { type: 'string', description: `the lockfile (default: ${LOCKFILE_NAME})`, valueHint: 'FILE' },
    check: {
      type: 'boolean',
      default: false,
      description: 'write nothing; fail where a digest is gone or an alias moved',
    },
  },
  async run({ args }) {
    const references = [...new Set(args._)];
    requireReferences(references);
    const client = connect(args.url);
    if (args.check) {
      return check(client, await requireLock(args.lock ?? LOCKFILE_NAME), references);
    }
    if (references.length === 0) throw new CommandError('name at least one model reference, or --check', 2);
    const file = args.lock ?? LOCKFILE_NAME;
    const before = existsSync(file) ? (await requireLock(file)).models : {};
    const resolved = await resolveAll(client, references);
    for (const { name, digest } of resolved) await trusted(client, `${name}@${digest}`, args);
    const added = Object.fromEntries(resolved.map((entry) => [entry.reference, lockedOf(entry)]));
    await writeLock(file, { schema: LOCKFILE_SCHEMA, models: { ...before, ...added } });
    for (const { reference, name, version, digest } of resolved) {
      process.stdout.write(`${reference}: ${name}@${version} ${digest}\n`);
    }
  },
});
