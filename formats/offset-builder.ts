import { uint32Builder } from './column-builder.ts';

/** Grows the offsets of events; each set that is taken begins with 0. */
export class OffsetBuilder {
  readonly #ends = uint32Builder();

  /** Events that were ever ended, those taken included. */
  get total(): number {
    return this.#ends.total;
  }

  /** Ends an event: `length` rows stand in the set so far. */
  end(length: number): void {
    this.#ends.push(length);
  }

  take(): Uint32Array {
    const ends = this.#ends.take();
    const offsets = new Uint32Array(ends.length + 1);
    offsets.set(ends, 1);
    return offsets;
  }
}
