import { type FormatErrorKind, formatError } from './error.ts';

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
  /** Of the number being read: its digits as an integer, and how many there are after leading zeros. */
  #mantissa = 0;
  #significant = 0;

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
    const bytes = this.#bytes;
    const end = this.#end;
    const negative = this.take(MINUS);
    let pos = this.#pos;
    let value = 0;
    for (; pos < end; pos++) {
      const digit = bytes[pos]! - ZERO;
      if (digit < 0 || digit > 9) break;
      value = Math.min(value * 10 + digit, Number.MAX_SAFE_INTEGER);
    }
    if (pos === this.#pos) this.fail('syntax', INTEGER_RULE);
    this.#pos = pos;
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
    const negative = this.take(MINUS);
    this.#mantissa = 0;
    this.#significant = 0;
    this.#digits(NUMBER_RULE);
    let scale = this.take(DOT) ? -this.#digits('a digit is expected') : 0;
    const byte = this.peek();
    if (byte === LOWER_E || byte === UPPER_E) scale += this.#exponent();
    if (this.#significant > EXACT_DIGITS || scale < -22 || scale > 22) return this.#roundedNumber(first);
    const size = scale < 0 ? this.#mantissa / EXACT_POWERS[-scale]! : this.#mantissa * EXACT_POWERS[scale]!;
    return negative ? -size : size;
  }

  /** Passes over one digit or more, appends them to the mantissa and gives how many they are. */
  #digits(rule: string): number {
    const bytes = this.#bytes;
    const end = this.#end;
    const first = this.#pos;
    let mantissa = this.#mantissa;
    let significant = this.#significant;
    let pos = first;
    for (; pos < end; pos++) {
      const digit = bytes[pos]! - ZERO;
      if (digit < 0 || digit > 9) break;
      mantissa = mantissa * 10 + digit;
      if (mantissa > 0) significant++;
    }
    if (pos === first) this.fail('syntax', rule);
    this.#mantissa = mantissa;
    this.#significant = significant;
    this.#pos = pos;
    return pos - first;
  }

  /** The exponent of a number, whose `e` is the next byte. */
  #exponent(): number {
    this.#pos++;
    const negative = this.take(MINUS);
    if (!negative) this.take(PLUS);
    const mantissa = this.#mantissa;
    const significant = this.#significant;
    this.#mantissa = 0;
    this.#digits('a digit is expected');
    const exponent = Math.min(this.#mantissa, 1e6);
    this.#mantissa = mantissa;
    this.#significant = significant;
    return negative ? -exponent : exponent;
  }

  /** The number that stands from `first` up to the place reached, by way of a string. */
  #roundedNumber(first: number): number {
    let text = '';
    for (let i = first; i < this.#pos; i++) text += String.fromCharCode(this.#bytes[i]!);
    const value = Number(text);
    if (!Number.isFinite(value)) this.fail('value', 'must be a finite number', first - this.#start + 1);
    return value;
  }
}
