import { formatError } from '../error.ts';

/**
 * A table of a flatbuffer (https://flatbuffers.dev/internals), read with every offset checked: hostile metadata gives
 * a `syntax` error and never a read outside the message. Offsets to tables, vectors and strings go forward only, so
 * that no table can hold itself.
 */
export class FlatTable {
  readonly #view: DataView;
  readonly #place: string;
  readonly #start: number;
  readonly #vtable: number;
  readonly #vtableSize: number;

  /** `start`: where the table stands. Use `rootTable`. */
  constructor(view: DataView, start: number, place: string) {
    this.#view = view;
    this.#place = place;
    this.#start = start;
    this.#need(start, 4);
    this.#vtable = start - view.getInt32(start, true);
    this.#need(this.#vtable, 4);
    this.#vtableSize = view.getUint16(this.#vtable, true);
    this.#need(this.#vtable, this.#vtableSize);
  }

  int8(slot: number, absent: number): number {
    const at = this.#field(slot, 1);
    return at === 0 ? absent : this.#view.getInt8(at);
  }

  int16(slot: number, absent: number): number {
    const at = this.#field(slot, 2);
    return at === 0 ? absent : this.#view.getInt16(at, true);
  }

  int32(slot: number, absent: number): number {
    const at = this.#field(slot, 4);
    return at === 0 ? absent : this.#view.getInt32(at, true);
  }

  /** A count or length: an integer of 64 bits that must be from 0 to 2^53. */
  length(slot: number): number {
    const at = this.#field(slot, 8);
    return at === 0 ? 0 : this.#length(at);
  }

  /** An identifier of 64 bits, as text. */
  id(slot: number): string {
    const at = this.#field(slot, 8);
    return at === 0 ? '0' : this.#view.getBigInt64(at, true).toString();
  }

  table(slot: number): FlatTable | undefined {
    const at = this.#field(slot, 4);
    return at === 0 ? undefined : new FlatTable(this.#view, this.#follow(at), this.#place);
  }

  text(slot: number): string | undefined {
    const at = this.#field(slot, 4);
    if (at === 0) return undefined;
    const start = this.#follow(at);
    this.#need(start, 4);
    const length = this.#view.getUint32(start, true);
    this.#need(start + 4, length);
    return new TextDecoder().decode(new Uint8Array(this.#view.buffer, this.#view.byteOffset + start + 4, length));
  }

  /** The number of tables in a vector. */
  count(slot: number): number {
    return this.#vector(slot, 4).count;
  }

  /** Tables of a vector, one after another. */
  *tables(slot: number): Generator<FlatTable> {
    const { first, count } = this.#vector(slot, 4);
    for (let i = 0; i < count; i++) yield new FlatTable(this.#view, this.#follow(first + 4 * i), this.#place);
  }

  /** A vector of structs of `width` integers of 64 bits, each a count or length, one after another. */
  lengths(slot: number, width: number): number[] {
    const { first, count } = this.#vector(slot, 8 * width);
    return Array.from({ length: count * width }, (_, i) => this.#length(first + 8 * i));
  }

  #vector(slot: number, stride: number): { first: number; count: number } {
    const at = this.#field(slot, 4);
    if (at === 0) return { first: 0, count: 0 };
    const start = this.#follow(at);
    this.#need(start, 4);
    const count = this.#view.getUint32(start, true);
    this.#need(start + 4, count * stride);
    return { first: start + 4, count };
  }

  /** The place of a field of `width` bytes, or 0 where the table has none. */
  #field(slot: number, width: number): number {
    const entry = 4 + 2 * slot;
    if (entry + 2 > this.#vtableSize) return 0;
    const offset = this.#view.getUint16(this.#vtable + entry, true);
    if (offset === 0) return 0;
    this.#need(this.#start + offset, width);
    return this.#start + offset;
  }

  #follow(at: number): number {
    this.#need(at, 4);
    const offset = this.#view.getUint32(at, true);
    if (offset === 0) this.#fail();
    return at + offset;
  }

  #length(at: number): number {
    const value = Number(this.#view.getBigInt64(at, true));
    if (value < 0 || value > Number.MAX_SAFE_INTEGER) this.#fail();
    return value;
  }

  #need(start: number, length: number): void {
    if (start < 0 || start + length > this.#view.byteLength) this.#fail();
  }

  #fail(): never {
    throw formatError('syntax', this.#place, 'the metadata of this Arrow message is damaged');
  }
}

/** The table that a flatbuffer begins with. */
export function rootTable(bytes: Uint8Array, place: string): FlatTable {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8) throw formatError('syntax', place, 'the metadata of this Arrow message is damaged');
  return new FlatTable(view, view.getUint32(0, true), place);
}
