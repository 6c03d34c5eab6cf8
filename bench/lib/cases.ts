import { type Reader, readAll } from '../../formats/reader.ts';

/** One piece of work of the formats' benchmark; its rates are those of the bytes of `input`. */
export interface Case {
  name: string;
  input: Uint8Array;
  run: (input: Uint8Array) => unknown;
}

const CHUNK = 1 << 16;

/** Feeds bytes to a reader in chunks of 64 KiB, as they come from a network. */
export function stream<T>(reader: Reader<T>, all: Uint8Array): T {
  const chunks: Uint8Array[] = [];
  for (let i = 0; i < all.length; i += CHUNK) chunks.push(all.subarray(i, i + CHUNK));
  return readAll(reader, chunks);
}
