import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  DeviceConfigurationProtoSchema,
  TensorShapeProto_DimensionSchema as DimensionSchema,
  FunctionProtoSchema,
  type GraphProto,
  GraphProtoSchema,
  type ModelProto,
  ModelProtoSchema,
  NodeDeviceConfigurationProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  TypeProto_SequenceSchema as SequenceSchema,
  SparseTensorProtoSchema,
  StringStringEntryProtoSchema,
  TensorAnnotationSchema,
  TensorProto_DataLocation,
  TensorProto_DataType,
  TensorProto_SegmentSchema,
  TensorProtoSchema,
  type TensorShapeProto_Dimension,
  TrainingInfoProtoSchema,
  type TypeProto_Tensor,
  type ValueInfoProto,
  ValueInfoProtoSchema,
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

const graphAttribute = create(AttributeProtoSchema, {
  name: 'body',
  type: AttributeProto_AttributeType.GRAPH,
  g: create(GraphProtoSchema, { name: 'body' }),
});

type Dim = TensorShapeProto_Dimension['value'];

function tensorType(info: ValueInfoProto): TypeProto_Tensor {
  const type = info.type!.value;
  if (type.case !== 'tensorType') throw new Error('not a tensor');
  return type.value;
}

const dimension = (info: ValueInfoProto, i: number): TensorShapeProto_Dimension => tensorType(info).shape!.dim[i]!;

