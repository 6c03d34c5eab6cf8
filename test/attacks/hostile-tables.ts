import { zstdCompressSync } from 'node:zlib';
import {
  type Codec,
  CompressionType,
  columnFromArray,
  float64,
  setCompressionCodec,
  type Table,
  tableFromColumns,
  tableToIPC,
} from '@uwdata/flechette';
import lz4 from 'lz4js';
import { arrowEventWriter } from '../../formats/arrow/writers.ts';
import { bytesOf, events } from '../formats/tables.ts';

/** A file that must not get through, and what it must be refused with. */
export interface HostileTable {
  what: string;
  bytes: Uint8Array;
  refusal: RegExp;
  /** Whether it is read as events; as clusters otherwise. */
  asEvents?: boolean;
}

const encoders: Record<'LZ4_FRAME' | 'ZSTD', (data: Uint8Array) => Uint8Array> = {
  LZ4_FRAME: (data) => Uint8Array.from(lz4.compress(data)),
  ZSTD: (data) => new Uint8Array(zstdCompressSync(data)),
};

/** Rows of four columns of zeros, each of `rows` doubles, compressed; `declared` replaces the length of each buffer. */
export function compressedZeros(codec: 'LZ4_FRAME' | 'ZSTD', rows: number, declared?: number): Uint8Array {
  const encode = encoders[codec];
  const compressor: Codec = { encode, decode: (data: Uint8Array) => data };
  setCompressionCodec(CompressionType[codec], compressor);
  const zeros = columnFromArray(new Float64Array(rows), float64(), {});
  const table: Table = tableFromColumns(Object.entries({ px: zeros, py: zeros, pz: zeros, E: zeros }));
  const bytes = tableToIPC(table, { format: 'stream', codec: CompressionType[codec] })!;
  return declared === undefined ? bytes : replaceInt64(bytes, 8 * rows, declared);
}

/** Replaces every aligned integer of 64 bits of one value by another. */
export function replaceInt64(bytes: Uint8Array, from: number, to: number): Uint8Array {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  let found = 0;
  for (let at = 0; at + 8 <= copy.length; at += 4) {
    if (view.getBigInt64(at, true) !== BigInt(from)) continue;
    view.setBigInt64(at, BigInt(to), true);
    found++;
  }
  if (found === 0) throw new Error(`${from} is not there`);
  return copy;
}

/** A schema message by hand: a flatbuffer whose parts are laid one after another, and point forward. */
class FlatWriter {
  readonly #bytes: number[] = [];

