import { Cursor } from '../cursor.ts';
import { formatError } from '../error.ts';
import { isBlank, LineSplitter } from '../lines.ts';
import type { Caps } from '../reader.ts';
import { BAR } from './particle.ts';

/**
 * The three line forms of HadML files, one event a line:
 * `decays`     `q1;q2;cluster;h1;h2;|` a cluster, each object `id,E,px,py,pz` (HadML v2);
 * `history`    `(barcode),id,[ children ], E,px,py,pz;` an object, `|` after each primary cluster (multihadron);
 * `particles`  `id,E,px,py,pz;` an object, hadrons alone.
 */
export type DatForm = 'decays' | 'history' | 'particles';

const OPEN = 40;

/** Settings of every `.dat` reader. */
export interface DatOptions {
  caps?: Partial<Caps>;
  /**
   * Accepts a last line without a line break where another line break came before it; for input whose length is known
   * from elsewhere. By default that is an error, because a file that was cut short between two clusters looks the same;
   * files that begin with an empty line (the line break stands before each event) are excepted. An input without any
   * line break is refused either way: tools that drop line breaks (curl -d) make one event of many.
   */
  openEnd?: boolean;
}

/** Reads the event that starts at the cursor, whose line form is the one that the file began with. */
export type EventHandler = (cursor: Cursor, form: DatForm, event: number) => void;

/** Lines of a `.dat` file to events: finds the form, skips empty lines, holds the file to one form and a whole end. */
export class DatLines {
  readonly #splitter: LineSplitter;
  readonly #cursor = new Cursor();
  readonly #onEvent: EventHandler;
  readonly #openEnd: boolean;
  #form: DatForm | undefined;
  #breaksFirst = false;
  #events = 0;

  constructor(onEvent: EventHandler, options: DatOptions = {}) {
    this.#onEvent = onEvent;
    this.#openEnd = options.openEnd ?? false;
    this.#splitter = new LineSplitter((...line) => this.#line(...line), options.caps);
  }

  write(chunk: Uint8Array): void {
    this.#splitter.write(chunk);
  }

  end(): void {
    this.#splitter.end();
  }

  #line(bytes: Uint8Array, start: number, end: number, number: number, terminated: boolean): void {
    if (isBlank(bytes, start, end)) {
      if (number === 1) this.#breaksFirst = true;
      return;
    }
    this.#form ??= formOf(bytes, start, end);
    // A line of either other form cannot pass the parser of this one; only the message is better here.
    if (opens(bytes, start, end) !== (this.#form === 'history')) throw mixedForms(number, this.#events);
    this.#cursor.reset(bytes, start, end, number, this.#events);
    this.#onEvent(this.#cursor, this.#form, this.#events++);
    const whole = terminated || this.#breaksFirst || (this.#openEnd && number > 1);
    if (!whole) throw cutShort(number, end - start, this.#events - 1);
  }
}

/** The form of a line by its marks: `(` first, or a `|` anywhere, or neither. */
export function formOf(bytes: Uint8Array, start: number, end: number): DatForm {
  if (opens(bytes, start, end)) return 'history';
  return bytes.subarray(start, end).includes(BAR) ? 'decays' : 'particles';
}

/** Whether the first mark of a line is `(`. */
function opens(bytes: Uint8Array, start: number, end: number): boolean {
  let first = start;
  while (first < end && (bytes[first] === 32 || bytes[first] === 9)) first++;
  return first < end && bytes[first] === OPEN;
}

function mixedForms(line: number, row: number): Error {
  return formatError('syntax', `line ${line}, column 1`, 'every line must have the form of the first', row);
}

function cutShort(line: number, length: number, row: number): Error {
  const rule =
    'the last line must end with a line break (is the file cut short, or sent with curl -d, which removes them?)';
  return formatError('syntax', `line ${line}, column ${length + 1}`, rule, row);
}
