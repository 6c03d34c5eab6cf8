import { pointerStep } from '../json/value.ts';
import type { Leaf } from './leaf.ts';

/** `row 12`; rows count from 0, as in pyarrow and awkward. */
export const rowPlace = (row: number): string => `row ${row}`;

/** A column by its names: `/particles/E`; an unnamed one (what awkward makes of a bare array) is `/`. */
export const columnPlace = (path: readonly string[]): string => path.map(pointerStep).join('');

/** The place of a value: `row 17 /px`, `row 12 /px/3` in a list, or `row 12 /particles/3/E` in a list of records. */
export function valuePlace(leaf: Leaf, row: number, index: number): string {
  const [top, ...fields] = leaf.path;
  const item = leaf.listed ? `/${index}` : '';
  return `${rowPlace(row)} ${pointerStep(top ?? '')}${item}${columnPlace(fields)}`;
}

/** The row that value i stands in, among offsets that begin with 0. */
export function rowOf(offsets: Uint32Array, i: number): number {
  let low = 0;
  let high = offsets.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (offsets[middle]! <= i) low = middle;
    else high = middle;
  }
  return low;
}
