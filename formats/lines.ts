import { ByteBuffer } from './byte-buffer.ts';
import { LineFeeds } from './line-feed.ts';
import { type Caps, checkCap } from './reader.ts';

const CR = 13;

/**
 * Takes one line: it stands in `bytes` from `start` up to `end` (its line break excluded) and is only valid during
 * the call. `number` counts from 1; `terminated` is false for a last line that no line break ends.
 */
export type LineHandler = (bytes: Uint8Array, start: number, end: number, number: number, terminated: boolean) => void;

/** Cuts a stream of chunks into lines at `\n` or `\r\n`, without copying lines that lie within one chunk. */
export class LineSplitter {
  readonly #onLine: LineHandler;
  readonly #caps: Partial<Caps>;
  readonly #lineCap: number;
  /** What the chunks so far hold of a line that has not ended. */
  readonly #carry = new ByteBuffer();
  #number = 1;
  #bytes = 0;

  constructor(onLine: LineHandler, caps: Partial<Caps> = {}) {
    this.#onLine = onLine;
    this.#caps = caps;
    this.#lineCap = caps.lineLength ?? Number.POSITIVE_INFINITY;
  }

  /** Hands on every line that ends in this chunk. Throws FormatError (`limit`) above caps.bytes or caps.lineLength. */
  write(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    checkCap(this.#caps, 'bytes', this.#bytes, `line ${this.#number}`);
    const feeds = new LineFeeds(chunk);
    let start = 0;
    for (let stop = feeds.next(0); stop >= 0; stop = feeds.next(start)) {
      if (this.#carry.length > 0) {
        this.#keep(chunk, start, stop);
        this.#handCarried(true);
      } else {
        this.#hand(chunk, start, stop, true);
      }
      start = stop + 1;
    }
    this.#keep(chunk, start, chunk.length);
  }

  /** Hands on the last line, where the input does not end with a line break. */
  end(): void {
    if (this.#carry.length > 0) this.#handCarried(false);
  }

  #handCarried(terminated: boolean): void {
    this.#hand(this.#carry.view(), 0, this.#carry.length, terminated);
    this.#carry.clear();
  }

  #hand(bytes: Uint8Array, start: number, stop: number, terminated: boolean): void {
    const end = terminated && stop > start && bytes[stop - 1] === CR ? stop - 1 : stop;
    // Asked here, because a place in words for every line would take longer than many a line.
    if (end - start > this.#lineCap) checkCap(this.#caps, 'lineLength', end - start, `line ${this.#number}`);
    this.#onLine(bytes, start, end, this.#number++, terminated);
  }

  #keep(chunk: Uint8Array, start: number, stop: number): void {
    // One byte more than the limit: it may be the carriage return of the line break.
    checkCap(this.#caps, 'lineLength', this.#carry.length + stop - start - 1, `line ${this.#number}`);
    this.#carry.append(chunk, start, stop);
  }
}

const SPACE = 32;
const TAB = 9;

/** Whether a line holds nothing but blanks. */
export function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i] !== SPACE && bytes[i] !== TAB && bytes[i] !== CR) return false;
  return true;
}
