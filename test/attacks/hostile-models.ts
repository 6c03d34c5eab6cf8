import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  FunctionProtoSchema,
  type GraphProto,
  GraphProtoSchema,
  type ModelProto,
  ModelProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  SparseTensorProtoSchema,
  StringStringEntryProtoSchema,
  TensorProto_DataLocation,
  TensorProto_DataType,
  TensorProtoSchema,
  TrainingInfoProtoSchema,
} from '../../models/contract/onnx/onnx-ml_pb.js';
import type { GateCode } from '../../models/registry/gate/fault.ts';
import { generatorBytes } from '../registry/release-fixture.ts';

/** A file that must not get through, and the code it is refused with. */
export interface HostileModel {
  what: string;
  code: GateCode;
  bytes: Uint8Array<ArrayBuffer>;
}

type Bytes = Uint8Array<ArrayBuffer>;
const { FLOAT } = TensorProto_DataType;
type Edit = (graph: GraphProto, model: ModelProto) => void;

/** The good generator of the fixture with one thing changed. */
function edited(edit: Edit): Bytes {
  const model = fromBinary(ModelProtoSchema, generatorBytes());
  edit(model.graph!, model);
  return new Uint8Array(toBinary(ModelProtoSchema, model));
}

const node = (opType: string, input: string[], output: string, more: MessageInitShape<typeof NodeProtoSchema> = {}) =>
  create(NodeProtoSchema, { opType, input, output: [output], ...more });

const int = (name: string, i: bigint) =>
  create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.INT, i });
const entry = (key: string, value: string) => create(StringStringEntryProtoSchema, { key, value });

function int64(name: string, values: bigint[]) {
  const rawData = new Uint8Array(BigInt64Array.from(values).buffer);
  return create(TensorProtoSchema, {
    name,
    dims: [BigInt(values.length)],
    dataType: TensorProto_DataType.INT64,
    rawData,
  });
}

const constantOf1e9: Edit = (graph) => {
  graph.initializer.push(int64('size', [1_000_000_000n]));
  graph.node.push(node('ConstantOfShape', ['size'], 'huge'));
};

const loop: Edit = (graph) => {
  graph.initializer.push(int64('turns', [20_000_000n]));
  const body = create(GraphProtoSchema, { name: 'body', node: [node('Identity', ['i'], 'j')] });
  const attribute = [{ name: 'body', type: AttributeProto_AttributeType.GRAPH, g: body }];
  graph.node.push(node('Loop', ['turns', ''], 'spin', { attribute }));
};

/** A broadcast of [n, 1] against [1, k]: a few bytes of file, as much memory as one likes. */
const broadcastBomb: Edit = (graph) => {
  graph.initializer.push(int64('wide', [1n, 4_000_000n]), int64('axis', [1n]));
  graph.node.push(
    node('Slice', ['condition', 'zero', 'axis', 'axis'], 'column'),
    node('Expand', ['column', 'wide'], 'wall'),
  );
  graph.initializer.push(int64('zero', [0n]));
};

/** Large values made from constants alone, which a runtime folds at load and keeps, each used at once. */
const foldingBomb: Edit = (graph) => {
  graph.initializer.push(int64('wide', [1_000_000n]), int64('axis', [0n]));
  graph.initializer.push(
    create(TensorProtoSchema, { name: 'one', dims: [1n], dataType: FLOAT, rawData: new Uint8Array(4) }),
  );
  for (let i = 0; i < 20; i++) {
    graph.node.push(node('Expand', ['one', 'wide'], `wall${i}`), node('ReduceSum', [`wall${i}`, 'axis'], `brick${i}`));
  }
};

/** Many products through one weight: little memory, much time. */
const matmulBomb: Edit = (graph) => {
  const side = 1024;
  const rawData = new Uint8Array(4 * side * side);
  const dims = [BigInt(side), BigInt(side)];
  graph.initializer.push(create(TensorProtoSchema, { name: 'm', dims, dataType: FLOAT, rawData }));
  graph.initializer.push(int64('side', [1n, BigInt(side)]), int64('first', [0n]), int64('second', [1n]));
  graph.node.push(node('Slice', ['condition', 'first', 'second', 'second'], 'c'), node('Expand', ['c', 'side'], 'm0'));
  for (let i = 0; i < 60; i++) graph.node.push(node('MatMul', [`m${i}`, 'm'], `m${i + 1}`));
};

