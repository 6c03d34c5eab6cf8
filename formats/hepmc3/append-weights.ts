import { numberText } from '../number-text.ts';
import type { Writer } from '../writer.ts';
import { START } from './header.ts';
import { checkWeightNames, DEFAULT_WEIGHT, type Tool, toolText } from './run-info.ts';

const [NEWLINE, RETURN, E, H, P, V, W] = [10, 13, 69, 72, 80, 86, 87];

/** Weights to append: their names, and one column each with a value for every event of the file, in order. */
export interface AppendedWeights {
  columns: Readonly<Record<string, Float64Array>>;
  /** Programs that made them, for the information on the run. */
  tools?: readonly Tool[];
}

/**
 * Copies a HepMC3 file (Asciiv3) and appends weights to its events: nothing else of it changes, neither its history nor
 * its other weights, attributes and digits. Takes the bytes of a file that `HepmcEventReader` has read whole. Events
 * without weights get `Default` = 1 before the new ones, and weights without names get names, since readers go by them.
 *
 * Throws RangeError for names that HepMC3 cannot hold or that the file has already, and where the file has other than
 * as many events as the columns.
 */
export class WeightAppender implements Writer<Uint8Array> {
  readonly #names: readonly string[];
  readonly #columns: readonly Float64Array[];
  readonly #tools: readonly Tool[];
  readonly #encoder = new TextEncoder();
  #rest: Uint8Array = new Uint8Array(0);
  /** Events that were begun. */
  #events = 0;
  /** Whether an event is open that has not got its weights. */
  #waiting = false;
  /** Whether the weights of the listing have names. */
  #named = false;
  /** The first lines of a listing's first event, until it is known what weights to name before it. */
  #held: Uint8Array[] | undefined;

  constructor({ columns, tools = [] }: AppendedWeights) {
    this.#names = Object.keys(columns);
    this.#columns = Object.values(columns);
    this.#tools = tools;
    checkWeightNames(this.#names);
  }

  *write(chunk: Uint8Array): Generator<Uint8Array> {
    const bytes = joined([this.#rest, chunk]);
    const parts: Uint8Array[] = [];
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      this.#line(bytes.subarray(start, end + 1), parts);
      start = end + 1;
    }
    // A copy: the chunk may be reused.
    this.#rest = bytes.slice(start);
    if (parts.length > 0) yield joined(parts);
  }

  *end(): Generator<Uint8Array> {
    const parts: Uint8Array[] = [];
    if (this.#rest.length > 0) this.#line(this.#rest, parts);
    if (this.#events !== (this.#columns[0]?.length ?? 0)) {
      throw new RangeError(
        `the file has ${this.#events} events, and there are weights for ${this.#columns[0]?.length}`,
      );
    }
    yield joined(parts);
  }

  #line(line: Uint8Array, parts: Uint8Array[]): void {
    const letter = line[0];
    if (letter === H) this.#header(line, parts);
    else if (letter === E) this.#event(line, parts);
    else if (this.#waiting && letter === W) this.#values(line, parts);
    else if (letter === W) this.#nameLine(line, parts);
    else if (this.#waiting && (letter === P || letter === V)) {
      // An event has its weights before its particles and vertices, or none.
      this.#values(this.#encoder.encode(`W 1${lineEnd(line)}`), parts);
      parts.push(line);
    } else (this.#held ?? parts).push(line);
  }

  #header(line: Uint8Array, parts: Uint8Array[]): void {
    this.#requireWhole();
    if (new TextDecoder().decode(line).startsWith(START)) this.#named = false;
    parts.push(line);
  }

  #event(line: Uint8Array, parts: Uint8Array[]): void {
    this.#requireWhole();
    this.#events++;
    this.#waiting = true;
    if (this.#named) parts.push(line);
    else this.#held = [line];
  }

  #requireWhole(): void {
    if (this.#waiting) throw new RangeError(`event ${this.#events - 1} is empty`);
  }

  /** A line of names, with the new ones behind; those who read names between blanks find them as well. */
  #nameLine(line: Uint8Array, parts: Uint8Array[]): void {
    const text = new TextDecoder().decode(line);
    const names = text
      .slice(2)
      .trim()
      .split(/\\\||\s+/);
    const twice = this.#names.find((name) => names.includes(name));
    if (twice !== undefined) throw new RangeError(`the events have a weight '${twice}' already`);
    parts.push(this.#appended(line, `\\|${this.#names.join('\\|')}`), this.#toolLines(line));
    this.#named = true;
  }

  /** The line of an event's weights; before the first event of a listing without names these come first. */
  #values(line: Uint8Array, parts: Uint8Array[]): void {
    this.#waiting = false;
    if (this.#held) {
      const count = new TextDecoder().decode(line).trim().split(/\s+/).length - 1;
      const own = Array.from({ length: count }, (_, i) => (i === 0 ? DEFAULT_WEIGHT : `weight${i}`));
      const names = [...own, ...this.#names];
      checkWeightNames(names);
      parts.push(this.#encoder.encode(`W ${names.join('\\|')}${lineEnd(line)}`), this.#toolLines(line), ...this.#held);
      this.#held = undefined;
      this.#named = true;
    }
    const event = this.#events - 1;
    const values = this.#columns.map((column) => {
      if (event < column.length) return numberText(column[event]!);
      throw new RangeError(`the file has more events than there are weights for, ${column.length}`);
    });
    parts.push(this.#appended(line, ` ${values.join(' ')}`));
  }

  #toolLines(like: Uint8Array): Uint8Array {
    return this.#encoder.encode(this.#tools.map((tool) => toolText(tool) + lineEnd(like)).join(''));
  }

  /** A line with a text before its end. */
  #appended(line: Uint8Array, text: string): Uint8Array {
    let end = line.length;
    while (end > 0 && line[end - 1]! <= 32) end--;
    return joined([line.subarray(0, end), this.#encoder.encode(text + lineEnd(line))]);
  }
}

/** How a line ends; one without an end gets one. */
const lineEnd = (line: Uint8Array): string => (line.at(-2) === RETURN && line.at(-1) === NEWLINE ? '\r\n' : '\n');

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
