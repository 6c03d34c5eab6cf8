import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HADRON_MASSES, MASS_SOURCE } from '../../../physics/particles/mass.ts';
import { seedOf } from '../../../physics/random/stream.ts';
import { useBackend } from '../../../trainer/backend.ts';
import { GENERATOR_INTERFACE, generatorGraph } from '../../../trainer/export/generator-graph.ts';
import { graphMetadata } from '../../../trainer/export/metadata.ts';
import { checkGenerator, checkScorer } from '../../../trainer/export/reference.ts';
import { SCORER_INTERFACE, scorerGraph } from '../../../trainer/export/scorer-graph.ts';
import { generateAngles, initialGenerator } from '../../../trainer/networks/generator.ts';
import { initialScorer } from '../../../trainer/networks/scorer.ts';
import {
  type GeneratorRecord,
  RUN_FILES,
  type ScorerRecord,
  TRAINING_RECORD_SCHEMA,
} from '../../../trainer/train/training-record.ts';

/** Classifiers that hardly learn: for tests of everything else. */
export const QUICK_CLASSIFIER = {
  events: 150,
  validation: 0.2,
  steps: 5,
  batch: 50,
  report_every: 5,
  rate: 1e-3,
  width: 8,
};

const range = { min: -50, max: 50 };
const features = ['E', 'px', 'py', 'pz'].map((name) => ({ name, unit: 'GeV' as const, range }));

const common = {
  schema: TRAINING_RECORD_SCHEMA,
  description: 'weights as they were drawn',
  features,
  training: {
    preset: 'none',
    settings: {},
    seed: '1',
    backend: 'cpu',
    code_commit: 'unknown',
    steps: 0,
    best_step: 0,
    wall_time_s: 0,
  },
} as const;

export const generatorRecord: GeneratorRecord = {
  ...common,
  features,
  kind: 'generator',
  tensors: { inputs: copyTensors(GENERATOR_INTERFACE.inputs), outputs: copyTensors([GENERATOR_INTERFACE.output]) },
  data: [{ use: 'training', source: 'simulated', parameters: { truth: 'nominal' }, events: 1, seed: '10' }],
  generator: {
    frame: 'cluster-rest/lab-axes',
    noise_dimension: 10,
    hadrons: {
      masses: Object.fromEntries([211, -211, 111].map((id) => [`${id}`, HADRON_MASSES.get(id)!])),
      source: MASS_SOURCE,
      default_pair: [211, -211],
    },
  },
};

export const scorerRecord: ScorerRecord = {
  ...common,
  features,
  kind: 'scorer',
  tensors: { inputs: copyTensors(SCORER_INTERFACE.inputs), outputs: copyTensors([SCORER_INTERFACE.output]) },
  data: [
    { use: 'training', source: 'simulated', parameters: { truth: 'nominal', class: '0' }, events: 1, seed: '10' },
    { use: 'training', source: 'simulated', parameters: { truth: 'kinmin', class: '1' }, events: 1, seed: '11' },
  ],
  scorer: {
    classes: { '0': 'nominal', '1': 'kinmin' },
    calibration: { method: 'none', scale: 1, offset: 0, events: 0 },
    logit_clip: 10,
    multiplicity: { min: 2, max: 60 },
  },
};

function copyTensors(
  list: readonly { name: string; type: 'float32' | 'int64'; shape: readonly (string | number)[] }[],
) {
  return list.map(({ name, type, shape }) => ({
    name,
    type,
    shape: shape.map((size) => (size === 'n' || size === 'N' || size === 'B' ? size : Number(size))),
  }));
}

/** An untrained generator as ONNX bytes. */
export const untrainedGenerator = (seed: number) =>
  generatorGraph(initialGenerator([32, 32], seedOf(seed)), graphMetadata('run', '0.0.0'));

async function writeRun(files: Record<string, unknown>): Promise<string> {
  const directory = join(await mkdtemp(join(tmpdir(), 'hadronedge-test-')), 'run');
  await mkdir(directory);
  for (const [name, content] of Object.entries(files))
    await writeFile(
      join(directory, name),
      content instanceof Uint8Array ? content : `${JSON.stringify(content, null, 2)}\n`,
    );
  return directory;
}

/** A run directory whose generator was never trained. */
export async function generatorRun(): Promise<string> {
  await useBackend('wasm');
  const generator = initialGenerator([32, 32], seedOf(1));
  const model = generatorGraph(generator, graphMetadata('run', '0.0.0'));
  return writeRun({
    [RUN_FILES.model]: model,
    [RUN_FILES.untrained]: untrainedGenerator(2),
    [RUN_FILES.reference]: await checkGenerator(
      (condition, noise) => generateAngles(generator, condition, noise),
      4,
      model,
    ),
    [RUN_FILES.record]: generatorRecord,
  });
}

/** A run directory whose scorer was never trained. */
export async function scorerRun(): Promise<string> {
  await useBackend('wasm');
  const scorer = initialScorer([16, 16], [16], seedOf(1));
  const model = scorerGraph(scorer, graphMetadata('run', '0.0.0'));
  return writeRun({
    [RUN_FILES.model]: model,
    [RUN_FILES.reference]: await checkScorer(scorer, model),
    [RUN_FILES.record]: scorerRecord,
  });
}
