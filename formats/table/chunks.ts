type Column = Float64Array | Int32Array | Uint32Array | Uint8Array;

/** A column that comes in pieces; joins them once, when it is taken. */
export class Chunks<A extends Column> {
  readonly #make: (length: number) => A;
  #pieces: A[] = [];
  #length = 0;

  constructor(make: (length: number) => A) {
    this.#make = make;
  }

  /** Entries that were not taken yet. */
  get length(): number {
    return this.#length;
  }

  /** Takes a piece over; the caller must not change it afterwards. */
  push(piece: A): void {
    if (piece.length === 0) return;
    this.#pieces.push(piece);
    this.#length += piece.length;
  }

  /** The first `count` entries, all if it is not said; the others stay. */
  take(count = this.#length): A {
    if (count === 0) return this.#make(0);
    const [only] = this.#pieces;
    const column = this.#pieces.length === 1 && only ? only : this.#joined();
    this.#pieces = [];
    this.#length = 0;
    if (count === column.length) return column;
    this.push(copyOf(column.subarray(count), this.#make));
    return copyOf(column.subarray(0, count), this.#make);
  }

  #joined(): A {
    const column = this.#make(this.#length);
    let end = 0;
    for (const piece of this.#pieces) {
      column.set(piece, end);
      end += piece.length;
    }
    return column;
  }
}

/** A copy, so that a part does not keep the whole alive. */
function copyOf<A extends Column>(part: Column, make: (length: number) => A): A {
  const copy = make(part.length);
  copy.set(part);
  return copy;
}

export const float64Chunks = (): Chunks<Float64Array> => new Chunks((n) => new Float64Array(n));
export const int32Chunks = (): Chunks<Int32Array> => new Chunks((n) => new Int32Array(n));
export const uint32Chunks = (): Chunks<Uint32Array> => new Chunks((n) => new Uint32Array(n));
export const uint8Chunks = (): Chunks<Uint8Array> => new Chunks((n) => new Uint8Array(n));
