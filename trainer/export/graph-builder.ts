import { create, toBinary } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorProto_DataType,
  TensorProtoSchema,
  ValueInfoProtoSchema,
} from '../../models/contract/onnx/onnx-ml_pb.js';

/** opset 17 and IR 8: what both onnxruntime-web 1.30 and the oldest reader in use (onnx 1.12) understand. */
const OPSET = 17n;
const IR_VERSION = 8n;

export type ElementType = 'float32' | 'int64';
const ELEMENT: Record<ElementType, TensorProto_DataType> = {
  float32: TensorProto_DataType.FLOAT,
  int64: TensorProto_DataType.INT64,
};

/** A graph's input or output; a string in the shape is a free dimension. */
export interface TensorInfo {
  name: string;
  type: ElementType;
  shape: readonly (number | string)[];
}

/** Values of an ONNX attribute: an integer, a float or a string. */
export type Attribute = { int: number } | { float: number } | { string: string };

function attribute(name: string, value: Attribute) {
  if ('int' in value)
    return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.INT, i: BigInt(value.int) });
  if ('float' in value)
    return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.FLOAT, f: value.float });
  const bytes = new TextEncoder().encode(value.string);
  return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.STRING, s: bytes });
}

function valueInfo({ name, type, shape }: TensorInfo) {
  const dim = shape.map((size) =>
    typeof size === 'number'
      ? { value: { case: 'dimValue' as const, value: BigInt(size) } }
      : { value: { case: 'dimParam' as const, value: size } },
  );
  return create(ValueInfoProtoSchema, {
    name,
    type: { value: { case: 'tensorType', value: { elemType: ELEMENT[type], shape: { dim } } } },
  });
}

/** Little-endian bytes, which is ONNX's order, whatever the machine's. */
function floatBytes(values: ArrayLike<number>): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  for (let i = 0; i < values.length; i++) view.setFloat32(4 * i, values[i]!, true);
  return new Uint8Array(view.buffer);
}

function integerBytes(values: ArrayLike<number>): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 * values.length));
  for (let i = 0; i < values.length; i++) view.setBigInt64(8 * i, BigInt(values[i]!), true);
  return new Uint8Array(view.buffer);
}

/** Collects nodes and constants of one ONNX graph in topological order; every value has a name. */
export class GraphBuilder {
  readonly #nodes: NodeProto[] = [];
  readonly #initializers: TensorProto[] = [];

  /** Adds a constant; gives its name back. */
  constant(name: string, type: ElementType, shape: readonly number[], values: ArrayLike<number>): string {
    const rawData = type === 'float32' ? floatBytes(values) : integerBytes(values);
    const dims = shape.map(BigInt);
    this.#initializers.push(create(TensorProtoSchema, { name, dataType: ELEMENT[type], dims, rawData }));
    return name;
  }

  /** Adds a node of the default domain with one output, named `output`; gives that name back. */
  node(opType: string, inputs: readonly string[], output: string, attributes: Record<string, Attribute> = {}): string {
    this.#nodes.push(
      create(NodeProtoSchema, {
        name: `node_${output}`,
        opType,
        input: [...inputs],
        output: [output],
        attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
      }),
    );
    return output;
  }

  /** Adds nodes and constants that were made elsewhere, as they are. */
  append(nodes: readonly NodeProto[], constants: readonly TensorProto[]): void {
    this.#nodes.push(...nodes);
    this.#initializers.push(...constants);
  }

  /** The model's bytes: the same graph always gives the same bytes. */
  build(
    name: string,
    inputs: readonly TensorInfo[],
    output: TensorInfo,
    metadata: Readonly<Record<string, string>>,
  ): Uint8Array<ArrayBuffer> {
    const model = create(ModelProtoSchema, {
      irVersion: IR_VERSION,
      producerName: 'hadronedge',
      producerVersion: '0.1.0',
      opsetImport: [{ domain: '', version: OPSET }],
      graph: {
        name,
        node: this.#nodes,
        initializer: this.#initializers,
        input: inputs.map(valueInfo),
        output: [valueInfo(output)],
      },
      metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    });
    return Uint8Array.from(toBinary(ModelProtoSchema, model));
  }
}
