export const LF = 10;

/** LF in each of the four bytes of a word, their lowest and their highest bits. */
const LINE_FEEDS = 0x0a0a0a0a;
const LOWEST = 0x01010101;
const HIGHEST = 0x80808080 | 0;

const NO_WORDS = new Int32Array(0);

/**
 * The line feeds of a chunk of bytes, looked for four bytes at a time: lines of text are long enough for that to be several times
 * faster than byte after byte, and too short for a call of `indexOf` for each.
 */
export class LineFeeds {
  readonly #bytes: Uint8Array;
  /** The bytes as words, and the place of the first: they begin at a multiple of four of their buffer. */
  readonly #words: Int32Array;
  readonly #first: number;

  constructor(bytes: Uint8Array) {
    const first = Math.min(bytes.length, -bytes.byteOffset & 3);
    const words = (bytes.length - first) >> 2;
    this.#bytes = bytes;
    this.#first = first;
    this.#words = words > 0 ? new Int32Array(bytes.buffer, bytes.byteOffset + first, words) : NO_WORDS;
  }

  /** Place of the first line feed from a place on, or -1. */
  next(from: number): number {
    const bytes = this.#bytes;
    const words = this.#words;
    const first = this.#first;
    const aligned = from <= first ? first : first + ((from - first + 3) & ~3);
    for (let at = from; at < aligned && at < bytes.length; at++) if (bytes[at] === LF) return at;
    let word = (aligned - first) >> 2;
    for (; word < words.length; word++) {
      // A byte that is LF becomes zero; a zero byte, and no other, borrows into its highest bit (Mycroft, 1987).
      const zero = words[word]! ^ LINE_FEEDS;
      if (((zero - LOWEST) & ~zero & HIGHEST) !== 0) break;
    }
    for (let at = first + 4 * word; at < bytes.length; at++) if (bytes[at] === LF) return at;
    return -1;
  }
}
