import type { AttributeKind, Attributes } from './attributes.ts';
import { GateFault } from './fault.ts';
import { axisOf, broadcast, type ElementType, formatShape, sizeOf, type Value } from './value.ts';

/**
 * Shape rules of the operators, after the ONNX operator specification, opsets 13 to 17. Each rule gets the inputs that
 * are there and gives the output's shape, or throws GateFault.
 */
export interface Operator {
  /** Least and most inputs. */
  inputs: readonly [number, number];
  attributes: Readonly<Record<string, AttributeKind>>;
  /** The output's type and shape. */
  infer(inputs: readonly Value[], attributes: Attributes): Value;
  /** Floating-point operations; one for each element of the output where it is not given. */
  operations?(inputs: readonly Value[], output: Value, attributes: Attributes): number;
}

const fail = (message: string): never => {
  throw new GateFault('shape', message);
};

const float = (shape: readonly number[]): Value => ({ type: 'float32', shape });

function requireType(value: Value, type: ElementType): void {
  if (value.type !== type) throw new GateFault('shape', `a ${value.type} value where ${type} is needed`);
}

/** The numbers of an input that decides a shape; only a constant may. */
export function constantOf(value: Value | undefined, what: string): readonly number[] {
  if (value?.constant) return value.constant;
  throw new GateFault('shape-from-value', `${what} must be a constant int64 tensor`);
}

function requireRank(value: Value, rank: number): readonly number[] {
  return value.shape.length === rank ? value.shape : fail(`${formatShape(value.shape)} where rank ${rank} is needed`);
}

export function elementwise(inputs: readonly Value[]): Value {
  for (const input of inputs) requireType(input, 'float32');
  return float(inputs.map((input) => input.shape).reduce(broadcast));
}

export function clip(inputs: readonly Value[]): Value {
  for (const bound of inputs.slice(1)) requireRank(bound, 0);
  return elementwise(inputs);
}

export function sameShape([input]: readonly Value[]): Value {
  return { type: input!.type, shape: input!.shape };
}

export function softmax(inputs: readonly Value[], attributes: Attributes): Value {
  axisOf(attributes.int('axis', -1), inputs[0]!.shape.length);
  return elementwise(inputs);
}

/** Rows, columns and inner length of a Gemm. */
function gemmSizes([a, b]: readonly Value[], attributes: Attributes): { rows: number; inner: number; columns: number } {
  const [a0, a1] = requireRank(a!, 2);
  const [b0, b1] = requireRank(b!, 2);
  const [rows, inner] = attributes.int('transA', 0) ? [a1!, a0!] : [a0!, a1!];
  const [other, columns] = attributes.int('transB', 0) ? [b1!, b0!] : [b0!, b1!];
  if (inner !== other) fail(`${formatShape(a!.shape)} times ${formatShape(b!.shape)}`);
  return { rows, inner, columns };
}

export function gemm(inputs: readonly Value[], attributes: Attributes): Value {
  for (const input of inputs) requireType(input, 'float32');
  const { rows, columns } = gemmSizes(inputs, attributes);
  const shape = [rows, columns];
  const bias = inputs[2]?.shape ?? [];
  if (sizeOf(broadcast(bias, shape)) !== rows * columns) fail(`${formatShape(bias)} added to ${formatShape(shape)}`);
  return float(shape);
}

export function gemmOperations(inputs: readonly Value[], _output: Value, attributes: Attributes): number {
  const { rows, inner, columns } = gemmSizes(inputs, attributes);
  return 2 * rows * inner * columns;
}

export function concat(inputs: readonly Value[], attributes: Attributes): Value {
  const [first] = inputs;
  const axis = axisOf(attributes.int('axis', Number.NaN), first!.shape.length);
  const shape = [...first!.shape];
  for (const { type, shape: other } of inputs.slice(1)) {
    const fits = other.length === shape.length && other.every((size, i) => i === axis || size === shape[i]);
    if (!fits || type !== first!.type) fail(`${formatShape(first!.shape)} joined with ${formatShape(other)}`);
    shape[axis]! += other[axis]!;
  }
  return { type: first!.type, shape };
}

