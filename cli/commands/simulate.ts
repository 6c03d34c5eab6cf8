import { defineCommand } from 'citty';
import { FORMS } from '../../formats/write.ts';
import { seedOf } from '../../physics/random/stream.ts';
import { type Assignments, parseAssignments } from '../assignments.ts';
import { CommandError } from '../errors.ts';
import { interruptible } from '../interruptible.ts';
import type { Output } from '../io.ts';
import { Progress } from '../progress.ts';
import { outputForm } from '../sets/format.ts';
import { openSetOutput } from '../sets/write.ts';
import type { Simulated, TruthRequest } from '../simulation/truth.ts';
import { TRUTH_NAMES, truthOf } from '../simulation/truths.ts';
import { parseSeed, wholeNumber } from '../values.ts';

/** `--set`, with `--energy` as one more of its names. */
function settings(set: string | undefined, energy: string | undefined): Assignments {
  const assignments = new Map(set === undefined ? [] : parseAssignments('set', set));
  if (energy === undefined) return assignments;
  if (assignments.has('energy')) throw new CommandError('--energy and --set energy=… say the same; give one', 2);
  return assignments.set('energy', energy);
}

/** Writes all events; on an interruption or an error the iteration throws, and nothing is left of the output. */
async function writeChunks(output: Output, chunks: Simulated['chunks']): Promise<void> {
  for await (const parts of chunks) for (const part of parts) await output.write(part);
}

/** Some parameters are found to let no event through only by trying. */
function explained(error: unknown): unknown {
  return error instanceof RangeError ? new CommandError(error.message, 2, { cause: error }) : error;
}

const args = {
  events: { type: 'string', default: '1000', description: 'number of events' },
  seed: { type: 'string', default: '1', description: 'unsigned 64-bit seed' },
  model: { type: 'string', default: 'nominal', description: `truth: ${TRUTH_NAMES.join(', ')}` },
  energy: { type: 'string', description: 'centre-of-mass energy in GeV (91.2); short for --set energy=…' },
  set: { type: 'string', valueHint: 'NAME=VALUE,...', description: "other values of the truth's parameters" },
  weights: {
    type: 'string',
    valueHint: 'NAME=VALUE,...',
    description: 'lund-string: weights of the events for other values of a, b, sigma',
  },
  first: { type: 'string', default: '0', description: 'index of the first event; event i is the same in any run' },
  workers: { type: 'string', description: 'threads (default: one a processor); changes the time alone' },
  to: {
    type: 'string',
    description: `form of the output, where its name does not tell (standard output: ndjson): ${FORMS.join(', ')}`,
  },
  format: { type: 'string', description: 'the same as --to' },
  output: { type: 'string', alias: 'o', default: '-', description: 'file to write; - is standard output' },
} as const;

export default defineCommand({
  meta: { name: 'simulate', description: 'Simulate e+e- events down to pions: the cluster model or the Lund string' },
  args,
  async run({ args: given }) {
    const truth = truthOf(given.model);
    const request: TruthRequest = {
      form: outputForm(given.output, given.format ?? given.to, 'ndjson'),
      set: settings(given.set, given.energy),
      weights: given.weights === undefined ? null : parseAssignments('weights', given.weights),
      seed: seedOf(parseSeed(given.seed)),
      first: wholeNumber('first', given.first, 0),
      events: wholeNumber('events', given.events, 1),
    };
    const workers = given.workers === undefined ? {} : { workers: wholeNumber('workers', given.workers, 1) };
    const progress = new Progress(`simulate ${given.model}`, request.events, 'events');
    const onProgress = (done: number): void => progress.update(done);
    await interruptible(async (signal) => {
      const { chunks, report } = truth(request, { ...workers, onProgress, signal });
      const output = await openSetOutput(given.output);
      try {
        await writeChunks(output, chunks);
        await output.commit();
      } catch (error) {
        await output.abort();
        throw explained(error);
      }
      progress.finish();
      const text = report();
      if (text !== null) process.stderr.write(`${text}\n`);
    });
  },
});
