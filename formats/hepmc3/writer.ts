import { numberText } from '../number-text.ts';
import type { Annotated } from '../table/written.ts';
import type { Writer } from '../writer.ts';
import { CLOSING_TEXT, checkWeightNames, DEFAULT_WEIGHT, openingText, type Tool } from './run-info.ts';

/** A weight beside the event's own, one value an event: scores are written so. */
export interface NamedWeight<T> {
  name: string;
  values: (set: T) => Float64Array;
}

/** Settings of the HepMC3 writers. */
export interface HepmcWriterOptions<T> {
  /**
   * Weights that follow the event's own, which is named Default. Where a set has none of its own, Default is 1 for
   * every event: readers take the first weight for the event's.
   */
  namedWeights?: readonly NamedWeight<T>[];
  /** Programs that made the events, for the information on the run. */
  tools?: readonly Tool[];
}

/** One event's vertices and particles, and how many there are. */
export interface EventBody {
  vertices: number;
  particles: number;
  text: string;
}

/** How the events of a set are written. */
export interface SetLayout<T> {
  /** Number of events. Throws RangeError for what HepMC3 cannot hold. */
  count: (set: T) => number;
  /** The events' own weights, if they have any. */
  weight: (set: T) => Float64Array | undefined;
  /** The writer of a set's events, by index. */
  body: (set: T) => (event: number) => EventBody;
}

/** Characters that are encoded together. */
const CHUNK = 1 << 16;

/** Writes one listing of HepMC3 (Asciiv3), GeV and mm; events are numbered from 0 over all sets. */
export class HepmcWriter<T> implements Writer<T> {
  readonly #layout: SetLayout<T>;
  readonly #options: HepmcWriterOptions<T>;
  readonly #encoder = new TextEncoder();
  #events = 0;
  /** Whether the sets have weights of their own, once there was one. */
  #weighted: boolean | undefined;

  /** Throws RangeError for names of weights that HepMC3 cannot hold. */
  constructor(layout: SetLayout<T>, options: HepmcWriterOptions<T>) {
    checkWeightNames([DEFAULT_WEIGHT, ...(options.namedWeights ?? []).map(({ name }) => name)]);
    this.#layout = layout;
    this.#options = options;
  }

  *write(set: T): Generator<Uint8Array> {
    const count = this.#layout.count(set);
    const columns = this.#weightColumns(set, count);
    const body = this.#layout.body(set);
    let text = this.#opening(this.#layout.weight(set) !== undefined);
    for (let e = 0; e < count; e++) {
      const { vertices, particles, text: lines } = body(e);
      const weights = columns.length > 0 ? `W ${columns.map((column) => numberText(column[e]!)).join(' ')}\n` : '';
      text += `E ${this.#events++} ${vertices} ${particles}\nU GEV MM\n${weights}${lines}`;
      if (text.length < CHUNK) continue;
      yield this.#encoder.encode(text);
      text = '';
    }
    if (text !== '') yield this.#encoder.encode(text);
  }

  *end(): Generator<Uint8Array> {
    yield this.#encoder.encode(this.#opening(this.#weighted ?? false) + CLOSING_TEXT);
  }

  /** What must stand before the first event; empty afterwards. Throws RangeError where sets differ in their weights. */
  #opening(weighted: boolean): string {
    const first = this.#weighted === undefined;
    if (!first && this.#weighted !== weighted) throw new RangeError('either all sets have weights or none');
    this.#weighted = weighted;
    if (!first) return '';
    const named = (this.#options.namedWeights ?? []).map(({ name }) => name);
    const names = weighted || named.length > 0 ? [DEFAULT_WEIGHT, ...named] : [];
    return openingText(names, this.#options.tools ?? []);
  }

  /** The weights of every event, in the order of their names. */
  #weightColumns(set: T, count: number): Float64Array[] {
    const own = this.#layout.weight(set);
    const named = (this.#options.namedWeights ?? []).map(({ values }) => values(set));
    const columns = own || named.length > 0 ? [own ?? new Float64Array(count).fill(1), ...named] : [];
    for (const column of columns) {
      if (column.length !== count) throw new RangeError(`${count} events need as many weights, not ${column.length}`);
      if (!column.every(Number.isFinite)) throw new RangeError('a weight must be a finite number');
    }
    return columns;
  }
}

/** The layout of sets that have further columns. */
export const annotatedLayout = <T>({ count, weight, body }: SetLayout<T>): SetLayout<Annotated<T>> => ({
  count: ({ set }) => count(set),
  weight: ({ set }) => weight(set),
  body: ({ set }) => body(set),
});

/** Settings by which the columns of these names are weights. Writing throws RangeError where a set lacks one. */
export const annotatedOptions = <T>(
  names: readonly string[],
  tools: readonly Tool[],
): HepmcWriterOptions<Annotated<T>> => ({
  namedWeights: names.map((name) => ({ name, values: ({ columns }) => weightsOf(columns, name) })),
  tools,
});

function weightsOf(columns: Annotated<unknown>['columns'], name: string): Float64Array {
  const column = columns[name];
  if (column instanceof Float64Array) return column;
  throw new RangeError(`there are no weights '${name}'`);
}