export function reshape([data, target]: readonly Value[], attributes: Attributes): Value {
  const wanted = constantOf(target, 'the shape of Reshape');
  const copies = attributes.int('allowzero', 0) === 0;
  const shape = wanted.map((size, i) =>
    size === 0 && copies ? (data!.shape[i] ?? fail('Reshape copies no dimension')) : size,
  );
  const open = shape.indexOf(-1);
  const known = shape.filter((_, i) => i !== open);
  if (known.some((size) => size < 1)) fail(`Reshape to ${formatShape(wanted)}`);
  if (open >= 0) shape[open] = sizeOf(data!.shape) / sizeOf(known);
  if (!Number.isInteger(shape[open] ?? 0) || sizeOf(shape) !== sizeOf(data!.shape)) {
    fail(`Reshape of ${formatShape(data!.shape)} to ${formatShape(wanted)}`);
  }
  return { type: data!.type, shape };
}

export function squeeze([data, axes]: readonly Value[]): Value {
  const rank = data!.shape.length;
  const gone = new Set(constantOf(axes, 'the axes of Squeeze').map((axis) => axisOf(axis, rank)));
  for (const axis of gone) if (data!.shape[axis] !== 1) fail(`Squeeze of axis ${axis} of ${formatShape(data!.shape)}`);
  return { type: data!.type, shape: data!.shape.filter((_, axis) => !gone.has(axis)) };
}

export function unsqueeze([data, axes]: readonly Value[]): Value {
  const wanted = constantOf(axes, 'the axes of Unsqueeze');
  const rank = data!.shape.length + wanted.length;
  const added = new Set(wanted.map((axis) => axisOf(axis, rank)));
  if (added.size !== wanted.length) fail('Unsqueeze names an axis twice');
  let next = 0;
  const shape = Array.from({ length: rank }, (_, axis) => (added.has(axis) ? 1 : data!.shape[next++]!));
  return { type: data!.type, shape };
}

export function transpose([data]: readonly Value[], attributes: Attributes): Value {
  const rank = data!.shape.length;
  const order = attributes.ints('perm') ?? Array.from({ length: rank }, (_, i) => rank - 1 - i);
  const axes = order.map((axis) => axisOf(axis, rank));
  if (axes.length !== rank || new Set(axes).size !== rank) fail(`Transpose by ${formatShape(order)}`);
  return { type: data!.type, shape: axes.map((axis) => data!.shape[axis]!) };
}

export function expand([data, target]: readonly Value[]): Value {
  const wanted = constantOf(target, 'the shape of Expand');
  if (wanted.some((size) => size < 1)) fail(`Expand to ${formatShape(wanted)}`);
  return { type: data!.type, shape: broadcast(data!.shape, wanted) };
}

export function slice(inputs: readonly Value[]): Value {
  const [data, starts, ends, axes, steps] = inputs;
  const from = constantOf(starts, 'the starts of Slice');
  const to = constantOf(ends, 'the ends of Slice');
  const which = axes ? constantOf(axes, 'the axes of Slice') : from.map((_, i) => i);
  const strides = steps ? constantOf(steps, 'the steps of Slice') : from.map(() => 1);
  const shape = [...data!.shape];
  if (to.length !== from.length || which.length !== from.length || strides.length !== from.length)
    fail('Slice inputs differ in length');
  which.forEach((named, i) => {
    const axis = axisOf(named, shape.length);
    const size = data!.shape[axis]!;
    const bound = (place: number): number => Math.min(size, Math.max(0, place < 0 ? place + size : place));
    if (strides[i]! < 1) fail('Slice with a step below 1');
    const left = Math.ceil((bound(to[i]!) - bound(from[i]!)) / strides[i]!);
    shape[axis] = left;
    if (left < 1) fail(`Slice leaves nothing of ${formatShape(data!.shape)}`);
  });
  return { type: data!.type, shape };
}

