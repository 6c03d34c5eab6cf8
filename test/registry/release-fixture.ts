import { sha256Digest } from '../../models/contract/digest.ts';
import type { BlobRole, GeneratorManifest, Manifest, ScorerManifest } from '../../models/contract/manifest.ts';
import type { Release } from '../../models/registry/release.ts';
import { GraphBuilder, type TensorInfo } from '../../trainer/export/graph-builder.ts';

/**
 * Small releases that pass every check of the registry. The networks are a dense layer with fixed weights, and their
 * reference runs are computed here in float64.
 */
export const GENERATOR_INPUTS: TensorInfo[] = [
  { name: 'condition', type: 'float32', shape: ['n', 4] },
  { name: 'noise', type: 'float32', shape: ['n', 10] },
];
export const GENERATOR_OUTPUT: TensorInfo = { name: 'angles', type: 'float32', shape: ['n', 2] };
export const SCORER_INPUTS: TensorInfo[] = [
  { name: 'hadrons', type: 'float32', shape: ['N', 4] },
  { name: 'event', type: 'int64', shape: ['N'] },
  { name: 'count', type: 'float32', shape: ['B'] },
];
export const SCORER_OUTPUT: TensorInfo = { name: 'logit', type: 'float32', shape: ['B'] };

/** `count` numbers of size about 0.1 that differ. */
export const weights = (count: number, phase = 0): number[] =>
  Array.from({ length: count }, (_, i) => (((i * 7 + phase) % 19) - 9) / 90);

/** condition [n, 4] and noise [n, 10] to angles [n, 2] through one dense layer of `width`. */
export function generatorBytes(width = 8, metadata: Record<string, string> = {}, phase = 0): Uint8Array<ArrayBuffer> {
  const graph = new GraphBuilder();
  const input = graph.node('Concat', ['condition', 'noise'], 'x', { axis: { int: 1 } });
  graph.constant('w0', 'float32', [14, width], weights(14 * width, phase));
  graph.constant('b0', 'float32', [width], weights(width));
  graph.constant('w1', 'float32', [width, 2], weights(2 * width));
  graph.node('Gemm', [input, 'w0', 'b0'], 'h');
  graph.node('LeakyRelu', ['h'], 'a', { alpha: { float: 0.2 } });
  graph.node('MatMul', ['a', 'w1'], 'y');
  graph.node('Tanh', ['y'], 'angles');
  return graph.build('generator', GENERATOR_INPUTS, GENERATOR_OUTPUT, metadata);
}

/** Deep Sets of one layer: hadrons [N, 4], event [N], count [B] to logit [B]. */
export function scorerBytes(width = 8): Uint8Array<ArrayBuffer> {
  const graph = new GraphBuilder();
  graph.constant('w0', 'float32', [4, width], weights(4 * width));
  graph.constant('w1', 'float32', [width, 1], weights(width));
  graph.constant('zero', 'float32', [1, width], new Float32Array(width));
  graph.constant('last', 'int64', [1], [1]);
  graph.node('MatMul', ['hadrons', 'w0'], 'phi');
  graph.node('Unsqueeze', ['event', 'last'], 'rows');
  graph.node('Unsqueeze', ['count', 'last'], 'counts');
  graph.node('Mul', ['counts', 'zero'], 'empty');
  graph.node('ScatterND', ['empty', 'rows', 'phi'], 'sum', { reduction: { string: 'add' } });
  graph.node('Div', ['sum', 'counts'], 'mean');
  graph.node('MatMul', ['mean', 'w1'], 'out');
  graph.node('Squeeze', ['out', 'last'], 'logit');
  return graph.build('scorer', SCORER_INPUTS, SCORER_OUTPUT, {});
}

const json = (value: unknown): Uint8Array<ArrayBuffer> =>
  new Uint8Array(new TextEncoder().encode(JSON.stringify(value)));
const ones = (count: number): number[] => Array.from({ length: count }, () => 1);

/** A row of numbers times a matrix, row-major, of `columns`. */
const times = (row: number[], matrix: number[], columns: number): number[] =>
  Array.from({ length: columns }, (_, c) => row.reduce((sum, x, i) => sum + x * matrix[i * columns + c]!, 0));

/** What `generatorBytes(8)` makes of ones. */
function anglesOfOnes(): number[] {
  const bias = weights(8);
  const hidden = times(ones(14), weights(14 * 8), 8).map((sum, i) => sum + bias[i]!);
  return times(
    hidden.map((x) => (x < 0 ? 0.2 * x : x)),
    weights(16),
    2,
  ).map(Math.tanh);
}

