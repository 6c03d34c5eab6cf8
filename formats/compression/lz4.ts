/**
 * LZ4 (https://github.com/lz4/lz4, doc/lz4_Block_format.md and doc/lz4_Frame_format.md), decoded into memory of known
 * size: no input makes it write or work beyond that. Checksums, which the formats that we read leave out, are passed
 * over. lz4js 0.2.0 was measured against hostile input and set aside (docs/decisions/0009-arrow-and-parquet.md).
 */
const MAGIC = 0x184d2204;
const MIN_MATCH = 4;
/** Copies longer than this are left to the engine's memmove. */
const LONG = 32;

/** Fills `output` from a frame; false where the frame is damaged, or holds less or more than fits. */
export function lz4Frame(input: Uint8Array, output: Uint8Array): boolean {
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  if (input.length < 7 || view.getUint32(0, true) !== MAGIC) return false;
  const flags = input[4]!;
  const [version, blockChecksum, contentSize, contentChecksum] = [flags >> 6, flags & 16, flags & 8, flags & 4];
  const dictionary = flags & 1;
  if (version !== 1 || dictionary !== 0) return false;
  let at = 7 + (contentSize ? 8 : 0);
  let out = 0;
  while (at + 4 <= input.length) {
    const word = view.getUint32(at, true);
    at += 4;
    if (word === 0) return out === output.length && at + (contentChecksum ? 4 : 0) === input.length;
    const size = word & 0x7fffffff;
    if (at + size > input.length) return false;
    const block = input.subarray(at, at + size);
    out = word >>> 31 === 1 ? copyBlock(block, output, out) : lz4Block(block, output, out);
    if (out < 0) return false;
    at += size + (blockChecksum ? 4 : 0);
  }
  return false;
}

function copyBlock(block: Uint8Array, output: Uint8Array, out: number): number {
  if (out + block.length > output.length) return -1;
  output.set(block, out);
  return out + block.length;
}

/**
 * Decodes one block to `output` from `out` on, where matches may reach back to the start of `output`. Gives the place
 * after the last byte written, or -1 where the block is damaged or does not fit.
 */
export function lz4Block(input: Uint8Array, output: Uint8Array, out: number): number {
  const end = input.length;
  let at = 0;
  let to = out;
  while (at < end) {
    const token = input[at++]!;
    let literals = token >> 4;
    if (literals === 15) {
      let byte = 255;
      while (byte === 255 && at < end) literals += byte = input[at++]!;
      if (byte === 255) return -1;
    }
    if (at + literals > end || to + literals > output.length) return -1;
    if (literals > LONG) output.set(input.subarray(at, at + literals), to);
    else for (let i = 0; i < literals; i++) output[to + i] = input[at + i]!;
    at += literals;
    to += literals;
    if (at === end) return (token & 15) === 0 ? to : -1;
    if (at + 2 > end) return -1;
    const distance = input[at]! | (input[at + 1]! << 8);
    at += 2;
    let length = token & 15;
    if (length === 15) {
      let byte = 255;
      while (byte === 255 && at < end) length += byte = input[at++]!;
      if (byte === 255) return -1;
    }
    length += MIN_MATCH;
    if (distance === 0 || distance > to || to + length > output.length) return -1;
    copyMatch(output, to, distance, length);
    to += length;
  }
  return -1;
}

/** Copies `length` bytes from `distance` before `to`; where they overlap, what was just written repeats. */
export function copyMatch(output: Uint8Array, to: number, distance: number, length: number): void {
  if (length > LONG && distance >= length) output.copyWithin(to, to - distance, to - distance + length);
  else if (length > LONG && distance === 1) output.fill(output[to - 1]!, to, to + length);
  else for (let i = to; i < to + length; i++) output[i] = output[i - distance]!;
}
