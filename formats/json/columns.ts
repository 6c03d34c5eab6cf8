import type { FaultList } from '../error.ts';
import { isValue, RULES, type ValueKind } from './value.ts';

type Column = Float64Array | Int32Array | Uint32Array | Uint8Array;

/**
 * Reads JSON arrays into columns of one length, which the first of them sets. Where `rows` says so, a fault's `row` is
 * the index in the column.
 */
export class ColumnReader {
  readonly #pointer: string;
  readonly #faults: FaultList;
  readonly #rows: boolean;
  #length: number | undefined;

  constructor(pointer: string, faults: FaultList, rows: boolean) {
    this.#pointer = pointer;
    this.#faults = faults;
    this.#rows = rows;
  }

  /** The common length; 0 before the first column. */
  get length(): number {
    return this.#length ?? 0;
  }

  /** A column of finite numbers. */
  momentum(value: unknown, name: string): Float64Array {
    return this.#fill(value, name, 'momentum', (n) => new Float64Array(n));
  }

  id(value: unknown, name: string): Int32Array {
    return this.#fill(value, name, 'id', (n) => new Int32Array(n));
  }

  flag(value: unknown, name: string): Uint8Array {
    return this.#fill(value, name, 'flag', (n) => new Uint8Array(n));
  }

  index(value: unknown, name: string): Uint32Array {
    return this.#fill(value, name, 'index', (n) => new Uint32Array(n));
  }

  #fill<A extends Column>(value: unknown, name: string, kind: ValueKind, make: (length: number) => A): A {
    const place = `${this.#pointer}/${name}`;
    if (!Array.isArray(value)) {
      this.#faults.add(place, value === undefined ? 'is missing' : 'must be an array');
      return make(0);
    }
    this.#length ??= value.length;
    if (value.length !== this.#length) {
      this.#faults.add(place, `must have ${this.#length} entries as the first column has, not ${value.length}`);
    }
    return this.#copy(make(value.length), value, kind, place);
  }

  #copy<A extends Column>(out: A, values: readonly unknown[], kind: ValueKind, place: string): A {
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      if (isValue(value, kind)) out[i] = value;
      else this.#faults.add(`${place}/${i}`, RULES[kind], this.#rows ? i : undefined);
    }
    return out;
  }
}

/** Names the first entry that is smaller than the one before it. */
export function checkNeverDecreasing(values: ArrayLike<number>, place: string, faults: FaultList): void {
  for (let i = 1; i < values.length; i++) {
    if (values[i]! >= values[i - 1]!) continue;
    faults.add(`${place}/${i}`, 'must not be smaller than the entry before it');
    return;
  }
}
