import { type Caps, checkCap } from '../reader.ts';
import { checkParquetLimit } from './limits.ts';

/** Counts what pages become, before memory is taken for it: their bytes once decompressed, and the values they hold. */
export class Budget {
  readonly #caps: Partial<Caps>;
  #pages = 0;
  #values = 0;

  constructor(caps: Partial<Caps>) {
    this.#caps = caps;
  }

  addPage(bytes: number, place: string): void {
    checkParquetLimit('page_bytes', bytes, place);
    this.#pages += bytes;
    checkCap(this.#caps, 'decompressed', this.#pages, place);
  }

  addValues(bytes: number, place: string): void {
    this.#values += bytes;
    checkCap(this.#caps, 'decompressed', this.#values, place);
  }
}
