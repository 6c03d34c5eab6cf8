import { copyMatch } from './lz4.ts';

/**
 * Fills `output` from a Snappy block (https://github.com/google/snappy/blob/main/format_description.txt); false where
 * it is damaged, or holds less or more than fits.
 */
export function snappyBlock(input: Uint8Array, output: Uint8Array): boolean {
  const end = input.length;
  let at = 0;
  let length = 0;
  for (let scale = 1; ; scale *= 128) {
    if (at === end || at === 5) return false;
    const byte = input[at++]!;
    length += (byte & 127) * scale;
    if (byte < 128) break;
  }
  if (length !== output.length) return false;
  let to = 0;
  while (at < end) {
    const tag = input[at++]!;
    const kind = tag & 3;
    if (kind === 0) {
      let count = (tag >> 2) + 1;
      if (count > 60) {
        const bytes = count - 60;
        if (at + bytes > end) return false;
        count = 1;
        for (let i = 0; i < bytes; i++) count += input[at++]! * 2 ** (8 * i);
      }
      if (at + count > end || to + count > output.length) return false;
      output.set(input.subarray(at, at + count), to);
      at += count;
      to += count;
      continue;
    }
    const bytes = kind === 3 ? 4 : kind;
    if (at + bytes > end) return false;
    const count = kind === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
    let distance = kind === 1 ? (tag >> 5) << 8 : 0;
    for (let i = 0; i < bytes; i++) distance += input[at++]! * 2 ** (8 * i);
    if (distance === 0 || distance > to || to + count > output.length) return false;
    copyMatch(output, to, distance, count);
    to += count;
  }
  return to === output.length;
}
