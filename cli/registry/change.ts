import { NAME_PATTERN, VERSION_PATTERN } from '../../models/contract/names.ts';
import type { VersionState } from '../../models/contract/publishing.ts';
import type { RegistryWriter } from '../../models/registry/writer.ts';
import { CommandError } from '../errors.ts';
import { whoAmI, working } from './target.ts';

/** `name@which`, where `which` follows a pattern; throws a CommandError (exit 2). */
function split(text: string | undefined, pattern: RegExp, form: string): [name: string, which: string] {
  const [name = '', which = '', more] = (text ?? '').split('@');
  if (NAME_PATTERN.test(name) && pattern.test(which) && more === undefined) return [name, which];
  throw new CommandError(text === undefined ? `name a ${form}` : `'${text}' is not of the form ${form}`, 2);
}

/** Yanks a version, deprecates it or makes it active again; prints what it is now. */
export async function changeState(
  writer: RegistryWriter,
  version: string | undefined,
  state: VersionState,
  why: string | undefined,
): Promise<void> {
  const [name, number] = split(version, VERSION_PATTERN, 'model@1.0.0');
  if (!why) throw new CommandError('say why, with --why: it is what users of the version will read', 2);
  const change = { state, why, who: whoAmI(), when: new Date().toISOString() };
  const { outcome } = await working(writer.changeState(name, number, change));
  process.stdout.write(`${name}@${number} is ${outcome === 'moved' ? 'now' : 'already'} ${state}\n`);
}

/** Points an alias to a version; prints where it points now. */
export async function moveAlias(
  writer: RegistryWriter,
  alias: string | undefined,
  version: string | undefined,
  { why = 'moved with hadronedge registry', expect }: { why?: string | undefined; expect: number | undefined },
): Promise<void> {
  const [name, which] = split(alias, NAME_PATTERN, 'model@alias');
  if (!VERSION_PATTERN.test(version ?? '')) throw new CommandError('name the version to point to, such as 1.0.0', 2);
  const change = { version: version!, why, who: whoAmI(), when: new Date().toISOString() };
  const options = expect === undefined ? change : { ...change, expectedRevision: expect };
  const { outcome, pointer } = await working(writer.moveAlias(name, which, options));
  const moved = outcome === 'moved' ? 'now points to' : 'points already to';
  process.stdout.write(`${name}@${which} ${moved} ${pointer.version} (revision ${pointer.revision})\n`);
}
