import { type FaultList, formatError } from '../error.ts';
import { parseJson } from '../json/parse.ts';
import { isObject, type JsonObject } from '../json/value.ts';
import { isBlank, LineSplitter } from '../lines.ts';
import type { Caps } from '../reader.ts';

/** Takes the object of one line. `place` is `line 17 `, to be followed by a JSON pointer. */
export type ObjectHandler = (object: JsonObject, place: string) => void;

/**
 * Lines of NDJSON to objects. Empty lines are skipped. A line that is not UTF-8, not JSON or has a field twice ends the reading with a
 * `syntax` error; one that is JSON but no object is a fault.
 */
export class JsonLines {
  readonly #splitter: LineSplitter;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

  constructor(onObject: ObjectHandler, faults: FaultList, caps: Partial<Caps>) {
    this.#splitter = new LineSplitter((bytes, start, end, line) => {
      if (isBlank(bytes, start, end)) return;
      const value = parseJson(this.#decode(bytes.subarray(start, end), line), `line ${line}`, caps);
      if (isObject(value)) onObject(value, `line ${line} `);
      else faults.add(`line ${line}`, 'must be a JSON object');
    }, caps);
  }

  write(chunk: Uint8Array): void {
    this.#splitter.write(chunk);
  }

  end(): void {
    this.#splitter.end();
  }

  #decode(bytes: Uint8Array, line: number): string {
    try {
      return this.#decoder.decode(bytes);
    } catch {
      throw formatError('syntax', `line ${line}`, 'must be UTF-8');
    }
  }
}
