import { copyMatch } from '../lz4.ts';
import { BackwardBits } from './bits.ts';
import { damaged } from './damaged.ts';
import { FseState, type FseTable, fseTable, onlySymbol, readFseTable } from './fse.ts';

/** The tables of literal lengths, offsets and match lengths. */
export type SequenceTables = readonly [FseTable, FseTable, FseTable];

/** What a block leaves to the next one of its frame. */
export interface History {
  tables: SequenceTables | undefined;
  /** The last three offsets. */
  offsets: [number, number, number];
}

/** Predefined distributions, largest symbols and largest tables (RFC 8878, section 3.1.1.3.2.2). */
// biome-ignore format: tables are as in the RFC
const KINDS = [
  { log: 6, max: 35, maxLog: 9, counts: [4,3,2,2,2,2,2,2,2,2,2,2,2,1,1,1,2,2,2,2,2,2,2,2,2,3,2,1,1,1,1,1,-1,-1,-1,-1] },
  { log: 5, max: 31, maxLog: 8, counts: [1,1,1,1,1,1,2,2,2,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,-1,-1,-1,-1,-1] },
  { log: 6, max: 52, maxLog: 9, counts: [1,4,3,2,2,2,2,2,2,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,-1,-1,-1,-1,-1,-1,-1] },
] as const;
const PREDEFINED = KINDS.map(({ counts, log }) => fseTable(counts, log));

/** Bits that follow a code, and the length that they are added to. */
const LITERAL_BITS = [...Array<number>(16).fill(0), 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
const MATCH_BITS = [...Array<number>(32).fill(0), 1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
const LITERAL_BASE = bases(LITERAL_BITS, 0);
const MATCH_BASE = bases(MATCH_BITS, 3);

function bases(bits: readonly number[], first: number): number[] {
  let base = first;
  return bits.map((count) => {
    const own = base;
    base += 2 ** count;
    return own;
  });
}

/** Where a block is written: no byte beyond `end`, no match before `start`. */
export interface Target {
  output: Uint8Array;
  start: number;
  to: number;
  end: number;
}

/** Decodes the section of sequences and carries them out; gives the place after the last byte written. */
export function runSequences(section: Uint8Array, literals: Uint8Array, history: History, target: Target): number {
  const { count, length } = sequenceCount(section);
  if (count === 0) {
    if (length !== section.length) damaged();
    return copyLiterals(literals, 0, literals.length, target, target.to);
  }
  const { tables, length: described } = readTables(section.subarray(length), history.tables);
  history.tables = tables;
  const bits = new BackwardBits(section.subarray(length + described));
  const [literal, offset, match] = tables.map((table) => new FseState(table, bits));
  let to = target.to;
  let used = 0;
  for (let i = 0; i < count; i++) {
    const offsetCode = offset!.symbol;
    const value = 2 ** offsetCode + bits.read(offsetCode);
    const matchLength = lengthOf(match!.symbol, MATCH_BASE, MATCH_BITS, bits);
    const literalLength = lengthOf(literal!.symbol, LITERAL_BASE, LITERAL_BITS, bits);
    to = copyLiterals(literals, used, literalLength, target, to);
    used += literalLength;
    const distance = nextOffset(history.offsets, value, literalLength);
    if (distance < 1 || distance > to - target.start || to + matchLength > target.end) damaged();
    copyMatch(target.output, to, distance, matchLength);
    to += matchLength;
    if (i + 1 === count) break;
    literal!.next(bits);
    match!.next(bits);
    offset!.next(bits);
  }
  if (bits.left !== 0) damaged();
  return copyLiterals(literals, used, literals.length - used, target, to);
}

function lengthOf(code: number, base: readonly number[], bits: readonly number[], stream: BackwardBits): number {
  const start = base[code] ?? damaged();
  return start + stream.read(bits[code]!);
}

function copyLiterals(literals: Uint8Array, from: number, count: number, { output, end }: Target, to: number): number {
  if (count < 0 || from + count > literals.length || to + count > end) damaged();
  if (count > 32) output.set(literals.subarray(from, from + count), to);
  else for (let i = 0; i < count; i++) output[to + i] = literals[from + i]!;
  return to + count;
}

/** The offset that a value stands for: one of the last three, or a new one (section 3.1.2.5). */
function nextOffset(offsets: [number, number, number], value: number, literalLength: number): number {
  const [first, second, third] = offsets;
  if (value > 3) {
    offsets.splice(0, 3, value - 3, first, second);
    return value - 3;
  }
  const which = value - 1 + (literalLength === 0 ? 1 : 0);
  if (which === 0) return first;
  const offset = which === 1 ? second : which === 2 ? third : first - 1;
  offsets.splice(0, 3, offset, first, which === 1 ? third : second);
  return offset;
}

function sequenceCount(section: Uint8Array): { count: number; length: number } {
  const [a, b = 0, c = 0] = section;
  if (a === undefined) damaged();
  if (a < 128) return { count: a, length: 1 };
  if (a < 255) return { count: (a - 128) * 256 + b, length: 2 };
  return { count: b + 256 * c + 0x7f00, length: 3 };
}

/** Reads the tables after the number of sequences; gives them and the bytes that they take. */
function readTables(section: Uint8Array, last: SequenceTables | undefined): { tables: SequenceTables; length: number } {
  const modes = section[0] ?? damaged();
  if ((modes & 3) !== 0) damaged();
  let at = 1;
  const [literal, offset, match] = KINDS.map(({ max, maxLog }, i): FseTable => {
    const mode = (modes >> (6 - 2 * i)) & 3;
    if (mode === 0) return PREDEFINED[i]!;
    if (mode === 3) return last?.[i] ?? damaged();
    if (mode === 1) {
      const symbol = section[at++] ?? damaged();
      return symbol <= max ? onlySymbol(symbol) : damaged();
    }
    const { table, length } = readFseTable(section.subarray(at), maxLog, max);
    at += length;
    return table;
  });
  return { tables: [literal!, offset!, match!], length: at };
}
