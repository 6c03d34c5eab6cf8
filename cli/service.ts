import { readFile } from 'node:fs/promises';
import { HadronEdgeClient } from '../client/client.ts';
import { PinMismatch, ReleaseUntrusted, ServiceProblem, ServiceUnreachable } from '../client/errors.ts';
import { requireTrusted } from '../client/trust.ts';
import { LOCKFILE_NAME, type Lockfile, parseLockfile } from '../models/contract/lockfile.ts';
import { LOCAL_URL } from '../trainer/publish/target.ts';
import { CommandError } from './errors.ts';
import { readTrustedKeys } from './keys.ts';

/** The service that is called unless `--url` says otherwise: HADRONEDGE_URL, else where `hadronedge serve` listens. */
export const DEFAULT_URL = process.env['HADRONEDGE_URL'] ?? LOCAL_URL;

/** Arguments of every command that calls a service. */
export const serviceArgs = {
  url: { type: 'string', default: DEFAULT_URL, description: 'address of the service', valueHint: 'URL' },
} as const;

/** Arguments of every command that uses a model. */
export const modelArgs = {
  lock: { type: 'string', description: `lockfile with pinned models (default: ${LOCKFILE_NAME} where there is one)` },
} as const;

/** Arguments of every command that can insist on a signature. */
export const trustArgs = {
  'require-signature': {
    type: 'boolean',
    default: false,
    description: 'use only a model that a trusted key has signed',
  },
  'trusted-keys': { type: 'string', description: 'file with the public keys that are trusted', valueHint: 'FILE' },
} as const;

/** A client for an address; throws a CommandError (exit 2) where it is no http address. */
export function connect(url: string): HadronEdgeClient {
  if (!/^https?:\/\/[^/]/.test(url)) throw new CommandError(`--url must be an http address, such as ${LOCAL_URL}`, 2);
  return new HadronEdgeClient(url);
}

/** Runs a call to the service and turns what it refuses into one line: exit 3 where the request was at fault, else 4. */
export async function calling<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof ServiceProblem) {
      const mine = error.problem.status >= 400 && error.problem.status < 500;
      throw new CommandError(`the service refused: ${error.message}`, mine ? 3 : 4, { cause: error });
    }
    if (error instanceof ServiceUnreachable || error instanceof PinMismatch || error instanceof ReleaseUntrusted) {
      throw new CommandError(error.message, 4, { cause: error });
    }
    throw error;
  }
}

/** A lockfile, or null where none is asked for and none lies in the folder. Throws a CommandError (exit 3). */
export async function readLock(file: string | undefined): Promise<Lockfile | null> {
  const name = file ?? LOCKFILE_NAME;
  try {
    return parseLockfile(await readFile(name, 'utf8'));
  } catch (error) {
    const absent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (absent && file === undefined) return null;
    throw new CommandError(`${name}: ${absent ? 'no such file' : 'not a hadronedge lockfile'}`, 3, { cause: error });
  }
}

/** The reference to send for a model: by digest where the lockfile pins it, as asked otherwise. */
export function pinned(reference: string, lock: Lockfile | null): string {
  const entry = lock && Object.hasOwn(lock.models, reference) ? lock.models[reference] : undefined;
  return entry ? `${entry.name}@${entry.digest}` : reference;
}

/** What the command line says of signatures. */
interface TrustOptions {
  'require-signature': boolean;
  'trusted-keys'?: string | undefined;
}

/**
 * The reference to send for a model: as it is, or, where a signature is demanded, the digest of a release that a trusted
 * key has signed. Throws a CommandError: exit 2 for options that do not go together, 3 for the key file, 4 otherwise.
 */
export async function trusted(client: HadronEdgeClient, reference: string, options: TrustOptions): Promise<string> {
  const file = options['trusted-keys'];
  if (!options['require-signature']) {
    if (file !== undefined) throw new CommandError('--trusted-keys needs --require-signature', 2);
    return reference;
  }
  if (file === undefined) throw new CommandError('--require-signature needs --trusted-keys FILE', 2);
  return calling(requireTrusted(client, reference, await readTrustedKeys(file), Date.now()));
}
