import type { NumberArray } from '../table/leaf.ts';

/** Gives the values of a page, as many at a time as are asked for. */
export interface ValueSource {
  /** Writes `count` values to out[start] and on; `out` is of the kind that `arrayOf` makes. */
  read(out: NumberArray, start: number, count: number): void;
}
