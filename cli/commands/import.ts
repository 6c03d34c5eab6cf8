import { existsSync } from 'node:fs';
import { defineCommand } from 'citty';
import { RegistryError } from '../../models/registry/error.ts';
import { DEFAULT_EVENTS, DEFAULT_SEED } from '../../trainer/evaluate/evaluate.ts';
import { SubjectError } from '../../trainer/evaluate/subject.ts';
import { certificateTable } from '../../trainer/evaluate/table.ts';
import { importModel } from '../../trainer/import/import.ts';
import { ImportError, type ImportSpec, parseImportSpec } from '../../trainer/import/spec.ts';
import { CommandError } from '../errors.ts';
import { readInput } from '../io.ts';
import { stageProgress } from '../stage-progress.ts';
import { parseSeed, wholeNumber } from '../values.ts';

const LEAST_EVENTS = 100;

/** What is wrong with the model or its spec, as one line and exit code 3. */
function asCommandError(error: unknown): unknown {
  const known = error instanceof ImportError || error instanceof SubjectError || error instanceof RegistryError;
  return known ? new CommandError(error.message, 3, { cause: error }) : error;
}

async function readSpec(file: string): Promise<ImportSpec> {
  const text = new TextDecoder().decode(await readInput(file));
  try {
    return parseImportSpec(text);
  } catch (error) {
    throw error instanceof ImportError ? new CommandError(`${file}: ${error.message}`, 3, { cause: error }) : error;
  }
}

export default defineCommand({
  meta: { name: 'import', description: 'Make a release of a generator that was made elsewhere' },
  args: {
    model: { type: 'positional', required: true, description: 'the ONNX file', valueHint: 'MODEL.onnx' },
    spec: {
      type: 'string',
      required: true,
      description: 'what its tensors mean (docs/outside-models.md)',
      valueHint: 'FILE',
    },
    out: { type: 'string', required: true, description: 'release directory to make', valueHint: 'DIR' },
    events: {
      type: 'string',
      default: `${DEFAULT_EVENTS}`,
      description: "events in each of the certificate's two samples",
    },
    seed: { type: 'string', default: `${DEFAULT_SEED}`, description: "seed of the certificate's events" },
  },
  async run({ args }) {
    const events = wholeNumber('events', args.events, LEAST_EVENTS);
    const seed = parseSeed(args.seed);
    if (existsSync(args.out)) throw new CommandError(`${args.out} is there already; a release is never overwritten`, 3);
    const spec = await readSpec(args.spec);
    const original = await readInput(args.model);
    const progress = stageProgress();
    const options = { events, seed, onStage: progress.onStage };
    const done = await importModel(original, spec, args.out, options)
      .catch((error: unknown) => Promise.reject(asCommandError(error) as Error))
      .finally(progress.finish);
    const { manifest, certificate, digest } = done.release;
    process.stdout.write(`${certificateTable(certificate)}\n\n`);
    process.stdout.write(`${manifest.name}@${manifest.version} in ${args.out}\ndigest ${digest}\n`);
    process.stdout.write(`  differs from the original by ${done.difference.toExponential(1)} rad at most\n`);
  },
});
