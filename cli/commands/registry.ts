import { defineCommand } from 'citty';
import type { VersionState } from '../../models/contract/publishing.ts';
import { openWriter } from '../../trainer/publish/open-writer.ts';
import { CommandError } from '../errors.ts';
import { changeState, moveAlias } from '../registry/change.ts';
import { fsck, gc } from '../registry/maintain.ts';
import { openBucket, readTarget, targetArgs } from '../registry/target.ts';
import { wholeNumber } from '../values.ts';

const ACTIONS = ['fsck', 'gc', 'yank', 'deprecate', 'restore', 'alias'] as const;
type Action = (typeof ACTIONS)[number];

const STATES: Partial<Record<Action, VersionState>> = { yank: 'yanked', deprecate: 'deprecated', restore: 'active' };

/** Arguments that each action takes behind its name. */
const OPERANDS: Record<Action, number> = { fsck: 0, gc: 0, yank: 1, deprecate: 1, restore: 1, alias: 2 };

function readAction(words: readonly string[]): { action: Action; operands: readonly string[] } {
  const [word, ...operands] = words;
  const action = ACTIONS.find((name) => name === word);
  if (!action) throw new CommandError(`say what to do: one of ${ACTIONS.join(' ')}`, 2);
  if (operands.length > OPERANDS[action]) {
    throw new CommandError(`unexpected argument '${operands[OPERANDS[action]]}'`, 2);
  }
  return { action, operands };
}

export default defineCommand({
  meta: { name: 'registry', description: 'Look after a registry: fsck, gc, yank, deprecate, restore, alias' },
  args: {
    action: {
      type: 'positional',
      required: true,
      description:
        'fsck (check the whole bucket); gc (remove what nothing refers to); yank, deprecate or restore model@1.0.0; ' +
        'alias model@stable 1.0.0',
      valueHint: 'ACTION',
    },
    ...targetArgs,
    why: { type: 'string', description: 'why, for the history and for users of the version', valueHint: 'TEXT' },
    expect: {
      type: 'string',
      description: 'alias: move only from this revision; 0 is none yet',
      valueHint: 'REVISION',
    },
    grace: {
      type: 'string',
      default: '24',
      description: 'gc: hours since the last write; below 2 only while nobody publishes',
      valueHint: 'HOURS',
    },
    'dry-run': { type: 'boolean', default: false, description: 'gc: say what would be removed, and remove nothing' },
    json: { type: 'boolean', default: false, description: 'fsck and gc: print the report as JSON' },
  },
  async run({ args }) {
    const { action, operands } = readAction(args._);
    const state = STATES[action];
    if (action === 'fsck') return fsck(openBucket(args.to, 'registry fsck'), args.json);
    if (action === 'gc') {
      const hours = wholeNumber('grace', args.grace, 0);
      return gc(openBucket(args.to, 'registry gc'), { hours, dryRun: args['dry-run'], json: args.json });
    }
    const writer = openWriter(readTarget(args.to));
    if (state) return changeState(writer, operands[0], state, args.why);
    const expect = args.expect === undefined ? undefined : wholeNumber('expect', args.expect, 0);
    return moveAlias(writer, operands[0], operands[1], { why: args.why, expect });
  },
});
