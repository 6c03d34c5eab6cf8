import { ByteBuffer } from '../byte-buffer.ts';
import { FaultList, formatError } from '../error.ts';
import { type Caps, checkCap, type Reader } from '../reader.ts';
import { JsonElements } from './elements.ts';
import { parseJson } from './parse.ts';
import type { RowSink } from './row-sink.ts';
import { isObject } from './value.ts';

/** What a JSON reader makes of a document. */
export interface JsonKind<T> {
  /** The field under which the set stands where the document is the body of a request. */
  field: 'clusters' | 'events';
  sink: (faults: FaultList, caps: Partial<Caps>) => RowSink<T>;
  /** The set in a parsed document, rows or columns. */
  convert: (value: unknown, pointer: string, caps: Partial<Caps>) => T;
  /** Whether a document that is an object holds columns itself, rather than a set under `field`. */
  isColumns: (document: Record<string, unknown>) => boolean;
}

const OPEN_ARRAY = 91;

/**
 * Reads a set from a JSON document: an array of rows, which is read row by row and may be of any length, or an object,
 * which is held whole (`caps.document`): columns, or a request's body with the set under the name it has there.
 */
export class JsonReader<T> implements Reader<T> {
  readonly #kind: JsonKind<T>;
  readonly #caps: Partial<Caps>;
  readonly #faults = new FaultList();
  readonly #sink: RowSink<T>;
  readonly #elements: JsonElements;
  readonly #document = new ByteBuffer();
  #isArray: boolean | undefined;

  constructor(kind: JsonKind<T>, caps: Partial<Caps> = {}) {
    this.#kind = kind;
    this.#caps = caps;
    this.#sink = kind.sink(this.#faults, caps);
    this.#elements = new JsonElements((row, place) => this.#sink.push(row, place), caps);
  }

  write(chunk: Uint8Array): void {
    if (this.#isArray === undefined) {
      const first = chunk.find((byte) => byte !== 32 && byte !== 10 && byte !== 13 && byte !== 9);
      if (first === undefined) return;
      this.#isArray = first === OPEN_ARRAY;
    }
    if (this.#isArray) this.#elements.write(chunk);
    else this.#keep(chunk);
  }

  take(): T {
    this.#faults.throwIfAny();
    return this.#sink.take();
  }

  end(): T {
    if (this.#isArray === false) return this.#whole();
    this.#elements.end();
    return this.take();
  }

  #keep(chunk: Uint8Array): void {
    const bytes = this.#document.length + chunk.length;
    checkCap(this.#caps, 'bytes', bytes, '');
    checkCap(this.#caps, 'document', bytes, '');
    this.#document.append(chunk, 0, chunk.length);
  }

  #whole(): T {
    const { convert, field, isColumns } = this.#kind;
    const document = parseJson(this.#decode(), '', this.#caps);
    if (isObject(document) && !isColumns(document) && document[field] !== undefined) {
      return convert(document[field], `/${field}`, this.#caps);
    }
    return convert(document, '', this.#caps);
  }

  #decode(): string {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(this.#document.view());
    } catch {
      throw formatError('syntax', '', 'must be UTF-8');
    }
  }
}
