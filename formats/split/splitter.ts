import { formatError } from '../error.ts';
import type { Caps } from '../reader.ts';
import { type LineAt, LineScan } from './line-scan.ts';
import type { CutState, Piece } from './piece.ts';
import { type LineFormat, type LineRules, rulesOf } from './rules.ts';

const BEGINNING: CutState = { at: 0, line: 1, events: 0, lead: '' };

/**
 * Cuts a text of events into pieces of whole events, without reading them: a piece ends at the first event that begins
 * `target` bytes or more behind its start. Where the cuts are depends on the text alone, not on how it is chunked. What is
 * wrong with an event is left for its reader to say.
 */
export class TextSplitter {
  readonly #target: number;
  readonly #rules: LineRules;
  readonly #scan: LineScan;
  readonly #onPiece: (piece: Piece) => void;
  #start: CutState;
  #events: number;

  /** @param from where to go on, as `state` gave it; the first byte written is then that one */
  constructor(
    format: LineFormat,
    target: number,
    onPiece: (piece: Piece) => void,
    caps: Partial<Caps>,
    from: CutState = BEGINNING,
  ) {
    this.#target = target;
    this.#rules = rulesOf(format, from.lead);
    this.#onPiece = onPiece;
    this.#start = from;
    this.#events = from.events;
    const onLine: LineAt = (bytes, start, end, at) => this.#read(bytes, start, end, at);
    this.#scan = new LineScan(onLine, caps, from.at, from.line, this.#rules.passed);
  }

  /** The last cut: bytes from `state.at` on are in no piece yet. */
  get state(): CutState {
    return this.#start;
  }

  /** Bytes before this place are in the pieces given, or in the next; a later cut does not come before it. */
  get settled(): number {
    return this.#scan.at;
  }

  /** Throws FormatError. */
  write(chunk: Uint8Array): void {
    this.#scan.write(chunk);
  }

  /** Gives the last piece, if there is anything in it. Throws FormatError. */
  end(): void {
    this.#scan.end();
    if (this.#scan.at > this.#start.at) this.#cut(this.#scan.at, true);
  }

  #read(bytes: Uint8Array, start: number, end: number, at: number): void {
    if (this.#scan.takeQuiet()) this.#rules.pass();
    if (this.#rules.begins(bytes, start, end)) {
      const due = at - this.#start.at >= this.#target && this.#events > this.#start.events;
      if (due) this.#cut(at, false);
      this.#events++;
    }
    this.#rules.read(bytes, start, end);
  }

  #cut(end: number, last: boolean): void {
    const { at: start, line, events: first } = this.#start;
    const form = this.#rules.takeForm();
    this.#onPiece({
      start,
      end,
      line,
      first,
      events: this.#events - first,
      lead: this.#start.lead,
      tail: last ? '' : this.#rules.tail,
      form: this.#checked(form),
    });
    const lead = this.#rules.lead();
    this.#start = { at: end, line: this.#scan.line, events: this.#events, lead, form: this.#start.form ?? form };
  }

  #checked(form: string): string {
    const { form: first = form, line, events } = this.#start;
    if (this.#events > events && form !== first) {
      throw formatError(
        'syntax',
        `line ${line}`,
        `events from here on differ from the first: ${form}, not ${first}`,
        events,
      );
    }
    return form;
  }
}
