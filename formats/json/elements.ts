import { ByteBuffer } from '../byte-buffer.ts';
import { formatError } from '../error.ts';
import { type Caps, checkCap } from '../reader.ts';
import { parseJson } from './parse.ts';

const QUOTE = 34;
const COMMA = 44;
const OPEN_ARRAY = 91;
const BACKSLASH = 92;
const CLOSE_ARRAY = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

/** Takes one element of the array, parsed; `place` is its JSON pointer. */
export type ElementHandler = (value: unknown, place: string) => void;

const isBlank = (byte: number): boolean => byte === 32 || byte === 10 || byte === 13 || byte === 9;

/**
 * Cuts a JSON document that is one array into its elements and parses them one by one, so that a long array is never
 * held. Brackets and strings are followed only as far as it takes to find where an element ends; whether it is JSON is
 * for `parseJson` to say.
 */
export class JsonElements {
  readonly #onElement: ElementHandler;
  readonly #caps: Partial<Caps>;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  readonly #carry = new ByteBuffer();
  #state: 'before' | 'inside' | 'after' = 'before';
  #index = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #bytes = 0;

  constructor(onElement: ElementHandler, caps: Partial<Caps> = {}) {
    this.#onElement = onElement;
    this.#caps = caps;
  }

  /** Hands on every element that ends in this chunk. Throws FormatError. */
  write(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    checkCap(this.#caps, 'bytes', this.#bytes, this.#place);
    let start = 0;
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i]!;
      if (this.#state !== 'inside') {
        this.#outside(byte);
        start = i + 1;
      } else if (this.#ends(byte)) {
        this.#keep(chunk, start, i);
        this.#hand(byte);
        start = i + 1;
      }
    }
    if (this.#state === 'inside') this.#keep(chunk, start, chunk.length);
  }

  /** Throws FormatError (`syntax`) where the array did not end. */
  end(): void {
    if (this.#state === 'after') return;
    if (this.#state === 'before') throw formatError('syntax', '', 'must be valid JSON: a value is expected');
    const text = this.#decode();
    if (text.trim() !== '') parseJson(text, this.#place, this.#caps);
    throw formatError('syntax', this.#place, "',' or ']' is expected, but the text ends here (is it cut short?)");
  }

  get #place(): string {
    return `/${this.#index}`;
  }

  #outside(byte: number): void {
    if (isBlank(byte)) return;
    if (this.#state === 'after') throw formatError('syntax', '', 'must be valid JSON: nothing may follow the array');
    if (byte !== OPEN_ARRAY) throw formatError('syntax', '', 'must be a JSON array');
    this.#state = 'inside';
  }

  /** Follows one byte; whether an element ends before it. */
  #ends(byte: number): boolean {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false;
      else if (byte === BACKSLASH) this.#escaped = true;
      else if (byte === QUOTE) this.#inString = false;
      return false;
    }
    if (byte === QUOTE) this.#inString = true;
    else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) this.#depth++;
    else if (byte === COMMA) return this.#depth === 0;
    else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) return --this.#depth < 0;
    return false;
  }

  /** Parses and hands on the element that ended before a comma or bracket. */
  #hand(byte: number): void {
    const text = this.#decode();
    this.#carry.clear();
    if (byte !== COMMA) {
      if (byte !== CLOSE_ARRAY) throw formatError('syntax', this.#place, "must be valid JSON: ']' is expected");
      this.#state = 'after';
      if (this.#index === 0 && text.trim() === '') return;
    }
    this.#onElement(parseJson(text, this.#place, this.#caps), this.#place);
    this.#index++;
  }

  #keep(chunk: Uint8Array, start: number, end: number): void {
    checkCap(this.#caps, 'document', this.#carry.length + end - start, this.#place);
    this.#carry.append(chunk, start, end);
  }

  #decode(): string {
    try {
      return this.#decoder.decode(this.#carry.view());
    } catch {
      throw formatError('syntax', this.#place, 'must be UTF-8');
    }
  }
}
