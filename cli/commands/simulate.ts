import { defineCommand } from 'citty';
import { encodeDecaysDat } from '../../formats/dat/encode.ts';
import { encodeDecaysNdjson } from '../../formats/ndjson/encode.ts';
import type { DecaySet } from '../../physics/columns.ts';
import { isTruthName, TRUTHS, type TruthName } from '../../physics/hadronization/parameters.ts';
import { type Seed, seedOf } from '../../physics/random/stream.ts';
import { simulateTruth } from '../../trainer/data/truth.ts';
import { CommandError } from '../errors.ts';
import { type Output, openOutput } from '../io.ts';
import { Progress } from '../progress.ts';
import { formatOf } from '../sets/format.ts';
import { parseSeed, wholeNumber } from '../values.ts';

const ENCODERS = { ndjson: encodeDecaysNdjson, dat: encodeDecaysDat } satisfies Record<
  string,
  (decays: DecaySet) => Iterable<string>
>;
/** Text is handed to the output in pieces of about this many characters, not line by line. */
const PIECE = 1 << 16;

interface Simulation {
  model: TruthName;
  seed: Seed;
  first: number;
  events: number;
  workers?: number;
}

function parseModel(text: string): TruthName {
  if (isTruthName(text)) return text;
  throw new CommandError(`unknown model '${text}'; one of: ${Object.keys(TRUTHS).join(' ')}`, 2);
}

function encoderOf(output: string, option: string | undefined): (decays: DecaySet) => Iterable<string> {
  const format = formatOf(output, option, 'ndjson');
  if (format === 'json') throw new CommandError('simulate writes ndjson or dat; say --format ndjson', 2);
  return ENCODERS[format];
}

/** Writes all events; on an interruption or an error the iteration throws, and nothing is left of the output. */
async function writeEvents(
  output: Output,
  encode: (decays: DecaySet) => Iterable<string>,
  { model, seed, first, events, ...options }: Simulation,
  signal: AbortSignal,
): Promise<void> {
  const progress = new Progress(`simulate ${model}`, events, 'events');
  const onProgress = (done: number): void => progress.update(done);
  for await (const set of simulateTruth(TRUTHS[model], seed, first, events, { ...options, onProgress, signal })) {
    let piece = '';
    for (const line of encode(set)) {
      piece += line;
      if (piece.length < PIECE) continue;
      await output.write(piece);
      piece = '';
    }
    await output.write(piece);
  }
  progress.finish();
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs work that a signal cuts short: it gets to clean up, then the signal ends the process as it would have. */
async function interruptible(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const controller = new AbortController();
  let caught: NodeJS.Signals | null = null;
  const listen = (signal: NodeJS.Signals): void => {
    caught = signal;
    controller.abort();
  };
  for (const signal of SIGNALS) process.once(signal, listen);
  try {
    await work(controller.signal);
  } catch (error) {
    if (caught === null) throw error;
  } finally {
    for (const signal of SIGNALS) process.removeListener(signal, listen);
    if (caught !== null) process.kill(process.pid, caught);
  }
}

const args = {
  events: { type: 'string', default: '1000', description: 'number of events' },
  seed: { type: 'string', default: '1', description: 'unsigned 64-bit seed' },
  model: { type: 'string', default: 'nominal', description: `truth: ${Object.keys(TRUTHS).join(', ')}` },
  first: { type: 'string', default: '0', description: 'index of the first event; event i is the same in any run' },
  workers: { type: 'string', description: 'threads (default: one a processor); changes the time alone' },
  format: { type: 'string', description: 'ndjson or dat, where the name does not tell (standard output: ndjson)' },
  output: { type: 'string', alias: 'o', default: '-', description: 'file to write; - is standard output' },
} as const;

export default defineCommand({
  meta: { name: 'simulate', description: 'Simulate e+e- events down to clusters and their pions' },
  args,
  async run({ args: given }) {
    const simulation: Simulation = {
      model: parseModel(given.model),
      seed: seedOf(parseSeed(given.seed)),
      first: wholeNumber('first', given.first, 0),
      events: wholeNumber('events', given.events, 1),
      ...(given.workers === undefined ? {} : { workers: wholeNumber('workers', given.workers, 1) }),
    };
    const encode = encoderOf(given.output, given.format);
    await interruptible(async (signal) => {
      const output = await openOutput(given.output);
      try {
        await writeEvents(output, encode, simulation, signal);
        await output.commit();
      } catch (error) {
        await output.abort();
        throw error;
      }
    });
  },
});
