import { FaultList } from '../error.ts';
import type { RowSink } from '../json/row-sink.ts';
import type { Caps, Reader } from '../reader.ts';
import { JsonLines } from './json-lines.ts';

/** Reads NDJSON, a row a line, into what a sink gathers. */
export class NdjsonReader<T> implements Reader<T> {
  readonly #faults = new FaultList();
  readonly #sink: RowSink<T>;
  readonly #lines: JsonLines;

  constructor(makeSink: (faults: FaultList, caps: Partial<Caps>) => RowSink<T>, caps: Partial<Caps> = {}) {
    this.#sink = makeSink(this.#faults, caps);
    this.#lines = new JsonLines((object, place) => this.#sink.push(object, place), this.#faults, caps);
  }

  write(chunk: Uint8Array): void {
    this.#lines.write(chunk);
  }

  take(): T {
    this.#faults.throwIfAny();
    return this.#sink.take();
  }

  end(): T {
    this.#lines.end();
    return this.take();
  }
}
