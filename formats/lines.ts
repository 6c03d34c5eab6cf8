import { type Caps, checkCap } from './reader.ts';

const LF = 10;
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
  #carry = new Uint8Array(1024);
  #carried = 0;
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
    let start = 0;
    for (let stop = chunk.indexOf(LF); stop >= 0; stop = chunk.indexOf(LF, start)) {
      if (this.#carried > 0) {
        this.#keep(chunk, start, stop);
        this.#hand(this.#carry, 0, this.#carried, true);
        this.#carried = 0;
      } else {
        this.#hand(chunk, start, stop, true);
      }
      start = stop + 1;
    }
    this.#keep(chunk, start, chunk.length);
  }

  /** Hands on the last line, where the input does not end with a line break. */
  end(): void {
    if (this.#carried > 0) this.#hand(this.#carry, 0, this.#carried, false);
    this.#carried = 0;
  }

  #hand(bytes: Uint8Array, start: number, stop: number, terminated: boolean): void {
    const end = terminated && stop > start && bytes[stop - 1] === CR ? stop - 1 : stop;
    // Asked here, because a place in words for every line would take longer than many a line.
    if (end - start > this.#lineCap) checkCap(this.#caps, 'lineLength', end - start, `line ${this.#number}`);
    this.#onLine(bytes, start, end, this.#number++, terminated);
  }

  #keep(chunk: Uint8Array, start: number, stop: number): void {
    const length = this.#carried + stop - start;
    // One byte more than the limit: it may be the carriage return of the line break.
    checkCap(this.#caps, 'lineLength', length - 1, `line ${this.#number}`);
    if (length > this.#carry.length) {
      const larger = new Uint8Array(Math.max(length, 2 * this.#carry.length));
      larger.set(this.#carry.subarray(0, this.#carried));
      this.#carry = larger;
    }
    this.#carry.set(chunk.subarray(start, stop), this.#carried);
    this.#carried = length;
  }
}

const SPACE = 32;
const TAB = 9;

/** Whether a line holds nothing but blanks. */
export function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i] !== SPACE && bytes[i] !== TAB && bytes[i] !== CR) return false;
  return true;
}
