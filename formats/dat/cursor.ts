import { type FormatErrorKind, formatError } from '../error.ts';

const SPACE = 32;
const TAB = 9;
const MINUS = 45;
const PLUS = 43;
const DOT = 46;
const ZERO = 48;
const UPPER_E = 69;
const LOWER_E = 101;

/** Powers of ten that are exact in float64. */
const EXACT_POWERS = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const EXACT_DIGITS = 15;

const NUMBER_RULE = 'a decimal number is expected';
const INTEGER_RULE = 'an integer is expected';

/** A place in one line of bytes, from which numbers and separators are read strictly. */
export class Cursor {
  #bytes: Uint8Array = new Uint8Array(0);
  #start = 0;
  #end = 0;
  #line = 0;
  #row = 0;
  #pos = 0;

  /** Goes to the start of a line; `row` is the index of the event that stands in it. */
  reset(bytes: Uint8Array, start: number, end: number, line: number, row: number): void {
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
    this.#line = line;
    this.#row = row;
    this.#pos = start;
  }

  /** The next byte, or -1 at the end of the line. */
  peek(): number {
    return this.#pos < this.#end ? this.#bytes[this.#pos]! : -1;
  }

  /** Passes over one byte if it is the next one. */
  take(byte: number): boolean {
    if (this.peek() !== byte) return false;
    this.#pos++;
    return true;
  }

  expect(byte: number): void {
    if (this.take(byte)) return;
    this.fail('syntax', `'${String.fromCharCode(byte)}' is expected`);
  }

  skipBlanks(): void {
    for (let byte = this.peek(); byte === SPACE || byte === TAB; byte = this.peek()) this.#pos++;
  }

  get column(): number {
    return this.#pos - this.#start + 1;
  }

  get place(): string {
    return `line ${this.#line}`;
  }

  /** Throws a FormatError at the next byte, or at a column given. A line that ends too early says so. */
  fail(kind: FormatErrorKind, rule: string, column = this.column): never {
    const cut = kind === 'syntax' && column === this.#end - this.#start + 1;
    const text = cut ? `${rule}, but the line ends here (is the file cut short?)` : rule;
    throw formatError(kind, `${this.place}, column ${column}`, text, this.#row);
  }

  /** A 32-bit integer: `-?[0-9]+`. */
  integer(): number {
    const column = this.column;
    const negative = this.take(MINUS);
    const first = this.#pos;
    let value = 0;
    for (let digit = this.#digit(); digit >= 0; digit = this.#digit()) {
      value = Math.min(value * 10 + digit, Number.MAX_SAFE_INTEGER);
      this.#pos++;
    }
    if (this.#pos === first) this.fail('syntax', INTEGER_RULE);
    const signed = negative ? -value : value;
    if ((signed | 0) !== signed) this.fail('value', 'must be an integer of 32 bits', column);
    return signed | 0;
  }

  /**
   * A finite decimal number, `-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?`, exactly rounded to float64: up to 15 digits
   * and a power of ten up to 22 take one exact division or product (Clinger, PLDI 1990), the rest goes to `Number`.
   */
  number(): number {
    const first = this.#pos;
    const column = this.column;
    const negative = this.take(MINUS);
    let mantissa = 0;
    let digits = 0;
    const whole = this.#pos;
    for (let digit = this.#digit(); digit >= 0; digit = this.#digit()) {
      mantissa = mantissa * 10 + digit;
      if (mantissa > 0) digits++;
      this.#pos++;
    }
    if (this.#pos === whole) this.fail('syntax', NUMBER_RULE);
    let scale = 0;
    if (this.take(DOT)) {
      const fraction = this.#pos;
      for (let digit = this.#digit(); digit >= 0; digit = this.#digit()) {
        mantissa = mantissa * 10 + digit;
        if (mantissa > 0) digits++;
        this.#pos++;
      }
      scale = fraction - this.#pos;
      if (scale === 0) this.fail('syntax', 'a digit is expected');
    }
    scale += this.#exponent();
    if (digits > EXACT_DIGITS || scale < -22 || scale > 22) return this.#roundedNumber(first, column);
    const size = scale < 0 ? mantissa / EXACT_POWERS[-scale]! : mantissa * EXACT_POWERS[scale]!;
    return negative ? -size : size;
  }

  /** The exponent of a number, 0 where it has none. */
  #exponent(): number {
    const byte = this.peek();
    if (byte !== LOWER_E && byte !== UPPER_E) return 0;
    this.#pos++;
    const negative = this.take(MINUS);
    if (!negative) this.take(PLUS);
    const first = this.#pos;
    let value = 0;
    for (let digit = this.#digit(); digit >= 0; digit = this.#digit()) {
      value = Math.min(value * 10 + digit, 1e6);
      this.#pos++;
    }
    if (this.#pos === first) this.fail('syntax', 'a digit is expected');
    return negative ? -value : value;
  }

  #roundedNumber(first: number, column: number): number {
    let text = '';
    for (let i = first; i < this.#pos; i++) text += String.fromCharCode(this.#bytes[i]!);
    const value = Number(text);
    if (!Number.isFinite(value)) this.fail('value', 'must be a finite number', column);
    return value;
  }

  /** The next byte as a digit, or -1. */
  #digit(): number {
    const digit = this.peek() - ZERO;
    return digit >= 0 && digit <= 9 ? digit : -1;
  }
}
