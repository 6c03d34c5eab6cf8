import { userInfo } from 'node:os';
import { defineCommand } from 'citty';
import { NAME_PATTERN } from '../../models/contract/names.ts';
import { RegistryError } from '../../models/registry/error.ts';
import type { PublishStep } from '../../models/registry/publish.ts';
import {
  type AliasOptions,
  type DirectoryOptions,
  type DirectoryOutcome,
  publishDirectory,
  ReleaseDirectoryError,
} from '../../trainer/publish/release-directory.ts';
import { S3Error } from '../../trainer/publish/s3-error.ts';
import { S3Store } from '../../trainer/publish/s3-store.ts';
import type { S3Target } from '../../trainer/publish/target.ts';
import { CommandError } from '../errors.ts';
import { readSigningKey } from '../keys.ts';
import { DEFAULT_URL } from '../service.ts';
import { readTarget, TARGET_DESCRIPTION } from '../target.ts';

/** Refusals that the release is at fault for; the others are the registry's state. */
const RELEASE_FAULTS: readonly string[] = ['invalid-release', 'gate'];

function readAlias(alias: string | undefined, why: string | undefined): AliasOptions | undefined {
  if (alias === undefined) {
    if (why !== undefined) throw new CommandError('--why says why an alias moves; it needs --alias', 2);
    return undefined;
  }
  if (!NAME_PATTERN.test(alias)) throw new CommandError('--alias must be a name of a-z, 0-9 and -', 2);
  const who = process.env['HADRONEDGE_WHO'] ?? userInfo().username;
  return { alias, who, why: why ?? 'published with hadronedge publish', when: new Date().toISOString() };
}

/** Publishes, and turns what cannot be into one line: exit 3 where the release is at fault, else 4. */
async function publish(target: S3Target, directory: string, options: DirectoryOptions) {
  try {
    return await publishDirectory(new S3Store(target), directory, options);
  } catch (error) {
    if (error instanceof ReleaseDirectoryError) throw new CommandError(error.message, 3, { cause: error });
    if (error instanceof S3Error) throw new CommandError(error.message, 4, { cause: error });
    if (!(error instanceof RegistryError)) throw error;
    throw new CommandError(error.message, RELEASE_FAULTS.includes(error.reason) ? 3 : 4, { cause: error });
  }
}

/** What happened, in lines that line up. */
function describe({ release, alias }: DirectoryOutcome, steps: readonly PublishStep[]): string {
  const title = `${release.name}@${release.version}`;
  const how = release.outcome === 'published' ? 'published' : 'was published already, nothing changed';
  const lines = [`${title} ${how}`, `digest ${release.digest}`];
  for (const { what, outcome } of steps) if (outcome !== 'present') lines.push(`  ${what.padEnd(12)} ${outcome}`);
  if (alias) {
    const { pointer, outcome } = alias;
    const moved = outcome === 'moved' ? 'now points to' : 'points already to';
    lines.push(`${release.name}@${pointer.alias} ${moved} ${pointer.version} (revision ${pointer.revision})`);
  }
  return `${lines.join('\n')}\n`;
}

export default defineCommand({
  meta: { name: 'publish', description: 'Publish a release: check it, put it into a bucket, move an alias' },
  args: {
    directory: { type: 'positional', required: true, description: 'A release directory', valueHint: 'DIR' },
    to: {
      type: 'string',
      default: DEFAULT_URL,
      description: TARGET_DESCRIPTION,
      valueHint: 'URL',
    },
    alias: { type: 'string', description: 'also point this alias to the version, such as stable', valueHint: 'NAME' },
    sign: { type: 'string', description: 'also sign with this private key (hadronedge keys create)', valueHint: 'KEY' },
    why: { type: 'string', description: "why the alias moves, for the alias' history", valueHint: 'TEXT' },
    json: { type: 'boolean', default: false, description: 'print what happened as JSON' },
  },
  async run({ args }) {
    const target = readTarget(args.to);
    const alias = readAlias(args.alias, args.why);
    const steps: PublishStep[] = [];
    const sign = args.sign === undefined ? undefined : await readSigningKey(args.sign);
    const outcome = await publish(target, args.directory, {
      onStep: (step) => steps.push(step),
      ...(alias ? { alias } : {}),
      ...(sign ? { sign } : {}),
    });
    process.stdout.write(args.json ? `${JSON.stringify({ ...outcome, steps })}\n` : describe(outcome, steps));
  },
});