/** What `scorerBytes(8)` makes of an event of ones: the mean over its hadrons is that of one hadron. */
const logitOfOnes = (): number => times(times(ones(4), weights(32), 8), weights(8), 1)[0]!;

const GENERATOR_REFERENCE = {
  inputs: { condition: { shape: [2, 4], data: ones(8) }, noise: { shape: [2, 10], data: ones(20) } },
  outputs: { angles: { shape: [2, 2], data: [...anglesOfOnes(), ...anglesOfOnes()] } },
  tolerance: 1e-5,
};

const SCORER_REFERENCE = {
  inputs: {
    hadrons: { shape: [3, 4], data: ones(12) },
    event: { shape: [3], data: [0, 0, 1] },
    count: { shape: [2], data: [2, 1] },
  },
  outputs: { logit: { shape: [2], data: [logitOfOnes(), logitOfOnes()] } },
  tolerance: 1e-5,
};

const COMMON = {
  schema: 'hadronedge/manifest/1',
  description: 'A small network for tests',
  created: '2026-11-01T12:00:00Z',
  licence: 'CC-BY-4.0',
  training: {
    preset: 'test',
    settings: {},
    seed: '1',
    backend: 'cpu',
    code_commit: 'unknown',
    steps: 0,
    best_step: 0,
    wall_time_s: 0,
  },
  data: [{ use: 'training', source: 'none', parameters: {}, events: 1 }],
} as const;

const features = (['E', 'px', 'py', 'pz'] as const).map((name) => ({
  name,
  unit: 'GeV' as const,
  range: { min: 0, max: 50 },
}));

export interface ReleaseOptions {
  name?: string;
  version?: string;
  description?: string;
  model?: Uint8Array<ArrayBuffer>;
}

type Body = Omit<GeneratorManifest, 'blobs' | 'certificate'> | Omit<ScorerManifest, 'blobs' | 'certificate'>;

export interface TestRelease extends Release {
  manifest: Manifest;
  blobs: Map<BlobRole, Uint8Array<ArrayBuffer>>;
}

async function assemble(body: Body, model: Uint8Array<ArrayBuffer>, reference: unknown): Promise<TestRelease> {
  const blobs = new Map<BlobRole, Uint8Array<ArrayBuffer>>([
    ['model', model],
    ['reference', json(reference)],
    ['certificate', json({ schema: 'test', of: `${body.name}@${body.version}` })],
  ]);
  const listed = await Promise.all(
    [...blobs].map(async ([role, bytes]) => ({
      role,
      digest: await sha256Digest(bytes),
      bytes: bytes.length,
      media_type: role === 'model' ? 'application/onnx' : 'application/json',
    })),
  );
  return { manifest: { ...body, blobs: listed, certificate: listed[2]!.digest }, blobs };
}

/** A generator's release. */
export function generatorRelease(options: ReleaseOptions = {}): Promise<TestRelease> {
  const { name = 'gen', version = '1.0.0', description = COMMON.description, model = generatorBytes() } = options;
  const body: Omit<GeneratorManifest, 'blobs' | 'certificate'> = {
    ...structuredClone(COMMON),
    kind: 'generator',
    name,
    version,
    description,
    data: [...COMMON.data],
    tensors: { inputs: GENERATOR_INPUTS as never, outputs: [GENERATOR_OUTPUT] as never },
    features,
    generator: {
      frame: 'cluster-rest/lab-axes',
      noise_dimension: 10,
      hadrons: { masses: { '211': 0.13957, '-211': 0.13957 }, source: 'PDG 2024', default_pair: [211, -211] },
    },
  };
  return assemble(body, model, GENERATOR_REFERENCE);
}

/** A scorer's release. */
export function scorerRelease(options: ReleaseOptions = {}): Promise<TestRelease> {
  const { name = 'score', version = '1.0.0', description = COMMON.description, model = scorerBytes() } = options;
  const body: Omit<ScorerManifest, 'blobs' | 'certificate'> = {
    ...structuredClone(COMMON),
    kind: 'scorer',
    name,
    version,
    description,
    data: [...COMMON.data],
    tensors: { inputs: SCORER_INPUTS as never, outputs: [SCORER_OUTPUT] as never },
    features,
    scorer: {
      classes: { '0': 'nominal', '1': 'kinmin' },
      calibration: { method: 'none', scale: 1, offset: 0, events: 0 },
      logit_clip: 10,
      multiplicity: { min: 1, max: 200 },
    },
  };
  return assemble(body, model, SCORER_REFERENCE);
}
