import { DamagedError, damaged } from './damaged.ts';
import type { HuffmanTable } from './huffman.ts';
import { readLiterals } from './literals.ts';
import { type History, runSequences } from './sequences.ts';

/**
 * Zstandard (RFC 8878), decoded into memory of known size: no input makes it write or work beyond that. Checksums are
 * passed over, dictionaries are not read. fzstd 0.1.1 was measured against hostile input and set aside
 * (docs/decisions/0009-arrow-and-parquet.md).
 */
const MAGIC = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;
const BLOCK_BYTES = 128 * 1024;
const KIND = { raw: 0, repeated: 1, compressed: 2 } as const;

/** Fills `output` from frames; false where they are damaged, or hold less or more than fits. */
export function zstdFrames(input: Uint8Array, output: Uint8Array): boolean {
  try {
    let at = 0;
    let to = 0;
    while (at < input.length) {
      const frame = readFrame(input.subarray(at), output, to);
      at += frame.length;
      to = frame.to;
    }
    return to === output.length;
  } catch (error) {
    if (error instanceof DamagedError) return false;
    throw error;
  }
}

/** Decodes one frame to `output` from `start` on; gives its bytes, and the place after the last byte written. */
function readFrame(frame: Uint8Array, output: Uint8Array, start: number): { length: number; to: number } {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (frame.length < 6) damaged();
  const magic = view.getUint32(0, true);
  if (magic >>> 4 === SKIPPABLE >>> 4) return skipFrame(view, start);
  if (magic !== MAGIC) damaged();
  const header = headerLength(frame[4]!);
  let at = header;
  let to = start;
  const history: History = { tables: undefined, offsets: [1, 4, 8] };
  let huffman: HuffmanTable | undefined;
  for (let last = false; !last; ) {
    if (at + 3 > frame.length) damaged();
    const word = frame[at]! | (frame[at + 1]! << 8) | (frame[at + 2]! << 16);
    at += 3;
    last = (word & 1) === 1;
    const kind = (word >> 1) & 3;
    const size = word >> 3;
    const length = kind === KIND.repeated ? 1 : size;
    if (at + length > frame.length) damaged();
    const block = frame.subarray(at, at + length);
    at += length;
    const end = Math.min(output.length, to + BLOCK_BYTES);
    if (kind === KIND.compressed) {
      const literals = readLiterals(block, huffman, BLOCK_BYTES);
      huffman = literals.huffman;
      to = runSequences(block.subarray(literals.length), literals.bytes, history, { output, start, to, end });
      continue;
    }
    if (kind > KIND.compressed || to + size > end) damaged();
    if (kind === KIND.raw) output.set(block, to);
    else output.fill(block[0]!, to, to + size);
    to += size;
  }
  const checksum = (frame[4]! & 4) === 0 ? 0 : 4;
  if (at + checksum > frame.length) damaged();
  return { length: at + checksum, to };
}

/** Bytes of the magic number and the header (section 3.1.1.1). What it says of sizes, the caller knows. */
function headerLength(descriptor: number): number {
  const single = (descriptor >> 5) & 1;
  const sizeFlag = descriptor >> 6;
  const dictionary = descriptor & 3;
  if ((descriptor & 8) !== 0 || dictionary !== 0) damaged();
  const size = sizeFlag === 0 ? single : 2 ** sizeFlag;
  return 5 + (1 - single) + size;
}

function skipFrame(view: DataView, to: number): { length: number; to: number } {
  if (view.byteLength < 8) damaged();
  const length = 8 + view.getUint32(4, true);
  if (length > view.byteLength) damaged();
  return { length, to };
}
