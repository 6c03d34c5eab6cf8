import { FormatError, formatError } from '../error.ts';
import type { RandomAccess } from '../random-access.ts';
import type { Chunk } from './footer.ts';
import { checkParquetLimit } from './limits.ts';
import { ThriftReader } from './thrift.ts';

/** Kinds of pages by their number (parquet.thrift, enum PageType). */
export const PAGE = { data: 0, index: 1, dictionary: 2, dataV2: 3 } as const;

/** The header of a page; of the parts for other kinds of pages nothing is kept. */
export interface PageHeader {
  type: number;
  /** Bytes of the page once decompressed, its levels included. */
  size: number;
  compressedSize: number;
  values: number;
  encoding: number;
  /** Of a data page of version 2: bytes of its levels, which are never compressed. */
  definitionBytes: number;
  repetitionBytes: number;
  /** Whether the values are compressed, where the chunk has a codec. */
  compressed: boolean;
}

export interface RawPage extends PageHeader {
  bytes: Uint8Array;
}

/** Bytes that are fetched at a time, at least. */
const FETCH = 256 * 1024;

/** Goes through the pages of one column chunk, holding little more than one of them. */
export class PageStream {
  readonly #file: RandomAccess;
  readonly #end: number;
  readonly #place: string;
  #window = new Uint8Array(0);
  /** Where the window begins in the file, and the place reached. */
  #start: number;
  #at: number;

  constructor(file: RandomAccess, chunk: Chunk, place: string) {
    this.#file = file;
    this.#end = chunk.end;
    this.#start = chunk.start;
    this.#at = chunk.start;
    this.#place = place;
  }

  /** The next page; undefined after the last one. */
  async next(): Promise<RawPage | undefined> {
    if (this.#at >= this.#end) return undefined;
    const header = await this.#header();
    checkParquetLimit('page_bytes', Math.max(header.compressedSize, header.size), this.#place);
    if (this.#at + header.compressedSize > this.#end) {
      throw formatError('syntax', this.#place, 'a page is longer than its column');
    }
    await this.#ensure(header.compressedSize);
    const from = this.#at - this.#start;
    this.#at += header.compressedSize;
    return { ...header, bytes: this.#window.subarray(from, from + header.compressedSize) };
  }

  async #header(): Promise<PageHeader> {
    for (let size = 1024; ; size *= 8) {
      await this.#ensure(Math.min(size, this.#end - this.#at));
      const thrift = new ThriftReader(this.#window.subarray(this.#at - this.#start), this.#place);
      try {
        const header = readHeader(thrift);
        this.#at += thrift.position;
        return header;
      } catch (error) {
        if (!(error instanceof FormatError && thrift.exhausted) || this.#at + size >= this.#end) throw error;
        checkParquetLimit('page_header_bytes', size, this.#place);
      }
    }
  }

  /** Has `length` bytes from the place reached in the window. */
  async #ensure(length: number): Promise<void> {
    if (this.#at + length <= this.#start + this.#window.length) return;
    const end = Math.min(this.#end, this.#at + Math.max(length, FETCH));
    const kept = this.#window.subarray(this.#at - this.#start);
    const fetched = new Uint8Array(await this.#file.slice(this.#at + kept.length, end));
    const window = new Uint8Array(kept.length + fetched.length);
    window.set(kept);
    window.set(fetched, kept.length);
    this.#window = window;
    this.#start = this.#at;
    if (window.length < length) throw formatError('syntax', this.#place, 'the file ends early');
  }
}

function readHeader(thrift: ThriftReader): PageHeader {
  const header: PageHeader = {
    type: -1,
    size: -1,
    compressedSize: -1,
    values: 0,
    encoding: -1,
    definitionBytes: 0,
    repetitionBytes: 0,
    compressed: true,
  };
  thrift.root((id) => {
    if (id === 1) header.type = thrift.count();
    else if (id === 2) header.size = thrift.count();
    else if (id === 3) header.compressedSize = thrift.count();
    else if (id === 5 || id === 7 || id === 8) readDetails(thrift, header, id === 8);
  });
  if (header.type < 0 || header.size < 0 || header.compressedSize < 0) thrift.fail();
  return header;
}

function readDetails(thrift: ThriftReader, header: PageHeader, second: boolean): void {
  thrift.struct((id) => {
    if (id === 1) header.values = thrift.count();
    else if (id === (second ? 4 : 2)) header.encoding = thrift.count();
    else if (!second) return;
    else if (id === 5) header.definitionBytes = thrift.count();
    else if (id === 6) header.repetitionBytes = thrift.count();
    else if (id === 7) header.compressed = thrift.boolean();
  });
}
