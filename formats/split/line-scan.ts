import { ByteBuffer } from '../byte-buffer.ts';
import { type Caps, checkCap } from '../reader.ts';

const LF = 10;

/** Takes one line, its line break excluded, and the place of its first byte in the text; valid during the call. */
export type LineAt = (bytes: Uint8Array, start: number, end: number, at: number) => void;

/** Lines of a stream with their places. Unlike `LineSplitter` it leaves carriage returns alone. */
export class LineScan {
  readonly #onLine: LineAt;
  readonly #caps: Partial<Caps>;
  readonly #carry = new ByteBuffer();
  #at: number;
  #line: number;

  constructor(onLine: LineAt, caps: Partial<Caps>, at: number, line: number) {
    this.#onLine = onLine;
    this.#caps = caps;
    this.#at = at;
    this.#line = line;
  }

  /** Place of the first byte that is in no whole line yet, and the number of its line. */
  get at(): number {
    return this.#at;
  }

  get line(): number {
    return this.#line;
  }

  /** Bytes behind the last line break. */
  get rest(): number {
    return this.#carry.length;
  }

  /** Throws FormatError (`limit`) above caps.lineLength. */
  write(chunk: Uint8Array): void {
    let start = 0;
    for (let stop = chunk.indexOf(LF); stop >= 0; stop = chunk.indexOf(LF, start)) {
      this.#hand(chunk, start, stop);
      start = stop + 1;
    }
    this.#check(this.#carry.length + chunk.length - start);
    this.#carry.append(chunk, start, chunk.length);
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
    if (length > (this.#caps.lineLength ?? length)) {
      checkCap(this.#caps, 'lineLength', length - 1, `line ${this.#line}`);
    }
  }
}
