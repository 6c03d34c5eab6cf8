import { defineCommand } from 'citty';
import { rowsOf, SET_KINDS, type SetKind } from '../../formats/sets.ts';
import { FORMS, type Form, writerOf } from '../../formats/write.ts';
import { CommandError } from '../errors.ts';
import { FileProgress } from '../progress.ts';
import { outputForm } from '../sets/format.ts';
import { type OpenSets, openSets, setsOf } from '../sets/open.ts';
import { withoutEmpty, writerFor, writeSets } from '../sets/write.ts';

/** What is converted: what was asked for, else what the file holds, else its hadrons where the form has no clusters. */
function kindFor({ kind }: OpenSets, asked: string | undefined, form: Form): SetKind {
  if (asked !== undefined) {
    const known = SET_KINDS.find((name) => name === asked);
    if (known) return known;
    throw new CommandError(`unknown kind '${asked}'; one of: ${SET_KINDS.join(' ')}`, 2);
  }
  return kind === 'decays' && !writerOf(kind, form) ? 'events' : kind;
}

async function convert(kind: SetKind, from: OpenSets, form: Form, to: string, weight?: string): Promise<void> {
  const writer = writerFor(kind, form);
  const progress = new FileProgress('convert', from.input);
  let rows = 0;
  await writeSets(to, writer, withoutEmpty(setsOf(kind, from, weight)), (set) => {
    rows += rowsOf(set);
    progress.update(`${rows} ${kind === 'clusters' ? 'clusters' : 'events'}`);
  });
  progress.finish();
}

export default defineCommand({
  meta: { name: 'convert', description: 'Convert events or clusters from any format to any other' },
  args: {
    input: {
      type: 'positional',
      required: true,
      description: 'file to read; - is standard input; .gz and .zst are understood',
    },
    output: {
      type: 'positional',
      required: true,
      description: 'file to write; - is standard output; .gz and .zst are compressed',
    },
    from: { type: 'string', description: 'format of the input, where neither name nor first bytes tell' },
    to: { type: 'string', description: `form of the output, where its name does not tell: ${FORMS.join(', ')}` },
    kind: { type: 'string', description: 'decays (clusters with their hadrons), events (hadrons) or clusters' },
    weight: { type: 'string', description: 'HepMC3: name of the weight to keep (default: the first)' },
  },
  async run({ args }) {
    const form = outputForm(args.output, args.to);
    const from = await openSets(args.input, args.from);
    try {
      await convert(kindFor(from, args.kind, form), from, form, args.output, args.weight);
    } finally {
      await from.input.close();
    }
  },
});