function weight(graph: GraphProto, name = 'w0') {
  return graph.initializer.find((tensor) => tensor.name === name)!;
}

function setWeight(value: number): Edit {
  return (graph) => {
    const raw = weight(graph).rawData.slice();
    new DataView(raw.buffer).setFloat32(8, value, true);
    weight(graph).rawData = raw;
  };
}

/** One byte string repeated at the end of the file: fields of ModelProto by tag. */
const appended = (tail: number[]): Bytes => new Uint8Array([...generatorBytes(), ...tail]);

/** GraphProto inside AttributeProto inside NodeProto inside GraphProto …, as deep as asked. */
function nested(depth: number): Bytes {
  let graph = create(GraphProtoSchema, { name: 'leaf' });
  for (let i = 0; i < depth; i++) {
    const attribute = [{ name: 'body', type: AttributeProto_AttributeType.GRAPH, g: graph }];
    graph = create(GraphProtoSchema, { node: [node('If', ['c'], 'o', { attribute })] });
  }
  return new Uint8Array(toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: 8n, graph })));
}

/** A graph of very many empty nodes: two bytes each in the file, an object each in memory. */
function emptyNodes(count: number): Bytes {
  const body = new Uint8Array(2 * count);
  for (let i = 0; i < count; i++) body[2 * i] = 0x0a;
  const length = [(body.length & 0x7f) | 0x80, ((body.length >> 7) & 0x7f) | 0x80, ((body.length >> 14) & 0x7f) | 0x80];
  return new Uint8Array([0x3a, ...length, body.length >> 21, ...body]);
}

