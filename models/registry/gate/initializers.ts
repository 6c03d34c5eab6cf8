import {
  type GraphProto,
  type TensorProto,
  TensorProto_DataLocation,
  TensorProto_DataType,
} from '../../contract/onnx/onnx-ml_pb.js';
import { quote } from './attributes.ts';
import { GateFault } from './fault.ts';
import type { GateLimits } from './limits.ts';
import { ELEMENT_BYTES, type ElementType, sizeOf, type Value } from './value.ts';

/** The element types that a model may use. */
export const ELEMENT_TYPES: ReadonlyMap<number, ElementType> = new Map([
  [TensorProto_DataType.FLOAT, 'float32'],
  [TensorProto_DataType.INT64, 'int64'],
]);

/**
 * The weights and constants of a graph by name. Each has its data inside the file as raw bytes, exactly dims x size of
 * them, and only finite numbers.
 */
export function readInitializers(graph: GraphProto, limits: GateLimits): Map<string, Value> {
  const values = new Map<string, Value>();
  for (const tensor of graph.initializer) {
    if (tensor.name === '' || values.has(tensor.name)) {
      throw new GateFault('initializer-name', `initializer ${quote(tensor.name)} has no name or one that is taken`);
    }
    values.set(tensor.name, readTensor(tensor, limits));
  }
  return values;
}

function readTensor(tensor: TensorProto, limits: GateLimits): Value {
  const where = `initializer ${quote(tensor.name)}`;
  if (tensor.dataLocation === TensorProto_DataLocation.EXTERNAL || tensor.externalData.length > 0) {
    throw new GateFault('external-data', `${where} keeps its data outside the file`);
  }
  const type = ELEMENT_TYPES.get(tensor.dataType);
  if (!type) throw new GateFault('element-type', `${where} is neither float32 nor int64`);
  if (tensor.dims.length > limits.rank || tensor.dims.some((size) => size < 1n || size > BigInt(limits.model_bytes))) {
    throw new GateFault('dimensions', `${where} has dimensions that are not allowed`);
  }
  const shape = tensor.dims.map(Number);
  if (hasTypedData(tensor)) throw new GateFault('data-field', `${where} must keep its data in raw_data`);
  if (tensor.rawData.length !== sizeOf(shape) * ELEMENT_BYTES[type]) {
    throw new GateFault('data-length', `${where} has ${tensor.rawData.length} bytes, its dimensions say otherwise`);
  }
  const view = new DataView(tensor.rawData.buffer, tensor.rawData.byteOffset, tensor.rawData.byteLength);
  if (type === 'int64') return { type, shape, constant: readIntegers(view, where) };
  for (let at = 0; at < view.byteLength; at += 4) {
    if (!Number.isFinite(view.getFloat32(at, true))) {
      throw new GateFault('weight-not-finite', `${where} is not finite at element ${at / 4}`);
    }
  }
  return { type, shape };
}

function hasTypedData(tensor: TensorProto): boolean {
  const lists = [
    tensor.floatData,
    tensor.int32Data,
    tensor.int64Data,
    tensor.doubleData,
    tensor.uint64Data,
    tensor.stringData,
  ];
  return tensor.segment !== undefined || lists.some((list) => list.length > 0);
}

/** Constant integers are shapes, axes and indices; the largest ones mean "to the end" and are kept as they round. */
const MAX_INTEGERS = 4096;

function readIntegers(view: DataView, where: string): number[] {
  const count = view.byteLength / 8;
  if (count > MAX_INTEGERS) throw new GateFault('too-many-integers', `${where} has more than ${MAX_INTEGERS} integers`);
  return Array.from({ length: count }, (_, i) => Number(view.getBigInt64(8 * i, true)));
}