/** Refuses constant indices outside what they pick from; `sizeAt` gives the size that the i-th of them counts in. */
function requireIndices({ constant }: Value, sizeAt: (i: number) => number): void {
  const outside = constant?.findIndex((index, i) => index < -sizeAt(i) || index >= sizeAt(i)) ?? -1;
  if (outside >= 0) throw new GateFault('index-range', `index ${constant![outside]} of ${sizeAt(outside)}`);
}

export function gather([data, indices]: readonly Value[], attributes: Attributes): Value {
  requireType(indices!, 'int64');
  const axis = axisOf(attributes.int('axis', 0), data!.shape.length);
  requireIndices(indices!, () => data!.shape[axis]!);
  return {
    type: data!.type,
    shape: [...data!.shape.slice(0, axis), ...indices!.shape, ...data!.shape.slice(axis + 1)],
  };
}

const REDUCTIONS: readonly string[] = ['none', 'add'];

function requireReduction(attributes: Attributes): void {
  if (!REDUCTIONS.includes(attributes.string('reduction', 'none'))) {
    throw new GateFault('attribute', 'the reduction of a Scatter must be none or add');
  }
}

export function scatterElements([data, indices, updates]: readonly Value[], attributes: Attributes): Value {
  requireReduction(attributes);
  requireType(indices!, 'int64');
  const axis = axisOf(attributes.int('axis', 0), data!.shape.length);
  requireIndices(indices!, () => data!.shape[axis]!);
  const same =
    indices!.shape.length === data!.shape.length && formatShape(indices!.shape) === formatShape(updates!.shape);
  if (!same || updates!.type !== data!.type) fail('ScatterElements of shapes that do not fit');
  return { type: data!.type, shape: data!.shape };
}

export function scatterNd([data, indices, updates]: readonly Value[], attributes: Attributes): Value {
  requireReduction(attributes);
  requireType(indices!, 'int64');
  const depth = indices!.shape.at(-1) ?? fail('ScatterND with scalar indices');
  if (depth > data!.shape.length) fail('ScatterND with more indices than dimensions');
  requireIndices(indices!, (i) => data!.shape[i % depth]!);
  const expected = [...indices!.shape.slice(0, -1), ...data!.shape.slice(depth)];
  if (formatShape(expected) !== formatShape(updates!.shape) || updates!.type !== data!.type) {
    fail(`ScatterND of ${formatShape(updates!.shape)} where ${formatShape(expected)} is needed`);
  }
  return { type: data!.type, shape: data!.shape };
}

/** ReduceSum takes its axes as an input, ReduceMean (below opset 18) as an attribute. */
export function reduce(inputs: readonly Value[], attributes: Attributes): Value {
  const [data, axes] = inputs;
  requireType(data!, 'float32');
  const rank = data!.shape.length;
  const named = axes ? constantOf(axes, 'the axes of a reduction') : attributes.ints('axes');
  if (!named || named.length === 0) throw new GateFault('shape', 'a reduction must name its axes');
  const gone = new Set(named.map((axis) => axisOf(axis, rank)));
  const kept = attributes.int('keepdims', 1) !== 0;
  const shape = data!.shape.flatMap((size, axis) => (gone.has(axis) ? (kept ? [1] : []) : [size]));
  return float(shape);
}

export const inputOperations = ([data]: readonly Value[]): number => sizeOf(data!.shape);

/** Operations of a scatter: the copy and the updates. */
export const scatterOperations = ([data, , updates]: readonly Value[]): number =>
  sizeOf(data!.shape) + sizeOf(updates!.shape);

/** TensorProto.DataType.FLOAT of onnx.proto, as an attribute holds it. */
const FLOAT = 1;

export function castToFloat([data]: readonly Value[], attributes: Attributes): Value {
  if (attributes.int('to', 0) !== FLOAT) throw new GateFault('attribute', 'Cast must be to float32');
  return float(data!.shape);
}
