import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  FunctionProtoSchema,
  type GraphProto,
  type ModelProto,
  ModelProtoSchema,
  NodeProtoSchema,
  TensorProto_DataLocation,
  TensorProto_DataType,
} from '../../../models/contract/onnx/onnx-ml_pb.js';
import { RegistryError } from '../../../models/registry/error.ts';
import { kolmogorovDistance } from '../../../physics/observables/kolmogorov.ts';
import { fillNoise } from '../../../physics/random/noise.ts';
import { DOMAIN, randomStream, seedOf } from '../../../physics/random/stream.ts';
import { GraphBuilder } from '../../../trainer/export/graph-builder.ts';
import { openModel, runModel } from '../../../trainer/export/onnx-run.ts';
import { wrapModel } from '../../../trainer/import/import.ts';
import { ImportError, parseImportSpec } from '../../../trainer/import/spec.ts';
import { OUTSIDE, readAnswers, readModel, readSpec, readSpecText } from './outside.ts';

async function anglesOf(model: Uint8Array, condition: number[], noise: number[]): Promise<Float32Array> {
  const rows = condition.length / 4;
  const session = await openModel(model);
  try {
    const inputs = { condition: { shape: [rows, 4], data: condition }, noise: { shape: [rows, 10], data: noise } };
    return await runModel(session, inputs, 'angles');
  } finally {
    await session.release();
  }
}

/** Condition in GeV and noise, from rows of 14 that were scaled to +-`edge`. */
function unscaled(input: number[], edge: number): [condition: number[], noise: number[]] {
  const [condition, noise]: [number[], number[]] = [[], []];
  for (let i = 0; i < input.length; i += 14) {
    const [E, ...p] = input.slice(i, i + 4).map((x) => x / edge);
    condition.push(25 * (E! + 1), ...p.map((x) => 50 * x));
    noise.push(...input.slice(i + 4, i + 14));
  }
  return [condition, noise];
}

describe('wrapModel', () => {
  it.each(OUTSIDE)('gives the angles that ONNX Runtime gets in Python from $name', async ({ name, spec }) => {
    const { input, output } = readAnswers(name);
    const { model, difference } = await wrapModel(readModel(name), readSpec(spec));
    expect(difference).toBeLessThan(2e-6);
    const keras = name.startsWith('keras');
    const angles = await anglesOf(model, ...unscaled(input, keras ? 0.99999 : 1));
    // By hand: phi from the y axis; theta scaled from (0, pi), or folded into (-pi/2, pi/2) as HadML v1 has it.
    const half = keras ? 1.5708 / 0.99999 : Math.PI / 2;
    const expected = output.map((u, i) => {
      if (i % 2 === 0) return Math.PI / 2 - half * u;
      return keras ? half * u : half * (u + 1);
    });
    expect(angles.length).toBe(expected.length);
    for (const [i, angle] of angles.entries()) expect(Math.abs(angle - expected[i]!)).toBeLessThan(1e-5);
  });

  it('samples isotropic decays with the model that learned them, and not with a wrong mapping', async () => {
    const clusters = 4000;
    const noise = new Float32Array(10 * clusters);
    fillNoise(noise, seedOf(5), 0, clusters, 10);
    const condition = Array.from({ length: clusters }, (_, i) => {
      const stream = randomStream(seedOf(5), DOMAIN.test, i);
      const p = [0, 1, 2].map(() => 40 * (stream.uniform() - 0.5));
      return [Math.hypot(1 + 2 * stream.uniform(), ...p), ...p];
    }).flat();
    const uniform = Float64Array.from({ length: clusters }, (_, i) => (2 * i + 1) / clusters - 1);
    /** Distance of cos(theta) and of phi from uniform. */
    const distances = async (text: string): Promise<[number, number]> => {
      const { model } = await wrapModel(readModel('skl2onnx-opset9'), parseImportSpec(text));
      const angles = await anglesOf(model, condition, [...noise]);
      const cosines = Float64Array.from({ length: clusters }, (_, i) => Math.cos(angles[2 * i + 1]!));
      const turns = Float64Array.from({ length: clusters }, (_, i) => (2 * angles[2 * i]!) / Math.PI - 1);
      return [kolmogorovDistance(cosines, uniform), kolmogorovDistance(turns, uniform)];
    };
    // 1 % critical value of one sample against a distribution, and 0.006 for what the regression misses.
    const threshold = 1.63 / Math.sqrt(clusters) + 0.006;
    const good = readSpecText('skl2onnx.json');
    for (const distance of await distances(good)) expect(distance).toBeLessThan(threshold);
    const folded = good.replace('"min": 0, "max": 3.141592653589793', '"min": -1.5707963, "max": 1.5707963');
    expect(folded).not.toBe(good);
    expect((await distances(folded))[0]).toBeGreaterThan(5 * threshold);
  });

  it('states in its record what was done, and nothing that is not known', async () => {
    const { record } = await wrapModel(readModel('keras-style-opset9'), readSpec('keras-style.json'));
    expect(record.training).toMatchObject({ preset: 'outside', backend: 'onnx.helper', steps: 0 });
    expect(record.training.settings).toMatchObject({ opset: 9, convention: 'hadml-v1', accept_lossy: true });
    expect(record.data).toMatchObject([{ use: 'training', parameters: { truth: 'nominal' }, events: 60000 }]);
    expect(record.features.map(({ unit }) => unit)).toEqual(['GeV', 'GeV', 'GeV', 'GeV']);
    expect(record.generator.frame).toBe('cluster-rest/lab-axes');
  });
});

