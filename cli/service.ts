import { readFile } from 'node:fs/promises';
import { type ClientOptions, HadronEdgeClient } from '../client/client.ts';
import { AliasWentBack, PinMismatch, ServiceProblem, ServiceUnreachable } from '../client/errors.ts';
import { LOCKFILE_NAME, type Lockfile, parseLockfile } from '../models/contract/lockfile.ts';
import { LOCAL_URL } from '../trainer/publish/target.ts';
import { CommandError } from './errors.ts';
import { SeenAliases, seenFile } from './seen.ts';

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

/** The argument of every command that follows an alias. */
export const rollbackArgs = {
  'accept-rollback': {
    type: 'boolean',
    default: false,
    description: 'take an alias that went back to an older revision as it is now',
  },
} as const;

const warn = (text: string): void => void process.stderr.write(`hadronedge: ${text}\n`);

/** A client that remembers the aliases that it sees, and says on standard error what a user should know of a model. */
export function connectWithMemory(url: string, acceptRollback: boolean): HadronEdgeClient {
  const memory = new SeenAliases(seenFile(), warn);
  return connect(url, { memory, onRollback: acceptRollback ? 'accept' : 'refuse', onNotice: warn });
}

/** A client for an address; throws a CommandError (exit 2) where it is no http address. */
export function connect(url: string, options: ClientOptions = {}): HadronEdgeClient {
  if (!/^https?:\/\/[^/]/.test(url)) throw new CommandError(`--url must be an http address, such as ${LOCAL_URL}`, 2);
  return new HadronEdgeClient(url, fetch, options);
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
    if (error instanceof AliasWentBack) {
      throw new CommandError(`${error.message}; --accept-rollback takes it as it is`, 4, { cause: error });
    }
    if (error instanceof ServiceUnreachable || error instanceof PinMismatch) {
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
