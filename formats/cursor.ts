import { decimal, PART_DIGITS } from './decimal.ts';
import { type FormatErrorKind, formatError } from './error.ts';

const SPACE = 32;
const TAB = 9;
const MINUS = 45;
const PLUS = 43;
const DOT = 46;
const ZERO = 48;
const UPPER_E = 69;
const LOWER_E = 101;

/** The least number of PART_DIGITS digits. */
const FULL_HEAD = 10 ** (PART_DIGITS - 1);
const MAX_EXPONENT = 1e6;

const NUMBER_RULE = 'a decimal number is expected';
const DIGIT_RULE = 'a digit is expected';
const INTEGER_RULE = 'an integer is expected';

/** A place in one line of bytes, from which numbers and separators are read strictly. */
export class Cursor {
  #bytes: Uint8Array = new Uint8Array(0);
  #start = 0;
  #end = 0;
  #line = 0;
  #row = 0;
  #pos = 0;
  /** Of the number being read: its first nine digits as an integer (after leading zeros), what follows, how many follow. */
  #head = 0;
  #tail = 0;
  #tailDigits = 0;

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

  /** Fails unless nothing but blanks is left of the line. */
  expectEnd(): void {
    this.skipBlanks();
    if (this.#pos < this.#end) this.fail('syntax', 'the line must end here');
  }

  /** Whether the line ends with two bytes given. */
  endsWith(first: number, second: number): boolean {
    const end = this.#end;
    return end - this.#start >= 2 && this.#bytes[end - 1] === second && this.#bytes[end - 2] === first;
  }

  /** Whether the line holds these bytes from here on. */
  startsWith(text: Uint8Array): boolean {
    if (this.#end - this.#pos < text.length) return false;
    for (let i = 0; i < text.length; i++) if (this.#bytes[this.#pos + i] !== text[i]) return false;
    return true;
  }

  /** The bytes that are left of the line; only valid while the line is. */
  get rest(): Uint8Array {
    return this.#bytes.subarray(this.#pos, this.#end);
  }

  get column(): number {
    return this.#pos - this.#start + 1;
  }

  /** Goes back (or on) to a column of the line. */
  goTo(column: number): void {
    this.#pos = this.#start + column - 1;
  }

  get line(): number {
    return this.#line;
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
   * A finite decimal number, `-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?`, exactly rounded to float64: up to 18 digits by a
   * few float64 operations where these can tell, the rest by `Number`.
   */
  number(): number {
    const first = this.#pos;
    const negative = this.take(MINUS);
    this.#head = 0;
    this.#tail = 0;
    this.#tailDigits = 0;
    this.#digits(NUMBER_RULE);
    let scale = this.take(DOT) ? -this.#digits(DIGIT_RULE) : 0;
    const byte = this.peek();
    if (byte === LOWER_E || byte === UPPER_E) scale += this.#exponent();
    if (this.#tailDigits > PART_DIGITS) return this.#roundedNumber(first);
    const size = decimal(this.#head, this.#tail, this.#tailDigits, scale);
    if (Number.isNaN(size)) return this.#roundedNumber(first);
    return negative ? -size : size;
  }

  /** Passes over a number without making one of it: only its syntax is checked. */
  skipNumber(): void {
    this.take(MINUS);
    this.#skipDigits(NUMBER_RULE);
    if (this.take(DOT)) this.#skipDigits(DIGIT_RULE);
    const byte = this.peek();
    if (byte !== LOWER_E && byte !== UPPER_E) return;
    this.#pos++;
    if (!this.take(MINUS)) this.take(PLUS);
    this.#skipDigits(DIGIT_RULE);
  }

  /** Passes over one digit or more, appends them to the number and gives how many they are. */
  #digits(rule: string): number {
    const bytes = this.#bytes;
    const end = this.#end;
    const first = this.#pos;
    let head = this.#head;
    let pos = first;
    for (; pos < end && head < FULL_HEAD; pos++) {
      const digit = bytes[pos]! - ZERO;
      if (digit < 0 || digit > 9) break;
      head = head * 10 + digit;
    }
    this.#head = head;
    if (head >= FULL_HEAD) pos = this.#tailFrom(pos);
    if (pos === first) this.fail('syntax', rule);
    this.#pos = pos;
    return pos - first;
  }

  /** Appends the digits that stand from `start` on to the tail and gives the place behind them. */
  #tailFrom(start: number): number {
    const bytes = this.#bytes;
    const end = this.#end;
    const room = start + PART_DIGITS - this.#tailDigits;
    let tail = this.#tail;
    let pos = start;
    for (; pos < end; pos++) {
      const digit = bytes[pos]! - ZERO;
      if (digit < 0 || digit > 9) break;
      if (pos < room) tail = tail * 10 + digit;
    }
    this.#tail = tail;
    this.#tailDigits += pos - start;
    return pos;
  }

  /** The exponent of a number, whose `e` is the next byte. */
  #exponent(): number {
    this.#pos++;
    const negative = this.take(MINUS);
    if (!negative) this.take(PLUS);
    const first = this.#pos;
    this.#skipDigits(DIGIT_RULE);
    let exponent = 0;
    for (let i = first; i < this.#pos && exponent < MAX_EXPONENT; i++)
      exponent = exponent * 10 + this.#bytes[i]! - ZERO;
    return negative ? -exponent : exponent;
  }

  /** Passes over one digit or more. */
  #skipDigits(rule: string): void {
    const bytes = this.#bytes;
    const end = this.#end;
    let pos = this.#pos;
    for (; pos < end; pos++) {
      const digit = bytes[pos]! - ZERO;
      if (digit < 0 || digit > 9) break;
    }
    if (pos === this.#pos) this.fail('syntax', rule);
    this.#pos = pos;
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
