import { formOf } from '../dat/lines.ts';
import { END, START, VERSION } from '../hepmc3/header.ts';
import { isBlank } from '../lines.ts';

/** Formats whose events begin at a line. */
export const LINE_FORMATS = ['ndjson', 'dat', 'hepmc3'] as const;
export type LineFormat = (typeof LINE_FORMATS)[number];

/** What the lines of a format say about where events begin and what a reader must know there. */
export interface LineRules {
  /** Whether an event begins at a line. */
  begins(bytes: Uint8Array, start: number, end: number): boolean;
  /** Learns what a line says. */
  read(bytes: Uint8Array, start: number, end: number): void;
  /** Lines that begin with a byte whose entry is 1 are not read; `pass` is called once for some of them in a row. */
  readonly passed: Uint8Array;
  pass(): void;
  /** What must stand in front of the lines from here on, for a reader that did not see the earlier ones. */
  lead(): string;
  /** What must stand behind a piece that is not the last. */
  readonly tail: string;
  /** The form of the events since the last call; empty where there is but one. */
  takeForm(): string;
}

const NOTHING_PASSED = new Uint8Array(256);

const startsRow = (bytes: Uint8Array, start: number, end: number): boolean => !isBlank(bytes, start, end);

/** Every line that is not blank is an event. */
class NdjsonRules implements LineRules {
  readonly tail = '';
  readonly passed = NOTHING_PASSED;
  begins = startsRow;
  pass = (): void => undefined;
  read = (): void => undefined;
  lead = (): string => '';
  takeForm = (): string => '';
}

/** Every line that is not blank is an event, in one of three forms. */
class DatRules implements LineRules {
  readonly tail = '';
  readonly passed = NOTHING_PASSED;
  #form = '';
  begins = startsRow;
  pass = (): void => undefined;
  read(bytes: Uint8Array, start: number, end: number): void {
    if (this.#form === '' && startsRow(bytes, start, end)) this.#form = formOf(bytes, start, end);
  }
  /** An empty line: whether the last line has its line break is then not asked of a piece that may be one line. */
  lead = (): string => '\n';
  takeForm(): string {
    const form = this.#form;
    this.#form = '';
    return form;
  }
}

const letter = (text: string): number => text.charCodeAt(0);
const [E, H, P, U, V, W] = [...'EHPUVW'].map(letter);
const START_BYTES = new TextEncoder().encode(START);

/** Events begin at a line E; the names of the weights, where there are any, hold until the next or the next listing. */
class HepmcRules implements LineRules {
  readonly tail = `${END}\n`;
  /** Vertices and particles: what stands in them is the reader's to say. */
  readonly passed = Uint8Array.from({ length: 256 }, (_, byte) => Number(byte === P || byte === V));
  #names: string;
  #open = false;
  /** Whether the open event has its weights, or has come to its vertices and particles, which stand behind those. */
  #past = false;
  #units = false;

  constructor(lead: string) {
    this.#names = lead.split('\n').find((line) => line.startsWith('W')) ?? '';
  }

  begins = (bytes: Uint8Array, start: number): boolean => bytes[start] === E;

  pass(): void {
    this.#past = true;
  }

  read(bytes: Uint8Array, start: number, end: number): void {
    const first = bytes[start];
    if (first === P || first === V) this.pass();
    else if (first === W) this.#weights(bytes, start, end);
    else if (first === U) this.#units = true;
    else if (first === H) this.#header(bytes, start);
    else if (first === E) [this.#open, this.#past] = [true, false];
  }

  lead(): string {
    return `${VERSION} 3\n${START}\n${this.#names === '' ? '' : `${this.#names}\n`}`;
  }

  takeForm(): string {
    const form = this.#units ? 'units stated' : 'no units stated';
    this.#units = false;
    return form;
  }

  #weights(bytes: Uint8Array, start: number, end: number): void {
    if (this.#open && !this.#past) this.#past = true;
    else this.#names = new TextDecoder().decode(bytes.subarray(start, end)).replace(/\r$/, '');
  }

  #header(bytes: Uint8Array, start: number): void {
    this.#open = false;
    if (START_BYTES.every((byte, i) => bytes[start + i] === byte)) this.#names = '';
  }
}

/** The rules of a format, from a place on whose lead is known. */
export function rulesOf(format: LineFormat, lead: string): LineRules {
  if (format === 'ndjson') return new NdjsonRules();
  return format === 'dat' ? new DatRules() : new HepmcRules(lead);
}
