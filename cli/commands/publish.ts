import { defineCommand } from 'citty';
import { NAME_PATTERN } from '../../models/contract/names.ts';
import type { PublishStep } from '../../models/registry/publish.ts';
import { openWriter } from '../../trainer/publish/open-writer.ts';
import { type AliasOptions, type DirectoryOutcome, publishDirectory } from '../../trainer/publish/release-directory.ts';
import { CommandError } from '../errors.ts';
import { readSigningKey } from '../keys.ts';
import { readTarget, targetArgs, whoAmI, working } from '../registry/target.ts';

function readAlias(alias: string | undefined, why: string | undefined): AliasOptions | undefined {
  if (alias === undefined) {
    if (why !== undefined) throw new CommandError('--why says why an alias moves; it needs --alias', 2);
    return undefined;
  }
  if (!NAME_PATTERN.test(alias)) throw new CommandError('--alias must be a name of a-z, 0-9 and -', 2);
  return { alias, who: whoAmI(), why: why ?? 'published with hadronedge publish', when: new Date().toISOString() };
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
  meta: { name: 'publish', description: 'Publish a release: check it, put it into a registry, move an alias' },
  args: {
    directory: { type: 'positional', required: true, description: 'A release directory', valueHint: 'DIR' },
    ...targetArgs,
    alias: { type: 'string', description: 'also point this alias to the version, such as stable', valueHint: 'NAME' },
    sign: { type: 'string', description: 'also sign with this private key (hadronedge keys create)', valueHint: 'KEY' },
    why: { type: 'string', description: "why the alias moves, for the alias' history", valueHint: 'TEXT' },
    json: { type: 'boolean', default: false, description: 'print what happened as JSON' },
  },
  async run({ args }) {
    const alias = readAlias(args.alias, args.why);
    const writer = openWriter(readTarget(args.to));
    const steps: PublishStep[] = [];
    const sign = args.sign === undefined ? undefined : await readSigningKey(args.sign);
    const options = {
      onStep: (step: PublishStep) => steps.push(step),
      ...(alias ? { alias } : {}),
      ...(sign ? { sign } : {}),
    };
    const outcome = await working(publishDirectory(writer, args.directory, options));
    process.stdout.write(args.json ? `${JSON.stringify({ ...outcome, steps })}\n` : describe(outcome, steps));
  },
});
