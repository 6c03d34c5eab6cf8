type Column = Float64Array | Int32Array | Uint32Array | Uint8Array;

/** A typed array that grows by doubling while its length is not known. */
export class ColumnBuilder<A extends Column> {
  readonly #make: (length: number) => A;
  #values: A;
  #length = 0;
  #taken = 0;

  constructor(make: (length: number) => A) {
    this.#make = make;
    this.#values = make(64);
  }

  /** Entries that are in the builder. */
  get length(): number {
    return this.#length;
  }

  /** Entries that were ever pushed, those taken included. */
  get total(): number {
    return this.#taken + this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const larger = this.#make(2 * this.#length);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length++] = value;
  }

  /** Forgets every entry; what was pushed stays counted in `total`. */
  clear(): void {
    this.#taken += this.#length;
    this.#length = 0;
  }

  /** The first `count` entries (by default all) as a column exactly as long; the builder keeps the others. */
  take(count: number = this.#length): A {
    const column = this.#make(count);
    column.set(this.#values.subarray(0, count));
    this.#values.copyWithin(0, count, this.#length);
    this.#taken += count;
    this.#length -= count;
    return column;
  }
}

export const float64Builder = (): ColumnBuilder<Float64Array> => new ColumnBuilder((n) => new Float64Array(n));
export const int32Builder = (): ColumnBuilder<Int32Array> => new ColumnBuilder((n) => new Int32Array(n));
export const uint32Builder = (): ColumnBuilder<Uint32Array> => new ColumnBuilder((n) => new Uint32Array(n));
export const uint8Builder = (): ColumnBuilder<Uint8Array> => new ColumnBuilder((n) => new Uint8Array(n));