  /** A table with fields of four bytes each in these slots. */
  table(...slots: number[]): { start: number; field: (slot: number) => number } {
    const vtable = this.#bytes.length;
    const last = Math.max(...slots);
    this.#uint16(4 + 2 * (last + 1), 4 + 4 * slots.length);
    for (let slot = 0; slot <= last; slot++) this.#uint16(slots.includes(slot) ? 4 + 4 * slots.indexOf(slot) : 0);
    while (this.#bytes.length % 4 !== 0) this.#bytes.push(0);
    const start = this.#bytes.length;
    this.uint32(start - vtable, ...slots.map(() => 0));
    return { start, field: (slot) => start + 4 + 4 * slots.indexOf(slot) };
  }

  /** A vector of offsets; gives its place. */
  vector(count: number): number {
    const start = this.#bytes.length;
    this.uint32(count);
    for (let i = 0; i < count; i++) this.uint32(0);
    return start;
  }

  set(at: number, value: number): void {
    for (let i = 0; i < 4; i++) this.#bytes[at + i] = (value >>> (8 * i)) & 255;
  }

  link(from: number, to: number): void {
    this.set(from, to - from);
  }

  uint32(...values: number[]): void {
    for (const value of values) for (let i = 0; i < 4; i++) this.#bytes.push((value >>> (8 * i)) & 255);
  }

  message(): Uint8Array {
    while (this.#bytes.length % 8 !== 0) this.#bytes.push(0);
    const bytes = new Uint8Array(8 + this.#bytes.length);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, 0xffffffff, true);
    view.setUint32(4, this.#bytes.length, true);
    bytes.set(this.#bytes, 8);
    return bytes;
  }

  #uint16(...values: number[]): void {
    for (const value of values) this.#bytes.push(value & 255, value >> 8);
  }
}

const STRUCT = 13;
const V5 = 4;

/** A schema of `fan[0]` columns, each a struct of `fan[1]`, and so on; the same few bytes stand for all of a level. */
export function schemaOf(fan: readonly number[]): Uint8Array {
  const flat = new FlatWriter();
  flat.uint32(0);
  const message = flat.table(0, 1, 2);
  flat.link(0, message.start);
  flat.set(message.field(0), V5);
  flat.set(message.field(1), 1);
  const schema = flat.table(1);
  flat.link(message.field(2), schema.start);
  let from = schema.field(1);
  for (const count of [...fan, 0]) {
    const vector = flat.vector(count);
    flat.link(from, vector);
    if (count === 0) break;
    const field = flat.table(2, 5);
    for (let i = 0; i < count; i++) flat.link(vector + 4 + 4 * i, field.start);
    flat.set(field.field(2), STRUCT);
    from = field.field(5);
  }
  return flat.message();
}

export const hostileArrow = (): HostileTable[] => {
  const writer = arrowEventWriter();
  const small = bytesOf([...writer.write(events), ...writer.end()]);
  const withPrefix = (word: number): Uint8Array => {
    const copy = small.slice();
    new DataView(copy.buffer).setUint32(4, word, true);
    return copy;
  };
  return [
    { what: 'a zstd bomb', bytes: compressedZeros('ZSTD', 2_500_000), refusal: /limit message_bytes/ },
    { what: 'an LZ4 bomb', bytes: compressedZeros('LZ4_FRAME', 2_500_000), refusal: /limit message_bytes/ },
    { what: 'a zstd bomb that says it is small', bytes: compressedZeros('ZSTD', 1_000_000, 800), refusal: /zstd data/ },
    {
      what: 'an LZ4 bomb that says it is small',
      bytes: compressedZeros('LZ4_FRAME', 1_000_000, 800),
      refusal: /LZ4 data/,
    },
    {
      what: 'a small buffer that says it is huge',
      bytes: compressedZeros('ZSTD', 1_000, 2 ** 40),
      refusal: /limit message_bytes/,
    },
    {
      what: '2^31 rows',
      asEvents: true,
      bytes: replaceInt64(small, 5, 2 ** 31),
      refusal: /damaged|different lengths|shorter/,
    },
    {
      what: '2^40 rows',
      asEvents: true,
      bytes: replaceInt64(small, 5, 2 ** 40),
      refusal: /damaged|different lengths|shorter/,
    },
    {
      what: 'a body of 2^40 bytes',
      asEvents: true,
      bytes: replaceInt64(small, bodyLength(small), 2 ** 40),
      refusal: /limit message_bytes/,
    },
    {
      what: 'a body longer than the stream',
      asEvents: true,
      bytes: replaceInt64(small, bodyLength(small), 2 ** 26),
      refusal: /ends inside/,
    },
    {
      what: 'metadata of 2^31 - 1 bytes',
      asEvents: true,
      bytes: withPrefix(0x7fffffff),
      refusal: /limit metadata_bytes/,
    },
    { what: 'metadata longer than the stream', asEvents: true, bytes: withPrefix(1 << 22), refusal: /ends inside/ },
    { what: 'a million columns', bytes: schemaOf([1_000_000]), refusal: /limit columns/ },
    {
      what: 'columns that hold one another, 4^12 of them',
      bytes: schemaOf(Array(12).fill(4)),
      refusal: /limit columns/,
    },
    { what: 'a hundred levels', bytes: schemaOf(Array(100).fill(1)), refusal: /limit depth/ },
  ];
};

/** The length of the body of the only record batch that `arrowEventWriter` wrote: what is left without all the rest. */
function bodyLength(stream: Uint8Array): number {
  const view = new DataView(stream.buffer);
  const schema = 8 + view.getUint32(4, true);
  const batch = 8 + view.getUint32(schema + 4, true);
  return stream.length - schema - batch - 8;
}

/** Thrift's compact protocol, as much of it as a footer needs. */
export const thrift = {
  varint: (value: number): number[] =>
    value < 128 ? [value] : [(value % 128) + 128, ...thrift.varint(Math.floor(value / 128))],
  integer: (value: number): number[] => thrift.varint(2 * value),
  text: (value: string): number[] => [...thrift.varint(value.length), ...new TextEncoder().encode(value)],
  /** Fields by their number: type and bytes. */
  struct: (fields: Record<number, [type: number, bytes: number[]]>): number[] => [
    ...Object.entries(fields).flatMap(([id, [type, bytes]]) => [type, ...thrift.integer(Number(id)), ...bytes]),
    0,
  ],
  list: (type: number, items: number[][], count = items.length): number[] => [
    0xf0 + type,
    ...thrift.varint(count),
    ...items.flat(),
  ],
};

const I32 = 5;
const I64 = 6;
const BINARY = 8;
const LIST = 9;
const NESTED = 12;
const DOUBLE = 5;
/** The encoding of indices into a dictionary. */
const RUNS = 8;

const element = (name: string, more: Record<number, [number, number[]]>): number[] =>
  thrift.struct({ 3: [I32, thrift.integer(0)], 4: [BINARY, thrift.text(name)], ...more });
const number = (name: string): number[] => element(name, { 1: [I32, thrift.integer(DOUBLE)] });
const group = (name: string, children: number): number[] => element(name, { 5: [I32, thrift.integer(children)] });
const NAMES = ['px', 'py', 'pz', 'E'];
const SCHEMA = thrift.list(NESTED, [group('schema', 4), ...NAMES.map(number)]);

interface Forged {
  schema?: number[];
  rows?: number;
  values?: number;
  start?: number;
  size?: number;
  footerLength?: number;
  groups?: number[];
}

/** A file of one row group, whose four columns all stand in `pages`. */
export function parquetFile(pages: readonly number[], forged: Forged = {}): Uint8Array {
  const { rows = 10, values = rows, start = 4, size = pages.length } = forged;
  const chunkOf = (name: string): number[] =>
    thrift.struct({
      3: [
        NESTED,
        thrift.struct({
          1: [I32, thrift.integer(DOUBLE)],
          2: [LIST, thrift.list(I32, [thrift.integer(RUNS)])],
          3: [LIST, thrift.list(BINARY, [thrift.text(name)])],
          4: [I32, thrift.integer(0)],
          5: [I64, thrift.integer(values)],
          6: [I64, thrift.integer(size)],
          7: [I64, thrift.integer(size)],
          9: [I64, thrift.integer(start)],
        }),
      ],
    });
  const rowGroup = thrift.struct({
    1: [LIST, thrift.list(NESTED, NAMES.map(chunkOf))],
    3: [I64, thrift.integer(rows)],
  });
  const footer = thrift.struct({
    2: [LIST, forged.schema ?? SCHEMA],
    3: [I64, thrift.integer(rows)],
    4: [LIST, forged.groups ?? thrift.list(NESTED, [rowGroup])],
  });
  const tail = new Uint8Array(8);
  new DataView(tail.buffer).setUint32(0, forged.footerLength ?? footer.length, true);
  tail.set(new TextEncoder().encode('PAR1'), 4);
  return Uint8Array.from([...new TextEncoder().encode('PAR1'), ...pages, ...footer, ...tail]);
}

/** A data page of version 1 without compression. */
export function page(values: number, encoding: number, bytes: number[], declared = bytes.length): number[] {
  const details = thrift.struct({ 1: [I32, thrift.integer(values)], 2: [I32, thrift.integer(encoding)] });
  const header = thrift.struct({
    1: [I32, thrift.integer(0)],
    2: [I32, thrift.integer(declared)],
    3: [I32, thrift.integer(bytes.length)],
    5: [NESTED, details],
  });
  return [...header, ...bytes];
}

/** The dictionary of one value, 0. */
const DICTIONARY = [
  ...thrift.struct({
    1: [I32, thrift.integer(2)],
    2: [I32, thrift.integer(8)],
    3: [I32, thrift.integer(8)],
    7: [NESTED, thrift.struct({ 1: [I32, thrift.integer(1)], 2: [I32, thrift.integer(0)] })],
  }),
  ...Array<number>(8).fill(0),
];
/** Index 0, 2^30 times, in a few bytes. */
const longRun = [1, ...thrift.varint(2 ** 31), 0];

export const hostileParquet = (): HostileTable[] => {
  const endless = [...DICTIONARY, ...page(2 ** 30, RUNS, longRun)];
  const nested = [...Array.from({ length: 40 }, () => group('a', 1)), number('px')];
  const lists = Array.from({ length: 40 }, () => thrift.list(LIST, [], 2 ** 28)).flat();
  return [
    {
      what: '2^30 rows in a run',
      bytes: parquetFile(endless, { rows: 2 ** 30 }),
      refusal: /limit (decompressed|clusters)/,
    },
    {
      what: 'a run that the footer does not declare',
      bytes: parquetFile(endless),
      refusal: /more rows than its row group/,
    },
    {
      what: '2^40 rows without pages',
      bytes: parquetFile([], { rows: 2 ** 40 }),
      refusal: /limit (decompressed|clusters)/,
    },
    { what: 'rows that are not there', bytes: parquetFile(page(10, 0, Array(8).fill(0))), refusal: /fewer values/ },
    {
      what: 'a page that says it is huge',
      bytes: parquetFile(page(10, 0, [0], 2 ** 31 - 1)),
      refusal: /limit page_bytes/,
    },
    { what: 'a column beyond the file', bytes: parquetFile([], { size: 2 ** 40 }), refusal: /outside its file/ },
    { what: 'a column in the magic number', bytes: parquetFile([], { start: 0 }), refusal: /outside its file/ },
    {
      what: 'a footer longer than the file',
      bytes: parquetFile([], { footerLength: 2 ** 31 }),
      refusal: /more bytes than the file/,
    },
    {
      what: 'a million columns',
      bytes: parquetFile([], { schema: thrift.list(NESTED, [], 1_000_000) }),
      refusal: /damaged/,
    },
    {
      what: '20,000 columns',
      bytes: parquetFile([], {
        schema: thrift.list(NESTED, [group('schema', 20_000), ...Array(20_000).fill(number('a'))]),
      }),
      refusal: /limit columns/,
    },
    {
      what: 'forty levels',
      bytes: parquetFile([], { schema: thrift.list(NESTED, [group('schema', 1), ...nested]) }),
      refusal: /limit depth/,
    },
    { what: 'lists of 2^28 lists of …', bytes: parquetFile([], { groups: lists }), refusal: /damaged/ },
    {
      what: 'a schema that ends early',
      bytes: parquetFile([], { schema: thrift.list(NESTED, [group('schema', 9)]) }),
      refusal: /damaged/,
    },
  ];
};

/**
 * One zstd block whose 65,000 sequences each copy 131,074 bytes: 8 GB of work in 130 kB, for a decoder that looks at its
 * output only afterwards. A match of that length takes 16 bits, all other codes none.
 */
export function zstdSequenceBomb(): Uint8Array {
  const count = 64_000;
  const literals = [(1 << 3) | 1, 65];
  // Number of sequences, all three codes of one symbol: literal length 0, offset 2 (code 1, a bit), match code 52.
  const header = [255, (count - 0x7f00) & 255, (count - 0x7f00) >> 8, 0b01010100, 1, 0, 52];
  const bits = new Uint8Array(Math.ceil((count * 17 + 1) / 8)).fill(255);
  const size = literals.length + header.length + bits.length;
  const block = (size << 3) | (2 << 1) | 1;
  const frame = [0x28, 0xb5, 0x2f, 0xfd, 0, 0x58, block & 255, (block >> 8) & 255, block >> 16];
  return Uint8Array.from([...frame, ...literals, ...header, ...bits]);
}
