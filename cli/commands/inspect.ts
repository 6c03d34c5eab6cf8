import { defineCommand } from 'citty';
import { FormatError } from '../../formats/error.ts';
import { FORMATS } from '../../formats/format.ts';
import type { SetKind } from '../../formats/sets.ts';
import { CommandError } from '../errors.ts';
import { inspectionTable } from '../inspect/table.ts';
import { Tally } from '../inspect/tally.ts';
import { FileProgress } from '../progress.ts';
import { nameOf, type OpenSets, openSets, setsOf } from '../sets/open.ts';

const HOLDS: Record<SetKind, string> = {
  decays: 'events: clusters with their two hadrons',
  events: 'events: hadrons',
  clusters: 'clusters',
};

/** Reads the whole file into a tally, as what it holds. */
async function tallyOf(from: OpenSets, weight: string | undefined, tally: Tally): Promise<void> {
  const progress = new FileProgress('inspect', from.input);
  const show = (): void => progress.update(`${tally.events} events`);
  const kind = from.kind;
  if (kind === 'decays') await each(setsOf(kind, from, weight), (set) => tally.addDecays(set), show);
  else if (kind === 'events') await each(setsOf(kind, from, weight), (set) => tally.addEvents(set), show);
  else await each(setsOf(kind, from, weight), (set) => tally.addClusters(set), show);
  progress.finish();
}

async function each<T>(sets: AsyncIterable<T>, add: (set: T) => void, show: () => void): Promise<void> {
  for await (const set of sets) {
    add(set);
    show();
  }
}

/** What a parser found wrong, one line a fault; anything else is thrown on. */
function faultsOf(error: unknown): string[] {
  const cause = error instanceof CommandError ? error.cause : error;
  if (!(cause instanceof FormatError)) throw error;
  const lines = cause.faults.map(({ place, rule }) => (place ? `${place}: ${rule}` : rule));
  return cause.omitted > 0 ? [...lines, `and ${cause.omitted} more`] : lines;
}

export default defineCommand({
  meta: { name: 'inspect', description: 'Show what a file of events or clusters holds, and what is wrong with it' },
  args: {
    file: {
      type: 'positional',
      required: true,
      description: 'file to read; - is standard input; .gz and .zst are understood',
    },
    from: { type: 'string', description: 'format, where neither the name nor the first bytes tell' },
    weight: { type: 'string', description: 'HepMC3: name of the weight to look at (default: the first)' },
  },
  async run({ args }) {
    const from = await openSets(args.file, args.from);
    const tally = new Tally();
    let faults: string[] = [];
    try {
      await tallyOf(from, args.weight, tally);
    } catch (error) {
      faults = faultsOf(error);
      process.exitCode = 3;
    } finally {
      await from.input.close();
    }
    const { compression, size } = from.input;
    const file = {
      name: nameOf(args.file),
      format: FORMATS[from.format].label,
      compression,
      holds: HOLDS[from.kind],
      size,
      ignored: from.ignored,
    };
    process.stdout.write(inspectionTable(file, tally, faults));
  },
});
