import type { ReferenceRun } from '../../contract/reference-run.ts';
import { expectedInterface, type GateManifest, type TensorSpec } from './interface.ts';
import { formatShape, sizeOf } from './value.ts';

/** Rows of a reference run, at most: it is run at every load. A scorer's eight events hold some hundred hadrons. */
const MAX_ROWS = 1024;

/**
 * Compares the outputs of a smoke run with the stored ones: the same names and shapes, finite, and no element further
 * apart than the tolerance. Gives what differs in words, or null.
 */
export function compareReferenceRun(expected: ReferenceRun, outputs: ReferenceRun['outputs']): string | null {
  const names = Object.keys(expected.outputs);
  if (names.length === 0) return 'the reference run has no outputs';
  for (const name of names) {
    const got = Object.hasOwn(outputs, name) ? outputs[name] : undefined;
    if (!got) return `output ${name} is missing`;
    const difference = compareTensor(name, expected.outputs[name]!, got, expected.tolerance);
    if (difference) return difference;
  }
  return null;
}

type Tensor = ReferenceRun['outputs'][string];

function compareTensor(name: string, expected: Tensor, got: Tensor, tolerance: number): string | null {
  if (formatShape(got.shape) !== formatShape(expected.shape) || got.data.length !== expected.data.length) {
    return `output ${name} has shape ${formatShape(got.shape)} instead of ${formatShape(expected.shape)}`;
  }
  for (let i = 0; i < expected.data.length; i++) {
    const [value, wanted] = [got.data[i]!, expected.data[i]!];
    if (!Number.isFinite(value)) return `output ${name} is not finite at element ${i}`;
    if (Math.abs(value - wanted) > tolerance) {
      return `output ${name} is ${value} at element ${i}, the reference says ${wanted} within ${tolerance}`;
    }
  }
  return null;
}

/**
 * Whether a stored reference run can be run at all: every tensor of the contract and no other, data as long as its
 * shape, one number of rows for each free dimension. Gives what is wrong in words, or null.
 */
export function referenceFault(manifest: GateManifest, reference: ReferenceRun): string | null {
  const { inputs, outputs } = expectedInterface(manifest);
  const rows = new Map<string, number>();
  return sideFault('input', inputs, reference.inputs, rows) ?? sideFault('output', outputs, reference.outputs, rows);
}

function sideFault(
  side: string,
  specs: readonly TensorSpec[],
  tensors: Readonly<Record<string, Tensor>>,
  rows: Map<string, number>,
): string | null {
  const names = new Set(specs.map((spec) => spec.name));
  const stranger = Object.keys(tensors).find((name) => !names.has(name));
  if (stranger !== undefined) return `${side} ${JSON.stringify(stranger)} is not one of the model's`;
  for (const spec of specs) {
    const tensor = Object.hasOwn(tensors, spec.name) ? tensors[spec.name] : undefined;
    if (!tensor) return `${side} ${spec.name} is missing`;
    const fault = tensorFault(spec, tensor, rows);
    if (fault) return `${side} ${spec.name} ${fault}`;
  }
  return null;
}

function tensorFault(spec: TensorSpec, { shape, data }: Tensor, rows: Map<string, number>): string | null {
  if (shape.length !== spec.shape.length || sizeOf(shape) !== data.length) return 'has data that do not fill its shape';
  for (const [i, size] of spec.shape.entries()) {
    const wanted = typeof size === 'number' ? size : (rows.get(size) ?? shape[i]!);
    if (typeof size !== 'number') rows.set(size, wanted);
    if (shape[i] !== wanted || wanted < 1 || wanted > MAX_ROWS) return `has shape ${formatShape(shape)}`;
  }
  return spec.type === 'int64' && !data.every(Number.isSafeInteger) ? 'holds numbers that are not integers' : null;
}
