import { Cursor } from '../cursor.ts';
import { isBlank, LineSplitter } from '../lines.ts';
import { cutShort, type EventHandler, EventLines } from './event-lines.ts';
import { END, isHeader, readHeader, START } from './header.ts';
import { capsOf, type HepmcOptions } from './options.ts';

const H = 72;

/**
 * Lines of a HepMC3 file (Asciiv3) to events: one listing or several one after the other, each between START and END.
 * Blank lines are skipped. The input must end outside a listing.
 */
export class HepmcListing {
  readonly #splitter: LineSplitter;
  readonly #cursor = new Cursor();
  readonly #events: EventLines;
  readonly #openEnd: boolean;
  /** Whether a listing is open, and whether any line was met. */
  #open = false;
  #begun = false;
  /** Of the last line that is not blank. */
  #length = 0;
  #terminated = true;

  constructor(handler: EventHandler, options: HepmcOptions & { weight?: string }) {
    this.#events = new EventLines(handler, options.weight);
    this.#openEnd = options.openEnd ?? false;
    const onLine = (bytes: Uint8Array, start: number, end: number, number: number, terminated: boolean): void =>
      this.#line(bytes, start, end, number, terminated);
    this.#cursor.reset(new Uint8Array(0), 0, 0, 1, 0);
    this.#splitter = new LineSplitter(onLine, capsOf(options));
  }

  /** Events that were begun. */
  get events(): number {
    return this.#events.count;
  }

  /** Where the event that was begun last stands. */
  get eventPlace(): string {
    return this.#events.place;
  }

  /** The line that was read last. */
  get place(): string {
    return this.#cursor.place;
  }

  /** Whether the events have weights. */
  get weighted(): boolean {
    return this.#events.weighted;
  }

  /** Whether an event is open and has all its particles. */
  get whole(): boolean {
    return this.#events.whole;
  }

  /** Whether there was a listing and none is open. */
  get ended(): boolean {
    return this.#begun && !this.#open;
  }

  write(chunk: Uint8Array): void {
    this.#splitter.write(chunk);
  }

  end(): void {
    this.#splitter.end();
    const column = this.#length + 1;
    if (!this.#begun) throw this.#cutShort(column, `a HepMC3 file must hold the line ${START}`);
    if (this.#open) this.#needOpenEnd(column, `the input ends here without a line ${END}`);
  }

  #line(bytes: Uint8Array, start: number, end: number, number: number, terminated: boolean): void {
    if (isBlank(bytes, start, end)) return;
    this.#cursor.reset(bytes, start, end, number, this.#events.row);
    this.#length = end - start;
    this.#terminated = terminated;
    if (bytes[start] === H && isHeader(this.#cursor)) this.#header();
    else if (this.#open) this.#events.read(this.#cursor);
    else this.#cursor.fail('syntax', `a line ${START} must come first (a HepMC3 file is needed)`, 1);
  }

  #header(): void {
    const header = readHeader(this.#cursor);
    if (header === 'end') {
      if (!this.#open) this.#cursor.fail('syntax', `a line ${START} must come before this`, 1);
      this.#events.close(this.#cursor);
      this.#open = false;
      return;
    }
    if (this.#open) this.#needOpenEnd(1, `a listing begins here before the line ${END} of the last`);
    if (header !== 'start') return;
    this.#begun = true;
    this.#open = true;
    this.#events.startListing();
  }

  /** Ends a listing that has no END, if that is allowed and its last event is whole. */
  #needOpenEnd(column: number, rule: string): void {
    this.#events.close(this.#cursor, column);
    if (!this.#openEnd || !this.#terminated) throw this.#cutShort(column, rule);
    this.#open = false;
  }

  #cutShort(column: number, rule: string): Error {
    return cutShort(this.#cursor, column, rule, this.#events.row);
  }
}
