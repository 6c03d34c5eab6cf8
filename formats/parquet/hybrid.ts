import { formatError } from '../error.ts';

/** Indices beyond this many bits cannot be of a dictionary that fits a page. */
const MAX_WIDTH = 24;

/**
 * Reads small integers in the hybrid of runs and bit-packed groups (parquet-format, Encodings.md), as many at a time
 * as are asked for: a run of a thousand million values costs nothing before they are used.
 */
export class HybridReader {
  readonly #bytes: Uint8Array;
  readonly #width: number;
  readonly #place: string;
  #at = 0;
  /** Values left in the run, and the value; or left in the packed groups, and the bit that is next. */
  #left = 0;
  #value = 0;
  #packed = false;
  #bit = 0;

  constructor(bytes: Uint8Array, width: number, place: string) {
    this.#bytes = bytes;
    this.#width = width;
    this.#place = place;
    if (width > MAX_WIDTH) this.#fail();
  }

  /** Fills out[start] up to out[end]. */
  read(out: Uint8Array | Uint32Array, start: number, end: number): void {
    let to = start;
    while (to < end) {
      if (this.#left === 0) this.#nextRun();
      const count = Math.min(this.#left, end - to);
      if (this.#packed) this.#unpack(out, to, to + count);
      else out.fill(this.#value, to, to + count);
      this.#left -= count;
      to += count;
    }
  }

  #nextRun(): void {
    if (this.#width === 0) {
      this.#left = Infinity;
      return;
    }
    if (this.#packed) this.#at = Math.ceil(this.#bit / 8);
    const header = this.#varint();
    this.#packed = header % 2 === 1;
    const count = Math.floor(header / 2);
    this.#left = this.#packed ? 8 * count : count;
    if (this.#packed) {
      this.#bit = 8 * this.#at;
      return;
    }
    this.#value = 0;
    for (let i = 0; i < Math.ceil(this.#width / 8); i++) this.#value |= this.#byte() << (8 * i);
  }

  #unpack(out: Uint8Array | Uint32Array, start: number, end: number): void {
    const bytes = this.#bytes;
    const width = this.#width;
    const mask = (1 << width) - 1;
    let bit = this.#bit;
    if (bit + (end - start) * width > 8 * bytes.length) this.#fail();
    for (let i = start; i < end; i++, bit += width) {
      const at = bit >>> 3;
      // Bytes beyond the end are undefined, which is 0 among bits.
      const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
      out[i] = (word >>> (bit & 7)) & mask;
    }
    this.#bit = bit;
  }

  #varint(): number {
    let value = 0;
    for (let scale = 1; scale <= 2 ** 28; scale *= 128) {
      const byte = this.#byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    return this.#fail();
  }

  #byte(): number {
    const byte = this.#bytes[this.#at++];
    return byte === undefined ? this.#fail() : byte;
  }

  #fail(): never {
    throw formatError('syntax', this.#place, 'the runs of a page are damaged');
  }
}
