import type { Cursor } from '../cursor.ts';

const SPACE = 32;
const BACKSLASH = '\\';
/** What parts names in HepMC3's reader: blanks of ASCII. */
const BLANKS = /[\t-\r ]+/;

/** The W lines of a listing: names of weights before events, their values in each. */
export class WeightLines {
  /** The weight wanted of the event that was read last. */
  value = 0;
  readonly #wanted: string | undefined;
  /** Names as HepMC3's reader takes them (between blanks) and as its writer meant them (between line breaks). */
  #names: { blanks: string[]; breaks: string[] } | undefined;
  /** Whether the events have weights, once there was one. */
  #present: boolean | undefined;

  /** `wanted` names the weight to take; by default the first. */
  constructor(wanted?: string) {
    this.#wanted = wanted;
  }

  /** Whether the events so far have weights. */
  get present(): boolean {
    return this.#present ?? false;
  }

  /** Forgets the names: those of one listing say nothing of the next. */
  startListing(): void {
    this.#names = undefined;
  }

  /** Reads ` name\|name...`; the cursor stands behind the W. */
  readNames(cursor: Cursor): void {
    cursor.expect(SPACE);
    const text = unescaped(new TextDecoder().decode(cursor.rest));
    const blanks = words(text.split(BLANKS));
    const breaks = words(text.split('\n').map(trimmed));
    this.#names = blanks.length > 0 ? { blanks, breaks } : undefined;
  }

  /** Reads the values of an event; the cursor stands behind the W. */
  readValues(cursor: Cursor): void {
    const values: number[] = [];
    cursor.skipBlanks();
    while (cursor.peek() !== -1) {
      values.push(cursor.number());
      if (cursor.peek() !== -1) cursor.expect(SPACE);
      cursor.skipBlanks();
    }
    this.value = values[this.#index(cursor, values.length)] ?? 0;
  }

  /** Holds an event to the names and to the other events: all have weights or none has. */
  endEvent(weighted: boolean, fail: (rule: string) => never): void {
    if (!weighted && this.#names) fail('must have a line W with a value for each weight that the file names');
    if (!weighted && this.#wanted !== undefined) fail(`must have weights, because '${this.#wanted}' is wanted`);
    this.#present ??= weighted;
    if (this.#present !== weighted) fail('must have weights if the events before it have, and none if they have none');
  }

  /** Where the weight wanted stands among the values of an event. */
  #index(cursor: Cursor, count: number): number {
    const names = this.#namesOf(cursor, count);
    if (count === 0) cursor.fail('value', 'a line W of an event must hold a value', 1);
    if (this.#wanted === undefined) return 0;
    if (!names) cursor.fail('value', `the weights have no names, but '${this.#wanted}' is wanted`, 1);
    const index = names.indexOf(this.#wanted);
    if (index < 0) cursor.fail('value', `'${this.#wanted}' is not among the weights that the file names`, 1);
    return index;
  }

  /** The names that this many values go with. */
  #namesOf(cursor: Cursor, count: number): string[] | undefined {
    if (!this.#names) return undefined;
    const { blanks, breaks } = this.#names;
    if (breaks.length === count) return breaks;
    if (blanks.length === count) return blanks;
    return cursor.fail('value', `a value for each of the ${breaks.length} weights that the file names is expected`, 1);
  }
}

/** Without the blanks around it; a regular expression would take quadratic time for many blanks inside. */
function trimmed(name: string): string {
  let start = 0;
  let end = name.length;
  while (start < end && BLANKS.test(name[start]!)) start++;
  while (end > start && BLANKS.test(name[end - 1]!)) end--;
  return name.slice(start, end);
}

const words = (list: string[]): string[] => list.filter((name) => name !== '');

/** Undoes HepMC3's escapes: `\|` is a line break, a backslash before anything else is that. */
function unescaped(text: string): string {
  if (!text.includes(BACKSLASH)) return text;
  return text.replaceAll(/\\([\s\S])/g, (_, next: string) => (next === '|' ? '\n' : next));
}
