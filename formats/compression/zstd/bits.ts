import { damaged } from './damaged.ts';

/** Bits `at` up to `at + count` (at most 25) of bytes, the lowest bit of a byte first; those outside are 0. */
export function bitsAt(bytes: Uint8Array, at: number, count: number): number {
  const i = at >> 3;
  const word = bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
  return (word >>> (at & 7)) & ((1 << count) - 1);
}

/** Reads a stream of bits from its end to its beginning (RFC 8878, section 4.1): the highest bit that is set ends it. */
export class BackwardBits {
  readonly #bytes: Uint8Array;
  #left: number;

  constructor(bytes: Uint8Array) {
    const last = bytes[bytes.length - 1];
    if (!last) damaged();
    this.#bytes = bytes;
    this.#left = 8 * bytes.length - 1 - (Math.clz32(last) - 24);
  }

  /** Bits that are left; negative where more were read than there are. */
  get left(): number {
    return this.#left;
  }

  /** The next `count` bits (at most 25), without passing over them. Bits before the beginning are 0. */
  peek(count: number): number {
    const at = this.#left - count;
    if (at >= 0) return bitsAt(this.#bytes, at, count);
    const there = this.#left > 0 ? bitsAt(this.#bytes, 0, this.#left) : 0;
    return (there << -at) & ((1 << count) - 1);
  }

  drop(count: number): void {
    this.#left -= count;
  }

  /** The next `count` bits, at most 31. */
  read(count: number): number {
    if (count <= 25) {
      const value = this.peek(count);
      this.#left -= count;
      return value;
    }
    const high = this.read(count - 16);
    return high * 65536 + this.read(16);
  }
}
