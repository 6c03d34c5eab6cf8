import { type BackwardBits, bitsAt } from './bits.ts';
import { damaged } from './damaged.ts';

/** A table of finite-state entropy (RFC 8878, section 4.1): of each state its symbol, and how the next one is found. */
export interface FseTable {
  log: number;
  symbols: Uint8Array;
  /** Bits that are read for the next state, and what they are added to. */
  bits: Uint8Array;
  base: Uint16Array;
}

/** A state on its way through the bits of a stream. */
export class FseState {
  readonly #table: FseTable;
  #state: number;

  constructor(table: FseTable, bits: BackwardBits) {
    this.#table = table;
    this.#state = bits.read(table.log);
  }

  get symbol(): number {
    return this.#table.symbols[this.#state]!;
  }

  next(bits: BackwardBits): void {
    const { bits: counts, base } = this.#table;
    this.#state = base[this.#state]! + bits.read(counts[this.#state]!);
  }
}

/** The table that has one symbol only. */
export const onlySymbol = (symbol: number): FseTable => ({
  log: 0,
  symbols: Uint8Array.of(symbol),
  bits: Uint8Array.of(0),
  base: Uint16Array.of(0),
});

/** Makes the table of a distribution, in which -1 stands for a symbol less probable than one state (section 4.1.1). */
export function fseTable(counts: readonly number[], log: number): FseTable {
  const size = 1 << log;
  const symbols = new Uint8Array(size);
  const next = counts.map((count) => Math.abs(count));
  let high = size;
  counts.forEach((count, symbol) => {
    if (count === -1) symbols[--high] = symbol;
  });
  const step = (size >> 1) + (size >> 3) + 3;
  let at = 0;
  counts.forEach((count, symbol) => {
    for (let i = 0; i < count; i++) {
      symbols[at] = symbol;
      do at = (at + step) & (size - 1);
      while (at >= high);
    }
  });
  if (at !== 0) damaged();
  const bits = new Uint8Array(size);
  const base = new Uint16Array(size);
  for (let state = 0; state < size; state++) {
    const symbol = symbols[state]!;
    const order = next[symbol]!;
    next[symbol] = order + 1;
    bits[state] = log - (31 - Math.clz32(order));
    base[state] = (order << bits[state]!) - size;
  }
  return { log, symbols, bits, base };
}

/** Reads the description of a table at the start of bytes; gives the table and the bytes that the description takes. */
export function readFseTable(
  bytes: Uint8Array,
  maxLog: number,
  maxSymbol: number,
): { table: FseTable; length: number } {
  const log = bitsAt(bytes, 0, 4) + 5;
  if (log > maxLog) damaged();
  const counts: number[] = [];
  let left = 1 << log;
  let at = 4;
  while (left > 0) {
    if (counts.length > maxSymbol || at > 8 * bytes.length) damaged();
    // Values below `short` take a bit less than the others.
    const width = 32 - Math.clz32(left + 1);
    const value = bitsAt(bytes, at, width);
    const low = value & ((1 << (width - 1)) - 1);
    const short = (1 << width) - 2 - left;
    const isShort = low < short;
    at += isShort ? width - 1 : width;
    const count = (isShort ? low : value >= 1 << (width - 1) ? value - short : value) - 1;
    left -= Math.abs(count);
    counts.push(count);
    if (count === 0) at = readZeros(bytes, at, counts, maxSymbol);
  }
  const length = Math.ceil(at / 8);
  if (left !== 0 || counts.length > maxSymbol + 1 || length > bytes.length) damaged();
  return { table: fseTable(counts, log), length };
}

/** After a count of 0: how many more follow, in pieces of two bits. */
function readZeros(bytes: Uint8Array, start: number, counts: number[], maxSymbol: number): number {
  let at = start;
  for (let more = 3; more === 3; at += 2) {
    more = bitsAt(bytes, at, 2);
    for (let i = 0; i < more; i++) counts.push(0);
    if (counts.length > maxSymbol + 1) damaged();
  }
  return at;
}
