import { damaged } from './damaged.ts';
import { decodeHuffman, type HuffmanTable, readHuffman } from './huffman.ts';

/** The literals of a block, the code that they were written in, and the bytes that their section takes. */
export interface Literals {
  bytes: Uint8Array;
  huffman: HuffmanTable | undefined;
  length: number;
}

const KIND = { raw: 0, repeated: 1, treeless: 3 } as const;

/** Reads the section of literals (RFC 8878, section 3.1.1.3.1); `last` is the code of the block before. */
export function readLiterals(block: Uint8Array, last: HuffmanTable | undefined, maxBytes: number): Literals {
  const first = block[0] ?? damaged();
  const kind = first & 3;
  const format = (first >> 2) & 3;
  if (kind === KIND.raw || kind === KIND.repeated) return plainLiterals(block, kind, format, last, maxBytes);
  const header = format < 2 ? 3 : format + 2;
  if (block.length < header) damaged();
  const bits = format < 2 ? 10 : 4 * format + 6;
  const sizes = number(block, header) / 16;
  const size = Math.floor(sizes) % 2 ** bits;
  const compressed = Math.floor(sizes / 2 ** bits);
  const length = header + compressed;
  if (size > maxBytes || length > block.length) damaged();
  const body = block.subarray(header, length);
  const tree = kind === KIND.treeless ? { table: last ?? damaged(), length: 0 } : readHuffman(body);
  const bytes = new Uint8Array(size);
  const streams = body.subarray(tree.length);
  if (format === 0) decodeHuffman(streams, tree.table, bytes);
  else decodeFour(streams, tree.table, bytes);
  return { bytes, huffman: tree.table, length };
}

function plainLiterals(
  block: Uint8Array,
  kind: number,
  format: number,
  huffman: HuffmanTable | undefined,
  maxBytes: number,
): Literals {
  const header = format % 2 === 0 ? 1 : format === 1 ? 2 : 3;
  if (block.length < header) damaged();
  const size = format % 2 === 0 ? block[0]! >> 3 : Math.floor(number(block, header) / 16);
  const length = header + (kind === KIND.raw ? size : 1);
  if (size > maxBytes || length > block.length) damaged();
  if (kind === KIND.raw) return { bytes: block.subarray(header, length), huffman, length };
  return { bytes: new Uint8Array(size).fill(block[header]!), huffman, length };
}

/** Four streams, after a table of the lengths of the first three, each for a quarter of the bytes. */
function decodeFour(bytes: Uint8Array, table: HuffmanTable, output: Uint8Array): void {
  const quarter = (output.length + 3) >> 2;
  if (bytes.length < 6 || 3 * quarter > output.length) damaged();
  let at = 6;
  for (let i = 0; i < 4; i++) {
    const end = i < 3 ? at + bytes[2 * i]! + 256 * bytes[2 * i + 1]! : bytes.length;
    if (end > bytes.length) damaged();
    const part = output.subarray(i * quarter, i < 3 ? (i + 1) * quarter : output.length);
    decodeHuffman(bytes.subarray(at, end), table, part);
    at = end;
  }
}

/** An integer of `count` bytes, little-endian. */
function number(bytes: Uint8Array, count: number): number {
  let value = 0;
  for (let i = count - 1; i >= 0; i--) value = value * 256 + bytes[i]!;
  return value;
}