const spec = readSpec('keras-style.json');

function edited(edit: (graph: GraphProto, model: ModelProto) => void): Uint8Array<ArrayBuffer> {
  const model = fromBinary(ModelProtoSchema, readModel('keras-style-opset9'));
  edit(model.graph!, model);
  return new Uint8Array(toBinary(ModelProtoSchema, model));
}

const nodeOf = (graph: GraphProto, opType: string) => graph.node.find((node) => node.opType === opType)!;
const int = (name: string, i: bigint) =>
  create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.INT, i });

describe('newer operator sets', () => {
  it('are taken as they are, Flatten, open bounds and Constant nodes too', async () => {
    const graph = new GraphBuilder();
    graph.constant('low', 'float32', [], [-0.5]);
    graph.constant('from', 'int64', [1], [0]);
    graph.constant('to', 'int64', [1], [12]);
    graph.constant('axis', 'int64', [1], [1]);
    graph.constant(
      'w',
      'float32',
      [12, 2],
      Array.from({ length: 24 }, (_, i) => Math.sin(i)),
    );
    graph.node('Flatten', ['input_2'], 'flat', { axis: { int: 1 } });
    graph.node('Clip', ['flat', 'low'], 'clipped');
    graph.node('Slice', ['clipped', 'from', 'to', 'axis'], 'part');
    graph.node('Softmax', ['part'], 'soft', { axis: { int: 1 } });
    graph.node('MatMul', ['soft', 'w'], 'product');
    graph.node('Constant', [], 'gain', { value_float: { float: 1.5 } });
    graph.node('Mul', ['product', 'gain'], 'activation');
    const input = { name: 'input_2', type: 'float32' as const, shape: ['n', 14] };
    const original = graph.build('g', [input], { name: 'activation', type: 'float32', shape: ['n', 2] }, {});
    // That the wrapped model computes what the original does is checked inside.
    expect((await wrapModel(original, spec)).difference).toBeLessThan(1e-5);
  });
});

