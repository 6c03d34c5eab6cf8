import { existsSync } from 'node:fs';
import { defineCommand } from 'citty';
import type { HadronEdgeClient } from '../../client/client.ts';
import {
  formatLockfile,
  LOCKFILE_NAME,
  LOCKFILE_SCHEMA,
  type LockedModel,
  type Lockfile,
  lockedModel,
} from '../../models/contract/lockfile.ts';
import { isSameReference, MalformedReference, parseReference } from '../../models/contract/reference.ts';
import type { ResolvedReference, ResolveResponse } from '../../models/contract/responses.ts';
import { CommandError } from '../errors.ts';
import { writeOutput } from '../io.ts';
import { checkPins } from '../pins/check.ts';
import { refuseOlder } from '../pins/rollback.ts';
import {
  calling,
  connect,
  connectWithMemory,
  readLock,
  rollbackArgs,
  serviceArgs,
  type TrustOptions,
  trustArgs,
  trusted,
} from '../service.ts';

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

/** What references mean now, in as many requests as it takes, and the runtime, where the service tells it. */
async function resolveAll(client: HadronEdgeClient, references: readonly string[]): Promise<ResolveResponse> {
  const all: ResolveResponse = { models: [] };
  for (let from = 0; from < references.length; from += REFERENCES_PER_REQUEST) {
    const part = await calling(client.resolution(references.slice(from, from + REFERENCES_PER_REQUEST)));
    all.models.push(...part.models);
    if (part.runtime !== undefined) all.runtime = part.runtime;
  }
  return all;
}

function lockedOf({ name, version, digest, alias_revision }: ResolvedReference): LockedModel {
  return { name, version, digest, ...(alias_revision === undefined ? {} : { alias_revision }) };
}

/** A lockfile that must be there. */
async function requireLock(file: string): Promise<Lockfile> {
  const lock = await readLock(file);
  if (!lock) throw new CommandError(`${file}: no such file`, 3);
  return lock;
}

/** A lockfile with more pins; one of the same reference, however it is written, is replaced. */
function withPins(
  lock: Lockfile | null,
  resolved: readonly ResolvedReference[],
  runtime: string | undefined,
): Lockfile {
  const replaced = (locked: string): boolean => resolved.some(({ reference }) => isSameReference(reference, locked));
  const kept = Object.entries(lock?.models ?? {}).filter(([locked]) => !replaced(locked));
  const added = resolved.map((entry) => [entry.reference, lockedOf(entry)] as const);
  return {
    schema: LOCKFILE_SCHEMA,
    ...(runtime === undefined ? {} : { runtime }),
    models: Object.fromEntries([...kept, ...added]),
  };
}

/** Pins of one runtime must not stand beside those of another without anyone having said so. */
function refuseOtherRuntime(file: string, lock: Lockfile | null, runtime: string | undefined): void {
  if (lock?.runtime === undefined || runtime === undefined || lock.runtime === runtime) return;
  const advice = 'hadronedge pin --runtime accepts it for all that is pinned';
  throw new CommandError(`${file} was written for ${lock.runtime}, but the service runs ${runtime}; ${advice}`, 3);
}

/** Refuses pins of releases that no trusted key has signed, where signatures are demanded. */
async function requireSigned(
  client: HadronEdgeClient,
  pins: Iterable<LockedModel>,
  trust: TrustOptions,
): Promise<void> {
  for (const { name, digest } of pins) await trusted(client, `${name}@${digest}`, null, trust);
}

/** What of a lockfile is to be checked: all of it where nothing is named. */
const lockedOnes = (lock: Lockfile, references: readonly string[]): LockedModel[] =>
  references.length === 0
    ? Object.values(lock.models)
    : references.flatMap((reference) => lockedModel(lock, reference) ?? []);

interface Wanted {
  file: string;
  references: readonly string[];
  acceptRuntime: boolean;
  acceptRollback: boolean;
  trust: TrustOptions;
}

async function pin(client: HadronEdgeClient, wanted: Wanted): Promise<void> {
  const { file, references, acceptRuntime, acceptRollback, trust } = wanted;
  const before = existsSync(file) || references.length === 0 ? await requireLock(file) : null;
  // What is pinned already must still be there where a new runtime is to make it.
  const held = acceptRuntime ? Object.values(before?.models ?? {}).map(({ name, digest }) => `${name}@${digest}`) : [];
  const { models, runtime } = await resolveAll(client, [...references, ...held]);
  if (!acceptRuntime) refuseOtherRuntime(file, before, runtime);
  const resolved = models.slice(0, references.length);
  if (!acceptRollback && before) refuseOlder(before, resolved);
  await requireSigned(client, resolved, trust);
  await writeOutput(file, [formatLockfile(withPins(before, resolved, runtime ?? before?.runtime))]);
  for (const { reference, name, version, digest } of resolved) {
    process.stdout.write(`${reference}: ${name}@${version} ${digest}\n`);
  }
  if (acceptRuntime) process.stdout.write(`runtime: ${runtime ?? 'not told by the service'}\n`);
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
    ...rollbackArgs,
    ...trustArgs,
    lock: { type: 'string', description: `the lockfile (default: ${LOCKFILE_NAME})`, valueHint: 'FILE' },
    check: {
      type: 'boolean',
      default: false,
      description: 'write nothing; fail where a digest is gone, an alias moved or the runtime changed',
    },
    runtime: {
      type: 'boolean',
      default: false,
      description: "accept the service's runtime for all that is pinned; the last bits of answers may change",
    },
  },
  async run({ args }) {
    const references = [...new Set(args._)];
    requireReferences(references);
    const file = args.lock ?? LOCKFILE_NAME;
    if (args.check) {
      if (args.runtime) throw new CommandError('--check writes nothing, and --runtime writes: one of the two', 2);
      const lock = await requireLock(file);
      const client = connect(args.url);
      await checkPins(client, lock, references);
      return requireSigned(client, lockedOnes(lock, references), args);
    }
    if (references.length === 0 && !args.runtime) {
      throw new CommandError('name at least one model reference, or --check', 2);
    }
    const acceptRollback = args['accept-rollback'];
    const client = connectWithMemory(args.url, acceptRollback);
    await pin(client, { file, references, acceptRuntime: args.runtime, acceptRollback, trust: args });
  },
});