/** A line of value_info. */
function stated(name: string, dims: Dim[], elemType = FLOAT): ValueInfoProto {
  const shape = dims.length > 0 ? { shape: { dim: dims.map((value) => ({ value })) } } : {};
  return create(ValueInfoProtoSchema, { name, type: { value: { case: 'tensorType', value: { elemType, ...shape } } } });
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

/** As many weights as a file may hold, the last one NaN. */
const manyWeights: Edit = (graph) => {
  const values = new Float32Array(2_000_000);
  values[values.length - 1] = Number.NaN;
  const rawData = new Uint8Array(values.buffer);
  graph.initializer.push(create(TensorProtoSchema, { name: 'many', dims: [2_000_000n], dataType: FLOAT, rawData }));
};

const edits: [string, GateCode, Edit][] = [
  ['ConstantOfShape of 1e9', 'operator', constantOf1e9],
  ['Loop of 2e7 turns', 'subgraph', loop],
  ['a broadcast to 16 GB', 'activation', broadcastBomb],
  ['twenty folded constants of 4 MB', 'activation', foldingBomb],
  ['sixty large products', 'work', matmulBomb],
  ['random numbers', 'operator', (g) => g.node.push(node('RandomNormalLike', ['condition'], 'r'))],
  ['an operator of another domain', 'operator-domain', (g) => (g.node[0]!.domain = 'com.microsoft')],
  ['an operator set of another domain', 'opset-domain', (_, m) => (m.opsetImport[0]!.domain = 'com.microsoft')],
  [
    'two operator sets',
    'opset-domain',
    (_, m) => m.opsetImport.push(create(OperatorSetIdProtoSchema, { domain: 'ai.onnx.ml', version: 3n })),
  ],
  ['opset 99', 'opset-version', (_, m) => (m.opsetImport[0]!.version = 99n)],
  ['opset 7', 'opset-version', (_, m) => (m.opsetImport[0]!.version = 7n)],
  ['IR version 99', 'ir-version', (_, m) => (m.irVersion = 99n)],
  ['no graph', 'no-graph', (_, m) => delete m.graph],
  ['a local function', 'local-function', (_, m) => m.functions.push(create(FunctionProtoSchema, { name: 'f' }))],
  ['training information', 'training-information', (_, m) => m.trainingInfo.push(create(TrainingInfoProtoSchema))],
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
  ['dimensions larger than the data', 'data-length', (g) => (weight(g).dims = [14n, 9n])],
  ['dimensions smaller than the data', 'data-length', (g) => (weight(g).dims = [14n, 7n])],
  ['negative dimensions', 'dimensions', (g) => (weight(g).dims = [-14n, -8n])],
  ['dimensions whose product overflows', 'dimensions', (g) => (weight(g).dims = [1n << 62n, 4n])],
  ['a zero dimension', 'dimensions', (g) => Object.assign(weight(g), { dims: [0n, 8n], rawData: new Uint8Array(0) })],
  ['double weights', 'element-type', (g) => (weight(g).dataType = TensorProto_DataType.DOUBLE)],
  [
    'weights outside raw_data',
    'data-field',
    (g) => Object.assign(weight(g), { rawData: new Uint8Array(0), floatData: [1] }),
  ],
  ['a NaN weight', 'weight-not-finite', setWeight(Number.NaN)],
  ['a NaN behind two million weights', 'weight-not-finite', manyWeights],
  ['an infinite weight', 'weight-not-finite', setWeight(Number.NEGATIVE_INFINITY)],
  ['a NaN attribute', 'attribute-not-finite', (g) => (g.node[2]!.attribute[0]!.f = Number.NaN)],
  ['an attribute that the operator does not have', 'attribute', (g) => g.node[0]!.attribute.push(int('spare', 1n))],
  [
    'an attribute of another type',
    'attribute-type',
    (g) => (g.node[2]!.attribute[0]!.type = AttributeProto_AttributeType.INT),
  ],
  ['a renamed input', 'tensor-name', (g) => (g.input[0]!.name = 'conditions')],
  ['a renamed output', 'tensor-name', (g) => (g.output[0]!.name = 'angle')],
  ['a missing input', 'tensor-count', (g) => g.input.pop()],
  ['a second output', 'tensor-count', (g) => g.output.push(g.output[0]!)],
  [
    'a fixed batch',
    'tensor-dimensions',
    (g) => {
      const type = g.input[0]!.type!.value;
      if (type.case === 'tensorType') type.value.shape!.dim[0]!.value = { case: 'dimValue', value: 100n };
    },
  ],
  [
    'an integer input',
    'tensor-type',
    (g) => {
      const type = g.input[0]!.type!.value;
      if (type.case === 'tensorType') type.value.elemType = TensorProto_DataType.INT64;
    },
  ],
  ['an output that is an input', 'value-repeated', (g) => (g.node.at(-1)!.output = ['noise'])],
  ['an output that nothing makes', 'output-missing', (g) => (g.node.at(-1)!.output = ['other'])],
  ['a value that nothing makes', 'value-unknown', (g) => (g.node[1]!.input[0] = 'nowhere')],
  ['a cycle', 'value-unknown', (g) => (g.node[1]!.input[0] = 'angles')],
  ['a node that makes a weight', 'value-repeated', (g) => (g.node[0]!.output = ['w0'])],
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
  ['another name in the metadata', 'metadata-mismatch', (_, m) => m.metadataProps.push(entry('hadronedge.name', 'x'))],
  [
    '300 nodes',
    'too-many-nodes',
    (g) => g.node.push(...Array.from({ length: 300 }, (_, i) => node('Abs', ['x'], `x${i}`))),
  ],
  [
    '300 initializers',
    'too-many-initializers',
    (g) => g.initializer.push(...Array.from({ length: 300 }, (_, i) => int64(`i${i}`, [1n]))),
  ],
  ['a constant of 5000 integers', 'too-many-integers', (g) => g.initializer.push(int64('many', Array(5000).fill(0n)))],
  ['an initializer without a name', 'initializer-name', (g) => (weight(g).name = '')],
  ['two initializers of one name', 'initializer-name', (g) => (weight(g, 'b0').name = 'w0')],
  ['a weight of rank 9', 'dimensions', (g) => (weight(g).dims = [14n, 8n, ...Array<bigint>(7).fill(1n)])],
  [
    'dimensions whose product is the data only modulo 2^64',
    'dimensions',
    (g) => (weight(g).dims = [1n << 62n, 1n << 2n, 112n]),
  ],
  [
    'the largest dimensions that are allowed each',
    'data-length',
    (g) => (weight(g).dims = Array<bigint>(4).fill(8n * 1024n * 1024n)),
  ],
  ['half floats', 'element-type', (g) => (weight(g).dataType = TensorProto_DataType.FLOAT16)],
  ['texts as weights', 'element-type', (g) => (weight(g).dataType = TensorProto_DataType.STRING)],
  ['an element type that does not exist', 'element-type', (g) => (weight(g).dataType = 99)],
  ['a segment of a tensor', 'data-field', (g) => (weight(g).segment = create(TensorProto_SegmentSchema, { end: 1n }))],
  ['one byte too few', 'data-length', (g) => (weight(g).rawData = weight(g).rawData.slice(0, -1))],
  ['one byte too many', 'data-length', (g) => (weight(g).rawData = new Uint8Array([...weight(g).rawData, 0]))],
  [
    'external data without a location flag',
    'external-data',
    (g) => weight(g).externalData.push(entry('location', 'weights.bin')),
  ],
  ['If', 'subgraph', (g) => g.node.push(node('If', ['condition'], 'o', { attribute: [graphAttribute] }))],
  ['Scan', 'subgraph', (g) => g.node.push(node('Scan', ['condition'], 'o', { attribute: [graphAttribute] }))],
  [
    'a graph in an attribute that says it is an integer',
    'subgraph',
    (g) => g.node[0]!.attribute.push(create(AttributeProtoSchema, { ...int('spare', 1n), g: graphAttribute.g })),
  ],
  [
    'a tensor in an attribute that says it is a float',
    'attribute-type',
    (g) => (g.node[2]!.attribute[0]!.t = create(TensorProtoSchema, { name: 't', dims: [1n], dataType: FLOAT })),
  ],
  ['an attribute of two values', 'attribute-type', (g) => (g.node[2]!.attribute[0]!.i = 7n)],
  ['an attribute twice', 'attribute', (g) => g.node[2]!.attribute.push(g.node[2]!.attribute[0]!)],
  ['a reference to an attribute', 'attribute-type', (g) => (g.node[2]!.attribute[0]!.refAttrName = 'alpha')],
  [
    'a sparse attribute',
    'sparse-tensor',
    (g) => (g.node[0]!.attribute[0]!.sparseTensor = create(SparseTensorProtoSchema)),
  ],
  ['a cast to text', 'attribute', (g) => g.node.push(node('Cast', ['x'], 'c', { attribute: [int('to', 8n)] }))],
  ['an operator overload', 'operator-domain', (g) => (g.node[0]!.overload = 'other')],
  ['a name that looks like an operator', 'operator', (g) => (g.node[1]!.opType = 'Gemm\u0000')],
  ['the name of a property of objects', 'operator', (g) => (g.node[1]!.opType = '__proto__')],
  ['a node of three outputs', 'output-count', (g) => g.node[0]!.output.push('x1', 'x2')],
  ['a node of no output', 'output-count', (g) => (g.node[0]!.output = [])],
  ['a node of no input', 'input-count', (g) => (g.node[0]!.input = [])],
  ['a node that reads 100 values', 'input-count', (g) => (g.node[0]!.input = Array(100).fill('condition'))],
  ['a value without a name', 'value-repeated', (g) => (g.node[0]!.output = [''])],
  ['two inputs of one name', 'tensor-name', (g) => (g.input[1]!.name = 'condition')],
  ['a graph without nodes', 'output-missing', (g) => (g.node = [])],
  [
    'a value of rank 5',
    'rank',
    (g) => {
      g.initializer.push(int64('axes', [2n, 3n, 4n]));
      g.node.push(node('Unsqueeze', ['x', 'axes'], 'deep'));
    },
  ],
  ['an input of rank 3', 'tensor-rank', (g) => tensorType(g.input[0]!).shape!.dim.push(create(DimensionSchema))],
  ['an input without a shape', 'tensor-rank', (g) => delete tensorType(g.input[0]!).shape],
  [
    'an input of 5 columns',
    'tensor-dimensions',
    (g) => (dimension(g.input[0]!, 1).value = { case: 'dimValue', value: 5n }),
  ],
  [
    'an input of no columns',
    'tensor-dimensions',
    (g) => (dimension(g.input[0]!, 1).value = { case: 'dimParam', value: 'k' }),
  ],
  [
    'an input of 2^32 + 4 columns',
    'tensor-dimensions',
    (g) => (dimension(g.input[0]!, 1).value = { case: 'dimValue', value: (1n << 32n) + 4n }),
  ],
  [
    'an input that is a sequence',
    'tensor-type',
    (g) => (g.input[0]!.type!.value = { case: 'sequenceType', value: create(SequenceSchema) }),
  ],
  ['an input without a type', 'tensor-type', (g) => delete g.input[0]!.type],
  [
    'rows summed away',
    'output-shape',
    (g) => {
      g.initializer.push(int64('rows', [0n]));
      g.node.at(-1)!.output = ['t'];
      g.node.push(node('ReduceSum', ['t', 'rows'], 'angles', { attribute: [int('keepdims', 1n)] }));
    },
  ],
  [
    'a stated shape that lies',
    'value-info',
    (g) =>
      g.valueInfo.push(
        stated('x', [
          { case: 'dimParam', value: 'n' },
          { case: 'dimValue', value: 1n },
        ]),
      ),
  ],
  [
    'one name for rows and columns',
    'value-info',
    (g) =>
      g.valueInfo.push(
        stated('x', [
          { case: 'dimParam', value: 'n' },
          { case: 'dimParam', value: 'n' },
        ]),
      ),
  ],
  ['a stated type that lies', 'value-info', (g) => g.valueInfo.push(stated('x', [], TensorProto_DataType.INT64))],
  [
    'a column that is not there',
    'index-range',
    (g) => {
      g.initializer.push(int64('columns', [14n]));
      g.node.push(node('Gather', ['x', 'columns'], 'picked', { attribute: [int('axis', 1n)] }));
    },
  ],
  [
    'a scatter far outside',
    'index-range',
    (g) => {
      g.initializer.push(int64('place', [-(1n << 62n)]), int64('flat', [1n, 1n]));
      g.node.push(node('Reshape', ['place', 'flat'], 'p'));
      g.node.push(node('ScatterElements', ['w0', 'places', 'b1'], 's'));
      g.initializer.push(
        create(TensorProtoSchema, { ...int64('places', [1n << 40n]), dims: [1n, 1n] }),
        create(TensorProtoSchema, { name: 'b1', dims: [1n, 1n], dataType: FLOAT, rawData: new Uint8Array(4) }),
      );
    },
  ],
  [
    'a shape made from the number of rows',
    'operator',
    (g) => g.node.push(node('Shape', ['condition'], 's'), node('Expand', ['x', 's'], 'y2')),
  ],
  ['Range to 1e9', 'operator', (g) => g.node.push(node('Range', ['b0', 'b0', 'b0'], 'r'))],
  ['Tile a million times', 'operator', (g) => g.node.push(node('Tile', ['x', 'x'], 'r'))],
  ['NonZero', 'operator', (g) => g.node.push(node('NonZero', ['x'], 'r'))],
  [
    'a quantization annotation',
    'quantization-annotation',
    (g) => g.quantizationAnnotation.push(create(TensorAnnotationSchema)),
  ],
  [
    'a configured device',
    'device-configuration',
    (_, m) => m.configuration.push(create(DeviceConfigurationProtoSchema)),
  ],
  [
    'a device for a node',
    'device-configuration',
    (g) => g.node[0]!.deviceConfigurations.push(create(NodeDeviceConfigurationProtoSchema)),
  ],
  [
    'metadata given twice',
    'metadata-repeated',
    (_, m) => m.metadataProps.push(entry('hadronedge.name', 'gen'), entry('hadronedge.name', 'gen')),
  ],
  [
    'another version in the metadata',
    'metadata-mismatch',
    (_, m) => m.metadataProps.push(entry('hadronedge.version', '9.9.9')),
  ],
  ['an IR version of 2^63 - 1', 'ir-version', (_, m) => (m.irVersion = (1n << 63n) - 1n)],
  ['a negative opset', 'opset-version', (_, m) => (m.opsetImport[0]!.version = -17n)],
  ['no operator set', 'opset-domain', (_, m) => (m.opsetImport = [])],
];

/** A good file with one thing changed. */
export const HOSTILE_MODELS: readonly HostileModel[] = edits.map(([what, code, edit]) => ({
  what,
  code,
  bytes: edited(edit),
}));
