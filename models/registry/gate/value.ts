import { GateFault } from './fault.ts';

export type ElementType = 'float32' | 'int64';

/** What is known of a value before the graph runs: its type and shape, and its numbers where it is a small constant. */
export interface Value {
  type: ElementType;
  shape: readonly number[];
  /** The elements of a constant int64 tensor. */
  constant?: readonly number[];
}

export const ELEMENT_BYTES: Record<ElementType, number> = { float32: 4, int64: 8 };

/** Product of the dimensions, 1 for a scalar. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

export const bytesOf = (value: Value): number => sizeOf(value.shape) * ELEMENT_BYTES[value.type];

export const formatShape = (shape: readonly number[]): string => `[${shape.join(', ')}]`;

/** The shape that two shapes broadcast to (numpy's rule); throws GateFault 'shape'. */
export function broadcast(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const left = a[i - rank + a.length] ?? 1;
    const right = b[i - rank + b.length] ?? 1;
    if (left === right || right === 1) return left;
    if (left === 1) return right;
    throw new GateFault('shape', `${formatShape(a)} and ${formatShape(b)} do not broadcast`);
  });
}

/** An axis counted from the front; throws GateFault 'shape' where it is outside the rank. */
export function axisOf(axis: number, rank: number): number {
  const front = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(front) || front < 0 || front >= rank) {
    throw new GateFault('shape', `axis ${axis} of a value of rank ${rank}`);
  }
  return front;
}
