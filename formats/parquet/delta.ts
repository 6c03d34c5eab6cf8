import { formatError } from '../error.ts';
import type { NumberArray } from '../table/leaf.ts';
import type { ValueSource } from './value-source.ts';

const MAX_MINIBLOCKS = 512;

/** Reads integers as differences (DELTA_BINARY_PACKED; parquet-format, Encodings.md), as many at a time as are asked for. */
export class DeltaReader implements ValueSource {
  readonly #bytes: Uint8Array;
  readonly #place: string;
  readonly #perMiniblock: number;
  readonly #miniblocks: number;
  #at = 0;
  /** Values that the page has left. */
  #total: number;
  #value: bigint;
  #first = true;
  #least = 0n;
  #widths: Uint8Array = new Uint8Array(0);
  #miniblock = 0;
  #left = 0;
  #bit = 0;

  constructor(bytes: Uint8Array, place: string) {
    this.#bytes = bytes;
    this.#place = place;
    const block = Number(this.#varint());
    this.#miniblocks = Number(this.#varint());
    this.#perMiniblock = block / this.#miniblocks;
    this.#total = Number(this.#varint());
    this.#value = this.#zigzag();
    const fits = this.#miniblocks >= 1 && this.#miniblocks <= MAX_MINIBLOCKS && block <= 2 ** 20;
    if (!fits || !Number.isInteger(this.#perMiniblock / 8)) this.#fail();
    this.#miniblock = this.#miniblocks;
  }

  read(out: NumberArray, start: number, count: number): void {
    if (count > this.#total) this.#fail();
    this.#total -= count;
    const wide = out instanceof BigInt64Array || out instanceof BigUint64Array;
    for (let i = start; i < start + count; i++) {
      const value = this.#next();
      out[i] = wide ? value : Number(BigInt.asIntN(32, value));
    }
  }

  #next(): bigint {
    if (this.#first) {
      this.#first = false;
      return this.#value;
    }
    if (this.#left === 0) this.#nextMiniblock();
    this.#left--;
    this.#value = BigInt.asIntN(64, this.#value + this.#least + this.#bits(this.#widths[this.#miniblock]!));
    return this.#value;
  }

  #nextMiniblock(): void {
    if (this.#widths.length > 0) this.#at = Math.ceil(this.#bit / 8);
    this.#miniblock++;
    if (this.#miniblock >= this.#miniblocks) this.#nextBlock();
    this.#bit = 8 * this.#at;
    this.#left = this.#perMiniblock;
  }

  #nextBlock(): void {
    this.#least = this.#zigzag();
    if (this.#at + this.#miniblocks > this.#bytes.length) this.#fail();
    this.#widths = this.#bytes.subarray(this.#at, this.#at + this.#miniblocks);
    this.#at += this.#miniblocks;
    this.#miniblock = 0;
    if (this.#widths.some((width) => width > 64)) this.#fail();
  }

  #bits(width: number): bigint {
    if (this.#bit + width > 8 * this.#bytes.length) this.#fail();
    let value = 0n;
    for (let done = 0; done < width; ) {
      const shift = this.#bit & 7;
      const count = Math.min(8 - shift, width - done);
      const part = (this.#bytes[this.#bit >> 3]! >> shift) & ((1 << count) - 1);
      value |= BigInt(part) << BigInt(done);
      this.#bit += count;
      done += count;
    }
    return value;
  }

  #varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) break;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return BigInt.asUintN(64, value);
    }
    return this.#fail();
  }

  #zigzag(): bigint {
    const value = this.#varint();
    return (value >> 1n) ^ -(value & 1n);
  }

  #fail(): never {
    throw formatError('syntax', this.#place, 'the differences of a page are damaged');
  }
}