const edits: [string, GateCode, Edit][] = [
  ['ConstantOfShape of 1e9', 'operator', constantOf1e9],
  ['Loop of 2e7 turns', 'subgraph', loop],
  ['a broadcast to 16 GB', 'activation', broadcastBomb],
  ['twenty folded constants of 4 MB', 'activation', foldingBomb],
  ['sixty large products', 'work', matmulBomb],
  ['random numbers', 'operator', (g) => g.node.push(node('RandomNormalLike', ['condition'], 'r'))],
  ['an operator of another domain', 'operator', (g) => (g.node[0]!.domain = 'com.microsoft')],
  ['an operator set of another domain', 'opset', (_, m) => (m.opsetImport[0]!.domain = 'com.microsoft')],
  [
    'two operator sets',
    'opset',
    (_, m) => m.opsetImport.push(create(OperatorSetIdProtoSchema, { domain: 'ai.onnx.ml', version: 3n })),
  ],
  ['opset 99', 'opset', (_, m) => (m.opsetImport[0]!.version = 99n)],
  ['opset 7', 'opset', (_, m) => (m.opsetImport[0]!.version = 7n)],
  ['IR version 99', 'ir-version', (_, m) => (m.irVersion = 99n)],
  ['no graph', 'malformed', (_, m) => delete m.graph],
  ['a local function', 'extension', (_, m) => m.functions.push(create(FunctionProtoSchema, { name: 'f' }))],
  ['training information', 'extension', (_, m) => m.trainingInfo.push(create(TrainingInfoProtoSchema))],
  [
    'external data at ../../../../etc/passwd',
    'external-data',
    (g) => {
      weight(g).dataLocation = TensorProto_DataLocation.EXTERNAL;
      weight(g).externalData.push(entry('location', '../../../../etc/passwd'));
    },
  ],
  [
    'a sparse initializer',
    'sparse-tensor',
    (g) => g.sparseInitializer.push(create(SparseTensorProtoSchema, { dims: [1n] })),
  ],
  ['dimensions larger than the data', 'initializer', (g) => (weight(g).dims = [14n, 9n])],
  ['dimensions smaller than the data', 'initializer', (g) => (weight(g).dims = [14n, 7n])],
  ['negative dimensions', 'initializer', (g) => (weight(g).dims = [-14n, -8n])],
  ['dimensions whose product overflows', 'initializer', (g) => (weight(g).dims = [1n << 62n, 4n])],
  ['a zero dimension', 'initializer', (g) => Object.assign(weight(g), { dims: [0n, 8n], rawData: new Uint8Array(0) })],
  ['double weights', 'initializer', (g) => (weight(g).dataType = TensorProto_DataType.DOUBLE)],
  [
    'weights outside raw_data',
    'initializer',
    (g) => Object.assign(weight(g), { rawData: new Uint8Array(0), floatData: [1] }),
  ],
  ['a NaN weight', 'not-finite', setWeight(Number.NaN)],
  ['an infinite weight', 'not-finite', setWeight(Number.NEGATIVE_INFINITY)],
  ['a NaN attribute', 'not-finite', (g) => (g.node[2]!.attribute[0]!.f = Number.NaN)],
  ['an attribute that the operator does not have', 'attribute', (g) => g.node[0]!.attribute.push(int('spare', 1n))],
  [
    'an attribute of another type',
    'attribute',
    (g) => (g.node[2]!.attribute[0]!.type = AttributeProto_AttributeType.INT),
  ],
  ['a renamed input', 'tensors', (g) => (g.input[0]!.name = 'conditions')],
  ['a renamed output', 'tensors', (g) => (g.output[0]!.name = 'angle')],
  ['a missing input', 'tensors', (g) => g.input.pop()],
  ['a second output', 'tensors', (g) => g.output.push(g.output[0]!)],
  [
    'a fixed batch',
    'tensors',
    (g) => {
      const type = g.input[0]!.type!.value;
      if (type.case === 'tensorType') type.value.shape!.dim[0]!.value = { case: 'dimValue', value: 100n };
    },
  ],
  [
    'an integer input',
    'tensors',
    (g) => {
      const type = g.input[0]!.type!.value;
      if (type.case === 'tensorType') type.value.elemType = TensorProto_DataType.INT64;
    },
  ],
  ['an output that is an input', 'graph', (g) => (g.node.at(-1)!.output = ['noise'])],
  ['an output that nothing makes', 'tensors', (g) => (g.node.at(-1)!.output = ['other'])],
  ['a value that nothing makes', 'graph', (g) => (g.node[1]!.input[0] = 'nowhere')],
  ['a cycle', 'graph', (g) => (g.node[1]!.input[0] = 'angles')],
  ['a node that makes a weight', 'graph', (g) => (g.node[0]!.output = ['w0'])],
  ['weights that do not fit', 'shape', (g) => (weight(g).dims = [8n, 14n])],
  [
    'a shape made from a value',
    'shape-from-value',
    (g) =>
      g.node.push(node('Cast', ['condition'], 'f', { attribute: [int('to', 1n)] }), node('Reshape', ['f', 'f'], 'g')),
  ],
  [
    'a number of rows that is fixed inside',
    'shape',
    (g) => {
      g.initializer.push(int64('rows', [1024n, 14n]));
      g.node.splice(1, 0, node('Reshape', ['x', 'rows'], 'x2'));
      g.node[2]!.input[0] = 'x2';
    },
  ],
  ['another name in the metadata', 'metadata', (_, m) => m.metadataProps.push(entry('hadronedge.name', 'x'))],
  [
    '300 nodes',
    'too-many-fields',
    (g) => g.node.push(...Array.from({ length: 300 }, (_, i) => node('Abs', ['x'], `x${i}`))),
  ],
];

const good = generatorBytes();

const files: HostileModel[] = [
  { what: 'an empty file', code: 'malformed', bytes: new Uint8Array(0) },
  { what: 'a file above the limit', code: 'too-large', bytes: new Uint8Array(9 * 1024 * 1024) },
  { what: 'a web page', code: 'malformed', bytes: new Uint8Array(new TextEncoder().encode('<!doctype html><html>')) },
  { what: 'a field of ModelProto that nobody knows', code: 'unknown-field', bytes: appended([0xfa, 0x3f, 0x01, 0x00]) },
  { what: 'a second IR version', code: 'malformed', bytes: appended([0x08, 0x07]) },
  { what: 'a second graph', code: 'malformed', bytes: appended([0x3a, 0x00]) },
  { what: 'a group', code: 'malformed', bytes: appended([0x43, 0x44]) },
  { what: 'graphs nested 40 deep', code: 'too-many-fields', bytes: nested(40) },
  { what: 'two million empty nodes', code: 'too-many-fields', bytes: emptyNodes(2_000_000) },
];

/** Every hostile file. */
export const HOSTILE_MODELS: readonly HostileModel[] = [
  ...files,
  ...edits.map(([what, code, edit]) => ({ what, code, bytes: edited(edit) })),
];

/** The good file cut at every so many bytes. */
export const TRUNCATED_MODELS: readonly Bytes[] = Array.from({ length: 20 }, (_, i) =>
  good.slice(0, Math.floor(((i + 1) * good.length) / 21)),
);
