import { BackwardBits, bitsAt } from './bits.ts';
import { damaged } from './damaged.ts';
import { FseState, readFseTable } from './fse.ts';

/** A Huffman code as a table over its longest words (RFC 8878, section 4.2). */
export interface HuffmanTable {
  /** Bits of the longest word. */
  log: number;
  symbols: Uint8Array;
  bits: Uint8Array;
}

const MAX_LOG = 11;
const MAX_SYMBOLS = 256;
const WEIGHT_LOG = 6;

/** Reads the description of a code at the start of bytes; gives the code and the bytes that the description takes. */
export function readHuffman(bytes: Uint8Array): { table: HuffmanTable; length: number } {
  const header = bytes[0] ?? damaged();
  const direct = header >= 128;
  const length = 1 + (direct ? (header - 126) >> 1 : header);
  if (length > bytes.length) damaged();
  const described = bytes.subarray(1, length);
  const weights = direct ? directWeights(described, header - 127) : compressedWeights(described);
  return { table: tableOf(weights), length };
}

function directWeights(bytes: Uint8Array, count: number): number[] {
  return Array.from({ length: count }, (_, i) => (i % 2 === 0 ? bytes[i >> 1]! >> 4 : bytes[i >> 1]! & 15));
}

/** Weights by two states that take turns, until the bits are used up. */
function compressedWeights(bytes: Uint8Array): number[] {
  const { table, length } = readFseTable(bytes, WEIGHT_LOG, MAX_LOG + 1);
  const bits = new BackwardBits(bytes.subarray(length));
  const states = [new FseState(table, bits), new FseState(table, bits)] as const;
  const weights: number[] = [];
  if (bits.left < 0) damaged();
  for (let turn = 0; ; turn = 1 - turn) {
    const state = states[turn]!;
    weights.push(state.symbol);
    state.next(bits);
    if (weights.length >= MAX_SYMBOLS) damaged();
    if (bits.left >= 0) continue;
    weights.push(states[1 - turn]!.symbol);
    return weights;
  }
}

function tableOf(weights: number[]): HuffmanTable {
  const sum = weights.reduce((total, weight) => total + (weight > 0 ? 2 ** (weight - 1) : 0), 0);
  if (sum === 0) damaged();
  const log = 32 - Math.clz32(sum);
  // The last weight is not written: it fills what is left of the table.
  const left = (1 << log) - sum;
  if (log > MAX_LOG || (left & (left - 1)) !== 0 || weights.length >= MAX_SYMBOLS) damaged();
  weights.push(32 - Math.clz32(left));
  const symbols = new Uint8Array(1 << log);
  const bits = new Uint8Array(1 << log);
  let at = 0;
  for (let weight = 1; weight <= log; weight++) {
    weights.forEach((own, symbol) => {
      if (own !== weight) return;
      const end = at + (1 << (weight - 1));
      symbols.fill(symbol, at, end);
      bits.fill(log + 1 - weight, at, end);
      at = end;
    });
  }
  if (at !== 1 << log) damaged();
  return { log, symbols, bits };
}

/** Decodes one stream, which must end with the last byte that is wanted. */
export function decodeHuffman(bytes: Uint8Array, table: HuffmanTable, output: Uint8Array): void {
  const { log, symbols, bits: widths } = table;
  const { left: start } = new BackwardBits(bytes);
  const mask = (1 << log) - 1;
  let left = start;
  for (let i = 0; i < output.length; i++) {
    // As BackwardBits.peek, which would take most of the time of a file.
    const at = left - log;
    const byte = at >> 3;
    const word = (bytes[byte]! | (bytes[byte + 1]! << 8) | (bytes[byte + 2]! << 16)) >>> (at & 7);
    const code = at >= 0 ? word & mask : left > 0 ? (bitsAt(bytes, 0, left) << -at) & mask : 0;
    output[i] = symbols[code]!;
    left -= widths[code]!;
  }
  if (left !== 0) damaged();
}