describe('an outside model is refused', () => {
  const cases: [string, string, (graph: GraphProto, model: ModelProto) => void][] = [
    ['of an older opset', 'opset 6', (_, m) => (m.opsetImport[0]!.version = 6n)],
    ['of a newer opset', 'opset 18', (_, m) => (m.opsetImport[0]!.version = 18n)],
    ['with an operator that is not taken', 'operator Loop', (g) => (nodeOf(g, 'Tanh').opType = 'Loop')],
    [
      'with random numbers',
      'operator RandomNormal',
      (g) => g.node.push(create(NodeProtoSchema, { opType: 'RandomNormal', output: ['r'] })),
    ],
    [
      'with an operator of another domain',
      'ai.onnx.ml.Scaler',
      (g) => Object.assign(nodeOf(g, 'Tanh'), { opType: 'Scaler', domain: 'ai.onnx.ml' }),
    ],
    ['with the old Softmax', 'Softmax changed', (g) => (nodeOf(g, 'Tanh').opType = 'Softmax')],
    [
      'left in training',
      'training mode',
      (g) => nodeOf(g, 'BatchNormalization').attribute.push(int('training_mode', 1n)),
    ],
    ['that computes its statistics', 'not a constant', (g) => (nodeOf(g, 'BatchNormalization').input[3] = 'a0')],
    ['with functions', 'functions of its own', (_, m) => m.functions.push(create(FunctionProtoSchema, { name: 'f' }))],
    ['with half floats', 'is float16', (g) => (g.initializer[0]!.dataType = TensorProto_DataType.FLOAT16)],
    [
      'with weights elsewhere',
      'another file',
      (g) => (g.initializer[0]!.dataLocation = TensorProto_DataLocation.EXTERNAL),
    ],
    ['with another input', 'has the inputs "x"', (g) => (g.input[0]!.name = 'x')],
    ['with another output', 'has the outputs "y"', (g) => (g.output[0]!.name = 'y')],
    ['with an input more', 'has the inputs', (g) => g.input.push({ ...g.input[0]!, name: 'more' })],
    ['that squeezes by values', 'names no axes', (g) => (nodeOf(g, 'Squeeze').attribute = [])],
  ];
  it.each(cases)('%s', async (_, message, edit) => {
    const wrapped = wrapModel(edited(edit), spec);
    await expect(wrapped).rejects.toThrow(ImportError);
    await expect(wrapped).rejects.toThrow(message);
  });

  it('by the gate, with its code', async () => {
    const swapped = edited((g) => {
      const [first, second] = g.node;
      g.node.splice(0, 2, second!, first!);
    });
    const code = await wrapModel(swapped, spec).catch((error: unknown) =>
      error instanceof RegistryError ? error.code : error,
    );
    expect(code).toBe('value-unknown');
    const perBatch = edited((g) => {
      // The mean over the batch instead of over columns: what training mode does.
      Object.assign(nodeOf(g, 'Tanh'), { opType: 'ReduceMean', attribute: [] });
      const axes = create(AttributeProtoSchema, { name: 'axes', type: AttributeProto_AttributeType.INTS, ints: [0n] });
      nodeOf(g, 'ReduceMean').attribute.push(axes);
      g.node.splice(-2, 1, create(NodeProtoSchema, { opType: 'Sub', input: ['a2', 't0'], output: ['activation'] }));
    });
    await expect(wrapModel(perBatch, spec)).rejects.toMatchObject({ reason: 'gate', code: 'row-dependence' });
  });

  it('when its bytes are none, or not those of the spec', async () => {
    await expect(wrapModel(new Uint8Array([1, 2, 3]), spec)).rejects.toThrow('not an ONNX file');
    const digest = `sha256:${'0'.repeat(64)}`;
    await expect(
      wrapModel(readModel('keras-style-opset9'), { ...spec, origin: { ...spec.origin, digest } }),
    ).rejects.toThrow('the spec says sha256:0');
  });

  it('when its output is not as the spec says', async () => {
    const wide = { ...spec, output: { ...spec.output, columns: [...spec.output.columns, null] } };
    await expect(wrapModel(readModel('keras-style-opset9'), wide)).rejects.toThrow('has 2 columns, not 3');
    const standing = readSpecText('skl2onnx.json').replace('"flattened": true,', '');
    await expect(wrapModel(readModel('skl2onnx-opset9'), parseImportSpec(standing))).rejects.toMatchObject({
      code: 'output-shape',
    });
  });
});

describe('a spec is refused', () => {
  const good: any = JSON.parse(readSpecText('keras-style.json'));
  const changed = (change: (spec: any) => void): string => {
    const copy = structuredClone(good);
    change(copy);
    return JSON.stringify(copy);
  };
  it.each<[string, string, string]>([
    ['that is no JSON', 'not JSON', '{'],
    ['of another schema', '/schema', changed((s) => (s.schema = 'x'))],
    ['with a field that is not known', 'at /', changed((s) => (s.extra = 1))],
    [
      'with a feature that is not known',
      '/inputs/0/columns/0',
      changed((s) => (s.inputs[0].columns[0].feature = 'pt')),
    ],
    ['with a feature twice', 'px twice', changed((s) => (s.inputs[0].columns[0].feature = 'px'))],
    ['without noise', 'no noise', changed((s) => s.inputs[0].columns.pop())],
    ['without features', 'no feature', changed((s) => s.inputs[0].columns.splice(0, 4))],
    [
      'with an input twice',
      'one input twice',
      changed((s) => s.inputs.push({ tensor: 'input_2', columns: [{ noise: 1 }] })),
    ],
    [
      'with a range upside down',
      'min must be less than max',
      changed((s) => (s.inputs[0].columns[0].range = { min: 1, max: 0 })),
    ],
    ['with an angle twice', '2 columns with the angle phi', changed((s) => (s.output.columns[1].angle = 'phi'))],
    ['with a convention that is not known', '/convention', changed((s) => (s.convention = 'cosines'))],
    [
      'with a lossy convention, unless it is accepted',
      'half of the clusters',
      changed((s) => (s.accept_lossy = false)),
    ],
    ['with a truth that cannot be simulated', '/truth', changed((s) => (s.truth = 'lund'))],
  ])('%s', (_, message, text) => {
    expect(() => parseImportSpec(text)).toThrow(ImportError);
    expect(() => parseImportSpec(text)).toThrow(message);
  });
});
