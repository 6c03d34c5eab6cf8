import { formatError } from '../error.ts';

/** Types of the compact protocol (https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md). */
const TYPE = {
  true: 1,
  false: 2,
  byte: 3,
  i16: 4,
  i32: 5,
  i64: 6,
  double: 7,
  binary: 8,
  list: 9,
  set: 10,
  map: 11,
  struct: 12,
};
const MAX_DEPTH = 32;

/** Takes one field of a struct: reads it, or leaves it to be passed over. */
export type FieldHandler = (id: number) => void;

/**
 * Reads structs of Thrift's compact protocol field by field, so that what nobody asks for takes no memory: a list costs
 * nothing before its elements are read. Every read is checked against the end of the bytes.
 */
export class ThriftReader {
  readonly #bytes: Uint8Array;
  readonly #place: string;
  #at: number;
  #depth = 0;
  /** The type of the field or element that is next, until it is read. */
  #pending = 0;

  constructor(bytes: Uint8Array, place: string, at = 0) {
    this.#bytes = bytes;
    this.#place = place;
    this.#at = at;
  }

  /** The place reached. */
  get position(): number {
    return this.#at;
  }

  /** Whether bytes are missing, rather than wrong, at the place reached. */
  get exhausted(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** Reads a struct that nothing announces: the one that the bytes are. */
  root(handler: FieldHandler): void {
    this.#pending = TYPE.struct;
    this.struct(handler);
  }

  struct(handler: FieldHandler): void {
    this.#take(TYPE.struct);
    if (++this.#depth > MAX_DEPTH) this.fail();
    let id = 0;
    for (let byte = this.#byte(); byte !== 0; byte = this.#byte()) {
      id = byte >> 4 === 0 ? this.#zigzag() : id + (byte >> 4);
      this.#pending = byte & 15;
      handler(id);
      if (this.#pending !== 0) this.skip();
    }
    this.#depth--;
  }

  /** Reads a list, the handler once for each of its elements. */
  list(handler: (index: number) => void): void {
    this.#take(TYPE.list);
    const { type, count } = this.#listHeader();
    for (let i = 0; i < count; i++) {
      this.#pending = type;
      handler(i);
      if (this.#pending !== 0) this.skip();
    }
  }

  /** Reads a list that nothing announces: the one that stands at the place where the reader was made. */
  listHere(handler: (index: number) => void): void {
    this.#pending = TYPE.list;
    this.list(handler);
  }

  /** An integer of any width that float64 holds exactly. */
  integer(): number {
    if (this.#pending === TYPE.byte) {
      this.#pending = 0;
      return (this.#byte() << 24) >> 24;
    }
    if (this.#pending < TYPE.i16 || this.#pending > TYPE.i64) this.fail();
    this.#pending = 0;
    return this.#zigzag();
  }

  /** An integer that must not be negative. */
  count(): number {
    const value = this.integer();
    if (value < 0) this.fail();
    return value;
  }

  boolean(): boolean {
    const type = this.#pending;
    if (type !== TYPE.true && type !== TYPE.false) this.fail();
    this.#pending = 0;
    return type === TYPE.true;
  }

  text(): string {
    this.#take(TYPE.binary);
    const length = this.#varint();
    this.#need(length);
    const text = new TextDecoder().decode(this.#bytes.subarray(this.#at, this.#at + length));
    this.#at += length;
    return text;
  }

  /** Passes over what is next. */
  skip(): void {
    const type = this.#pending;
    this.#pending = 0;
    if (type === TYPE.true || type === TYPE.false) return;
    if (type === TYPE.byte) this.#advance(1);
    else if (type >= TYPE.i16 && type <= TYPE.i64) this.#varint();
    else if (type === TYPE.double) this.#advance(8);
    else if (type === TYPE.binary) this.#advance(this.#varint());
    else if (type === TYPE.struct || type === TYPE.list) this.#skipNested(type);
    else this.fail();
  }

  fail(): never {
    throw formatError('syntax', this.#place, 'the metadata of this Parquet file are damaged');
  }

  #skipNested(type: number): void {
    this.#pending = type;
    if (type === TYPE.struct) {
      this.struct(() => undefined);
      return;
    }
    if (++this.#depth > MAX_DEPTH) this.fail();
    this.list(() => undefined);
    this.#depth--;
  }

  /** Elements take a byte each at least: a count beyond the bytes is damage, before anything is made of it. */
  #listHeader(): { type: number; count: number } {
    const byte = this.#byte();
    const count = byte >> 4 === 15 ? this.#varint() : byte >> 4;
    this.#need(count);
    const type = byte & 15;
    // Truth values in a list are a byte each.
    return { type: type === TYPE.true || type === TYPE.false ? TYPE.byte : type, count };
  }

  #take(type: number): void {
    if (this.#pending !== type) this.fail();
    this.#pending = 0;
  }

  #byte(): number {
    this.#need(1);
    return this.#bytes[this.#at++]!;
  }

  #advance(length: number): void {
    this.#need(length);
    this.#at += length;
  }

  #need(length: number): void {
    if (this.#at + length <= this.#bytes.length) return;
    this.#at = this.#bytes.length;
    this.fail();
  }

  /** An unsigned integer of up to 64 bits; one above 2^53, which no count is, comes out as 2^53 - 1. */
  #varint(): number {
    let value = 0;
    for (let scale = 1, i = 0; i < 10; i++, scale *= 128) {
      const byte = this.#byte();
      value += (byte & 127) * scale;
      if (byte < 128) return Math.min(value, Number.MAX_SAFE_INTEGER);
    }
    return this.fail();
  }

  #zigzag(): number {
    const value = this.#varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}
