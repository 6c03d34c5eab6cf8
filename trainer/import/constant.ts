import { create } from '@bufbuild/protobuf';
import {
  type TensorProto,
  TensorProto_DataLocation,
  TensorProto_DataType,
  TensorProtoSchema,
} from '../../models/contract/onnx/onnx-ml_pb.js';
import { ImportError } from './spec.ts';

const [FLOAT, INT64]: readonly [number, number] = [TensorProto_DataType.FLOAT, TensorProto_DataType.INT64];

/** A float32 tensor with its data as raw little-endian bytes, as the gate wants it. */
export function floatTensor(name: string, dims: readonly number[], values: ArrayLike<number>): TensorProto {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  for (let i = 0; i < values.length; i++) view.setFloat32(4 * i, values[i]!, true);
  const rawData = new Uint8Array(view.buffer);
  return create(TensorProtoSchema, { name, dims: dims.map(BigInt), dataType: FLOAT, rawData });
}

/** An int64 vector in the same form. */
export function integerTensor(name: string, values: readonly (number | bigint)[]): TensorProto {
  const view = new DataView(new ArrayBuffer(8 * values.length));
  for (const [i, value] of values.entries()) view.setBigInt64(8 * i, BigInt(value), true);
  const rawData = new Uint8Array(view.buffer);
  return create(TensorProtoSchema, { name, dims: [BigInt(values.length)], dataType: INT64, rawData });
}

/** The numbers of a float32 tensor; throws an ImportError for any other. */
export function floatsOf(tensor: TensorProto): Float32Array {
  if (tensor.dataType !== FLOAT) throw new ImportError(`the constant ${tensor.name} is not float32`);
  if (tensor.rawData.length === 0) return Float32Array.from(tensor.floatData);
  const view = new DataView(tensor.rawData.buffer, tensor.rawData.byteOffset, tensor.rawData.byteLength);
  return Float32Array.from({ length: view.byteLength >> 2 }, (_, i) => view.getFloat32(4 * i, true));
}

/**
 * A constant of an outside model under another name, its data moved to where the gate wants them: exporters may keep
 * them in a list of numbers instead. Throws an ImportError for element types that no release has.
 */
export function plainTensor(tensor: TensorProto, name: string): TensorProto {
  if (tensor.dataLocation === TensorProto_DataLocation.EXTERNAL || tensor.externalData.length > 0) {
    throw new ImportError(`the constant ${tensor.name} lies in another file; export the model with its weights inside`);
  }
  if (tensor.dataType !== FLOAT && tensor.dataType !== INT64) {
    const type = TensorProto_DataType[tensor.dataType]?.toLowerCase() ?? tensor.dataType;
    throw new ImportError(`the constant ${tensor.name} is ${type}; float32 and int64 are taken`);
  }
  const dims = tensor.dims.map(Number);
  if (tensor.dataType === FLOAT) return floatTensor(name, dims, floatsOf(tensor));
  const plain = tensor.rawData.length > 0 ? tensor.rawData : integerTensor(name, tensor.int64Data).rawData;
  return create(TensorProtoSchema, { name, dims: tensor.dims, dataType: INT64, rawData: plain });
}
