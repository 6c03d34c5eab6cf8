import { formatError } from '../error.ts';
import type { NumberArray } from '../table/leaf.ts';
import { DeltaReader } from './delta.ts';
import { HybridReader } from './hybrid.ts';
import type { Stored } from './schema.ts';
import type { ValueSource } from './value-source.ts';

/** Encodings by their number (parquet.thrift, enum Encoding). */
const ENCODING = { plain: 0, plainDictionary: 2, rle: 3, delta: 5, dictionary: 8, split: 9 } as const;

/** Bytes of one value. Those of a boolean are counted as one. */
export const widthOf = (stored: Stored): number => {
  if (stored === 'bool') return 1;
  if (stored === 'float16') return 2;
  return stored.endsWith('64') ? 8 : 4;
};

/** An array that values of this kind fit in; float16 is kept as its bits until it is all read. */
export function arrayOf(stored: Stored, length: number): NumberArray {
  switch (stored) {
    case 'float64':
      return new Float64Array(length);
    case 'float32':
      return new Float32Array(length);
    case 'int32':
      return new Int32Array(length);
    case 'uint32':
      return new Uint32Array(length);
    case 'int64':
      return new BigInt64Array(length);
    case 'uint64':
      return new BigUint64Array(length);
    case 'float16':
      return new Uint16Array(length);
    default:
      return new Uint8Array(length);
  }
}

/** The values of a data page. */
export function valueSource(
  encoding: number,
  bytes: Uint8Array,
  stored: Stored,
  dictionary: NumberArray | undefined,
  place: string,
): ValueSource {
  if (encoding === ENCODING.plain)
    return stored === 'bool' ? new BitSource(bytes, place) : new PlainSource(bytes, place);
  if (encoding === ENCODING.dictionary || encoding === ENCODING.plainDictionary) {
    if (!dictionary) throw formatError('syntax', place, 'the dictionary of a page is missing');
    return new DictionarySource(bytes, dictionary, place);
  }
  if (encoding === ENCODING.rle && stored === 'bool') {
    const runs = new HybridReader(bytes.subarray(4), 1, place);
    return { read: (out, start, count) => out instanceof Uint8Array && runs.read(out, start, start + count) };
  }
  if (encoding === ENCODING.split && stored !== 'bool') return new SplitSource(bytes, widthOf(stored), place);
  if (encoding === ENCODING.delta && stored.includes('int')) return new DeltaReader(bytes, place);
  throw formatError('value', place, `encoding ${encoding} is not read for this type`);
}

/** The values of a dictionary page. */
export function dictionaryOf(bytes: Uint8Array, stored: Stored, count: number, place: string): NumberArray {
  if (stored === 'bool' || count * widthOf(stored) > bytes.length) {
    throw formatError('syntax', place, 'the dictionary of a column is damaged');
  }
  const values = arrayOf(stored, count);
  new PlainSource(bytes, place).read(values, 0, count);
  return values;
}

const SHORT = 'a page holds fewer values than it declares';

/** Values one after another, little-endian. */
class PlainSource implements ValueSource {
  readonly #bytes: Uint8Array;
  readonly #place: string;
  #at = 0;

  constructor(bytes: Uint8Array, place: string) {
    this.#bytes = bytes;
    this.#place = place;
  }

  read(out: NumberArray, start: number, count: number): void {
    const width = out.BYTES_PER_ELEMENT;
    const end = this.#at + count * width;
    if (end > this.#bytes.length) throw formatError('syntax', this.#place, SHORT);
    const target = new Uint8Array(out.buffer, out.byteOffset + start * width, count * width);
    target.set(this.#bytes.subarray(this.#at, end));
    this.#at = end;
  }
}

/** Booleans, a bit each. */
class BitSource implements ValueSource {
  readonly #bytes: Uint8Array;
  readonly #place: string;
  #bit = 0;

  constructor(bytes: Uint8Array, place: string) {
    this.#bytes = bytes;
    this.#place = place;
  }

  read(out: NumberArray, start: number, count: number): void {
    if (this.#bit + count > 8 * this.#bytes.length) throw formatError('syntax', this.#place, SHORT);
    for (let i = start; i < start + count; i++, this.#bit++)
      out[i] = (this.#bytes[this.#bit >> 3]! >> (this.#bit & 7)) & 1;
  }
}

/** Indices into the values of the dictionary page. */
class DictionarySource implements ValueSource {
  readonly #runs: HybridReader;
  readonly #dictionary: NumberArray;
  readonly #place: string;
  #indices = new Uint32Array(0);

  constructor(bytes: Uint8Array, dictionary: NumberArray, place: string) {
    this.#runs = new HybridReader(bytes.subarray(1), bytes[0] ?? 0, place);
    this.#dictionary = dictionary;
    this.#place = place;
  }

  read(out: NumberArray, start: number, count: number): void {
    if (this.#indices.length < count) this.#indices = new Uint32Array(count);
    this.#runs.read(this.#indices, 0, count);
    const { length } = this.#dictionary;
    for (let i = 0; i < count; i++) {
      const index = this.#indices[i]!;
      if (index >= length) throw formatError('syntax', this.#place, 'an index lies outside its dictionary');
      out[start + i] = this.#dictionary[index]!;
    }
  }
}

/** Byte 0 of every value, then byte 1 of every value, … (BYTE_STREAM_SPLIT). */
class SplitSource implements ValueSource {
  readonly #bytes: Uint8Array;
  readonly #width: number;
  readonly #values: number;
  readonly #place: string;
  #next = 0;

  constructor(bytes: Uint8Array, width: number, place: string) {
    this.#bytes = bytes;
    this.#width = width;
    this.#values = Math.floor(bytes.length / width);
    this.#place = place;
  }

  read(out: NumberArray, start: number, count: number): void {
    if (this.#next + count > this.#values) throw formatError('syntax', this.#place, SHORT);
    const target = new Uint8Array(out.buffer, out.byteOffset + start * this.#width, count * this.#width);
    for (let i = 0; i < count; i++) {
      for (let b = 0; b < this.#width; b++) {
        target[i * this.#width + b] = this.#bytes[b * this.#values + this.#next + i]!;
      }
    }
    this.#next += count;
  }
}
