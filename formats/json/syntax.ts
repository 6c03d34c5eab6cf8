import { pointerStep } from './value.ts';

/** Where a text stops being JSON: the pointer of the value concerned, and what must stand there. */
export interface SyntaxFault {
  pointer: string;
  rule: string;
}

/** Steps of a pointer that are named; a text may be nested much deeper. */
const NAMED_STEPS = 16;

/** Numbers and words; longer numbers than this are not looked through. */
const SCALAR = /-?(?:0|[1-9]\d{0,999})(?:\.\d{1,999})?(?:[eE][+-]?\d{1,999})?|true|false|null/y;
const NOT_FINITE = /^[+-]?(?:nan|inf)/i;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/**
 * Finds where a text that JSON.parse refuses stops being JSON; JSON.parse itself does not say which value that is. The
 * rule never repeats the input.
 */
export function findSyntaxFault(text: string): SyntaxFault {
  return new Scan(text).run();
}

/** What must come next: a value, the name of a field, or whatever may follow a value. */
type Expected = 'value' | 'name' | 'rest';

class Scan {
  readonly #text: string;
  /** For each open array the index of its entry, for each open object the name of its field. */
  readonly #path: (number | string)[] = [];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  run(): SyntaxFault {
    let expected: Expected | SyntaxFault = 'value';
    while (typeof expected === 'string') {
      this.#skipBlanks();
      if (expected === 'value') expected = this.#value();
      else expected = expected === 'name' ? this.#name() : this.#rest();
    }
    return expected;
  }

  #value(): Expected | SyntaxFault {
    if (this.#take('[')) return this.#open(0, ']', 'value');
    if (this.#take('{')) return this.#open('', '}', 'name');
    if (this.#next === '"') return this.#string() === null ? this.#fault('a string must be whole') : 'rest';
    if (this.#match(SCALAR) > 0) return 'rest';
    return this.#fault(
      NOT_FINITE.test(this.#text.slice(this.#at, this.#at + 4)) ? 'a number must be finite' : 'a value is expected',
    );
  }

  #open(step: number | string, closer: string, expected: Expected): Expected {
    this.#skipBlanks();
    if (this.#take(closer)) return 'rest';
    this.#path.push(step);
    return expected;
  }

  #name(): Expected | SyntaxFault {
    const name = this.#string();
    if (name === null) return this.#fault('the name of a field, in double quotes, is expected');
    this.#path[this.#path.length - 1] = name;
    this.#skipBlanks();
    return this.#take(':') ? 'value' : this.#fault("':' is expected");
  }

  #rest(): Expected | SyntaxFault {
    const step = this.#path.at(-1);
    if (step === undefined) return this.#fault('nothing may follow');
    const closer = typeof step === 'number' ? ']' : '}';
    if (this.#take(',')) {
      this.#path[this.#path.length - 1] = typeof step === 'number' ? step + 1 : '';
      return typeof step === 'number' ? 'value' : 'name';
    }
    if (!this.#take(closer)) return this.#fault(`',' or '${closer}' is expected`);
    this.#path.pop();
    return 'rest';
  }

  /** Passes over a string and gives what it says; null where it is not one. */
  #string(): string | null {
    const start = this.#at;
    if (!this.#take('"')) return null;
    while (!this.#take('"')) {
      if (this.#next === '\\') {
        if (this.#match(ESCAPE) === 0) return null;
      } else if (this.#next < ' ') {
        return null;
      } else {
        this.#at++;
      }
    }
    const said: unknown = JSON.parse(this.#text.slice(start, this.#at));
    return String(said);
  }

  /** The next character; '' at the end, which is less than any. */
  get #next(): string {
    return this.#text[this.#at] ?? '';
  }

  #take(character: string): boolean {
    if (this.#next !== character) return false;
    this.#at++;
    return true;
  }

  /** Passes over what a sticky pattern finds here and gives its length. */
  #match(pattern: RegExp): number {
    pattern.lastIndex = this.#at;
    const length = pattern.exec(this.#text)?.[0].length ?? 0;
    this.#at += length;
    return length;
  }

  #skipBlanks(): void {
    for (let next = this.#next; next === ' ' || next === '\n' || next === '\r' || next === '\t'; next = this.#next)
      this.#at++;
  }

  #fault(rule: string): SyntaxFault {
    const pointer = this.#path
      .slice(0, NAMED_STEPS)
      .map((step) => (step === '' ? '' : pointerStep(String(step))))
      .join('');
    const end = this.#at >= this.#text.length;
    return { pointer, rule: end ? `${rule}, but the text ends here (is it cut short?)` : rule };
  }
}
