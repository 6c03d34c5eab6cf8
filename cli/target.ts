import { KEY_VARIABLES, type S3Target, TargetError, targetOf } from '../trainer/publish/target.ts';
import { CommandError } from './errors.ts';

/** What `--to` takes, for its help. */
export const TARGET_DESCRIPTION =
  'a server on this computer, or a bucket https://<account>.r2.cloudflarestorage.com/<bucket> ' +
  `with its keys in ${KEY_VARIABLES.accessKeyId} and ${KEY_VARIABLES.secretAccessKey}`;

/** The bucket that `--to` means; throws a CommandError (exit 2). */
export function readTarget(address: string): S3Target {
  try {
    return targetOf(address, process.env);
  } catch (error) {
    if (error instanceof TargetError) throw new CommandError(`--to: ${error.message}`, 2, { cause: error });
    throw error;
  }
}
