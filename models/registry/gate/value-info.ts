import type { GraphProto, ValueInfoProto } from '../../contract/onnx/onnx-ml_pb.js';
import { quote } from './attributes.ts';
import { GateFault } from './fault.ts';
import { ELEMENT_TYPES } from './initializers.ts';
import type { Value } from './value.ts';

/**
 * Refuses stated shapes that are not those of the values: runtimes plan memory by them. A dimension that is a number
 * must be that number, and one name must stand for one size everywhere. What is stated of values that do not exist is
 * passed over; exporters leave such lines behind.
 */
export function checkValueInfo(graph: GraphProto, values: ReadonlyMap<string, Value>): void {
  const sizes = new Map<string, number>();
  for (const info of [...graph.input, ...graph.output, ...graph.valueInfo]) {
    const value = values.get(info.name);
    if (value) checkInfo(info, value, sizes);
  }
}

function checkInfo(info: ValueInfoProto, value: Value, sizes: Map<string, number>): void {
  const type = info.type?.value;
  if (type?.case === undefined) return;
  const where = `the shape stated for ${quote(info.name)}`;
  if (type.case !== 'tensorType' || ELEMENT_TYPES.get(type.value.elemType) !== value.type) {
    throw new GateFault('value-info', `${where} has another type`);
  }
  const dims = type.value.shape?.dim;
  if (!dims) return;
  if (dims.length !== value.shape.length) throw new GateFault('value-info', `${where} has another rank`);
  for (const [i, { value: dim }] of dims.entries()) {
    const size = value.shape[i]!;
    const stated = dim.case === 'dimValue' ? Number(dim.value) : dim.case === 'dimParam' ? sizes.get(dim.value) : size;
    if (stated !== undefined && stated !== size) throw new GateFault('value-info', `${where} has other dimensions`);
    if (dim.case === 'dimParam' && dim.value !== '') sizes.set(dim.value, size);
  }
}
