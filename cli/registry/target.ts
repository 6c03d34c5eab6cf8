import { userInfo } from 'node:os';
import { RegistryError } from '../../models/registry/error.ts';
import { ReleaseDirectoryError } from '../../trainer/publish/release-directory.ts';
import { S3Error } from '../../trainer/publish/s3-error.ts';
import { S3Store } from '../../trainer/publish/s3-store.ts';
import { ServiceError } from '../../trainer/publish/service-error.ts';
import {
  isBucket,
  KEY_VARIABLES,
  type S3Target,
  type ServiceTarget,
  TargetError,
  TOKEN_VARIABLE,
  targetOf,
} from '../../trainer/publish/target.ts';
import { CommandError } from '../errors.ts';
import { DEFAULT_URL } from '../service.ts';

const BUCKET =
  'a bucket https://<account>.r2.cloudflarestorage.com/<bucket>, with keys in ' +
  `${KEY_VARIABLES.accessKeyId} and ${KEY_VARIABLES.secretAccessKey}`;

/** What `--to` takes where it must be a bucket, for its help. */
export const BUCKET_DESCRIPTION = `a server on this computer, or ${BUCKET}`;

/** What `--to` takes where a service will do as well, for its help. */
export const TARGET_DESCRIPTION = `a server on this computer; a service https://host, with a token in ${TOKEN_VARIABLE}; or ${BUCKET}`;

/** The argument of every command that writes to a registry. */
export const targetArgs = {
  to: {
    type: 'string',
    default: DEFAULT_URL,
    description: TARGET_DESCRIPTION,
    valueHint: 'URL',
  },
} as const;

/** What `--to` means; throws a CommandError (exit 2) where it means nothing. */
export function readTarget(address: string): S3Target | ServiceTarget {
  try {
    return targetOf(address, process.env);
  } catch (error) {
    if (error instanceof TargetError) throw new CommandError(`--to: ${error.message}`, 2, { cause: error });
    throw error;
  }
}

/**
 * The bucket that `--to` means; throws a CommandError (exit 2) for a service, which shows no whole bucket.
 * @param who the command, for the message
 */
export function openBucket(address: string, who: string): S3Store {
  const target = readTarget(address);
  if (isBucket(target)) return new S3Store(target);
  throw new CommandError(`${who} works on a bucket itself: give the bucket's address with --to`, 2);
}

/** The name that a history gets: HADRONEDGE_WHO, else the user's. */
export const whoAmI = (): string => process.env['HADRONEDGE_WHO'] ?? userInfo().username;

/** Refusals that what was asked is at fault for; the others are the registry's state. */
const FAULTS_OF_THE_REQUEST: readonly string[] = [
  'invalid-release',
  'gate',
  'malformed-reference',
  'unknown-model',
  'unknown-version',
  'unknown-alias',
];

/** Runs work on a registry and turns what cannot be into one line: exit 3 where the request is at fault, else 4. */
export async function working<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ReleaseDirectoryError) throw new CommandError(error.message, 3, { cause: error });
    if (error instanceof S3Error || error instanceof ServiceError) {
      throw new CommandError(error.message, 4, { cause: error });
    }
    if (!(error instanceof RegistryError)) throw error;
    throw new CommandError(error.message, FAULTS_OF_THE_REQUEST.includes(error.reason) ? 3 : 4, { cause: error });
  }
}
