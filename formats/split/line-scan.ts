import { ByteBuffer } from '../byte-buffer.ts';
import { LineFeeds } from '../line-feed.ts';
import { type Caps, checkCap } from '../reader.ts';

/** Takes one line, its line break excluded, and the place of its first byte in the text; valid during the call. */
export type LineAt = (bytes: Uint8Array, start: number, end: number, at: number) => void;

/** No byte begins a line that is passed over. */
const NONE = new Uint8Array(256);

/** Lines of a stream with their places. Unlike `LineSplitter` it leaves carriage returns alone. */
export class LineScan {
  readonly #onLine: LineAt;
  readonly #cap: number;
  readonly #caps: Partial<Caps>;
  readonly #passed: Uint8Array;
  readonly #carry = new ByteBuffer();
  #at: number;
  #line: number;
  /** Whether lines were passed over since the last that was handed on. */
  #quiet = false;

  /** @param passed has 1 for the bytes that begin lines which are only counted */
  constructor(onLine: LineAt, caps: Partial<Caps>, at: number, line: number, passed: Uint8Array = NONE) {
    this.#onLine = onLine;
    this.#caps = caps;
    this.#cap = caps.lineLength ?? Number.POSITIVE_INFINITY;
    this.#at = at;
    this.#line = line;
    this.#passed = passed;
  }

  /** Place of the first byte that is in no line yet that was handed on, and the number of its line. */
  get at(): number {
    return this.#at;
  }

  get line(): number {
    return this.#line;
  }

  /** Whether lines were passed over since this was last asked. */
  takeQuiet(): boolean {
    const quiet = this.#quiet;
    this.#quiet = false;
    return quiet;
  }

  /** Throws FormatError (`limit`) above caps.lineLength. */
  write(chunk: Uint8Array): void {
    const passed = this.#passed;
    const cap = this.#cap;
    const length = chunk.length;
    const feeds = new LineFeeds(chunk);
    let start = 0;
    for (let stop = feeds.next(0); stop >= 0; stop = feeds.next(start)) {
      if (passed[chunk[start]!] === 1 && this.#carry.length === 0 && stop - start <= cap) {
        this.#quiet = true;
        this.#at += stop + 1 - start;
        this.#line++;
      } else {
        this.#hand(chunk, start, stop);
      }
      start = stop + 1;
    }
    this.#check(this.#carry.length + length - start);
    this.#carry.append(chunk, start, length);
  }

  /** Hands on the last line, where no line break ends it. */
  end(): void {
    if (this.#carry.length === 0) return;
    const last = this.#carry.view();
    this.#onLine(last, 0, last.length, this.#at);
    this.#at += last.length;
    this.#carry.clear();
  }

  #hand(chunk: Uint8Array, start: number, stop: number): void {
    const carried = this.#carry.length;
    const length = carried + stop - start;
    this.#check(length);
    if (carried > 0) {
      this.#carry.append(chunk, start, stop);
      this.#onLine(this.#carry.view(), 0, length, this.#at);
      this.#carry.clear();
    } else {
      this.#onLine(chunk, start, stop, this.#at);
    }
    this.#at += length + 1;
    this.#line++;
  }

  #check(length: number): void {
    // One byte more than the limit: it may be the carriage return of the line break.
    if (length > this.#cap) checkCap(this.#caps, 'lineLength', length - 1, `line ${this.#line}`);
  }
}
