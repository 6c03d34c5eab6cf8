import { readFile } from 'node:fs/promises';
import { HadronEdgeClient } from '../client/client.ts';
import {
  AliasWentBack,
  DamagedAnswer,
  PinMismatch,
  ReleaseUntrusted,
  RuntimeMismatch,
  ServiceProblem,
  ServiceUnreachable,
} from '../client/errors.ts';
import { LargeSetsClient } from '../client/large-sets.ts';
import { authorization, type ClientOptions } from '../client/options.ts';
import { requireTrusted } from '../client/trust.ts';
import { LOCKFILE_NAME, type Lockfile, lockedModel, parseLockfile } from '../models/contract/lockfile.ts';
import { isReference, parseReference } from '../models/contract/reference.ts';
import { LOCAL_URL, TOKEN_VARIABLE } from '../trainer/publish/target.ts';
import { CommandError } from './errors.ts';
import { readTrustedKeys } from './keys.ts';
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

/**
 * A client for an address, with the token of the environment. Throws a CommandError (exit 2) where the address is none, or
 * the token is none or would travel in the clear.
 */
export function connect(url: string, options: ClientOptions = {}): HadronEdgeClient {
  const address = /^https?:\/\/[^/]/.test(url) && URL.canParse(url) ? new URL(url) : null;
  if (!address) throw new CommandError(`--url must be an http address, such as ${LOCAL_URL}`, 2);
  if (address.username || address.password) throw new CommandError(`--url holds no password; set ${TOKEN_VARIABLE}`, 2);
  const token = process.env[TOKEN_VARIABLE];
  try {
    return new HadronEdgeClient(url, fetch, { ...(token ? { token } : {}), ...options });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new CommandError(`${TOKEN_VARIABLE}: ${error.message}`, 2, { cause: error });
  }
}

/** A client for what is too large for a request, with the token of the environment; same errors as `connect`. */
export function connectLarge(url: string): LargeSetsClient {
  const client = connect(url);
  const headers = authorization(client.url, process.env[TOKEN_VARIABLE] || undefined);
  // A token is for this origin: no redirect takes it elsewhere.
  const guarded: typeof fetch = (input, init) =>
    fetch(input, headers.authorization ? { ...init, redirect: 'error' } : init);
  return new LargeSetsClient(client.url, guarded, headers);
}

/** Arguments of every command that can insist on a signature. */
export const trustArgs = {
  'require-signature': {
    type: 'boolean',
    default: false,
    description: 'use only a model that a trusted key has signed',
  },
  'trusted-keys': { type: 'string', description: 'file with the public keys that are trusted', valueHint: 'FILE' },
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
export function connectWithMemory(
  url: string,
  acceptRollback: boolean,
  lock: Lockfile | null = null,
): HadronEdgeClient {
  const memory = new SeenAliases(seenFile(), warn);
  const onRollback = acceptRollback ? 'accept' : 'refuse';
  return connect(url, { memory, onRollback, onNotice: warn, ...(lock ? { lock } : {}) });
}

/** Answers that cannot be used, or none. */
const FAILURES = [ServiceUnreachable, PinMismatch, RuntimeMismatch, DamagedAnswer, ReleaseUntrusted];

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
    if (error instanceof Error && FAILURES.some((failure) => error instanceof failure)) {
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

/**
 * Says so where there is a lockfile and it does not pin a model, which then may be another one tomorrow: a line on
 * standard error, and a CommandError (exit 3) where the lockfile was asked for with --lock.
 */
export function requirePin(reference: string, lock: Lockfile | null, file: string | undefined): void {
  if (!lock || !isReference(reference) || parseReference(reference).by === 'digest') return;
  if (lockedModel(lock, reference)) return;
  const message = `${reference} is not in ${file ?? LOCKFILE_NAME}; pin it with: hadronedge pin ${reference}`;
  if (file !== undefined) throw new CommandError(message, 3);
  process.stderr.write(`not pinned: ${message}\n`);
}

/** What the command line says of signatures. */
export interface TrustOptions {
  'require-signature': boolean;
  'trusted-keys'?: string | undefined;
}

/**
 * The reference to send for a model: as it is, or, where a signature is demanded, the digest of a release that a trusted
 * key has signed. Of what the lockfile pins it is the pinned release that must be signed; it is asked for as before, so
 * that the client holds it to the pinned runtime too. Throws a CommandError: exit 2 for options that do not go together, 3 for the key file, 4 otherwise.
 */
export async function trusted(
  client: HadronEdgeClient,
  reference: string,
  lock: Lockfile | null,
  options: TrustOptions,
): Promise<string> {
  const file = options['trusted-keys'];
  if (!options['require-signature']) {
    if (file !== undefined) throw new CommandError('--trusted-keys needs --require-signature', 2);
    return reference;
  }
  if (file === undefined) throw new CommandError('--require-signature needs --trusted-keys FILE', 2);
  const locked = lock && lockedModel(lock, reference);
  const asked = locked ? `${locked.name}@${locked.digest}` : reference;
  const found = await calling(requireTrusted(client, asked, await readTrustedKeys(file), Date.now()));
  return locked ? reference : found;
}
