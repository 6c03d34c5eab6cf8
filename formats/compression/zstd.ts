import { decompress } from 'fzstd';

/** Fills `output` from frames; false where they are damaged, or hold less or more than fits. */
export function zstdFrames(input: Uint8Array, output: Uint8Array): boolean {
  try {
    return decompress(input, output).length === output.length;
  } catch {
    return false;
  }
}
