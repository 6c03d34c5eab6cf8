import { formatError } from './error.ts';

/**
 * Reads one format from a stream of chunks into columns. Chunks may end anywhere, also inside a number or a UTF-8
 * character. A reader that has thrown is spent.
 */
export interface Reader<T> {
  /** Takes the next bytes; they may be reused by the caller afterwards. Throws FormatError. */
  write(chunk: Uint8Array): void;
  /**
   * Gives the rows (whole events, or clusters) that were read since the last call and keeps none of them, so that a
   * long input needs little memory. Offsets begin with 0 in each set; `event` and the index in faults count on.
   * Throws FormatError where something was wrong with the rows.
   */
  take(): T;
  /** Ends the input and gives the rows that were not taken yet. Throws FormatError. */
  end(): T;
}

/** The largest input that a reader accepts; a limit that is absent does not apply. */
export interface Caps {
  bytes: number;
  events: number;
  particles: number;
  clusters: number;
  /** Bytes of one line, its line break excluded. */
  lineLength: number;
  /** Bytes of one JSON document that is held whole, or of one element of a JSON array. */
  document: number;
  /** Objects and arrays of one JSON text, counted by their opening brackets. */
  containers: number;
  /** Bytes of the compressed buffers or pages of a binary format, all together after their decompression. */
  decompressed: number;
}

const CAP_NAMES: Record<keyof Caps, string> = {
  bytes: 'bytes',
  events: 'events',
  particles: 'particles',
  clusters: 'clusters',
  lineLength: 'bytes in a line',
  document: 'bytes in a JSON document or row',
  containers: 'objects and arrays',
  decompressed: 'bytes after decompression',
};

/** Throws a `limit` error, naming the limit, where `count` is above it. */
export function checkCap(caps: Partial<Caps>, name: keyof Caps, count: number, place: string): void {
  const cap = caps[name];
  if (cap !== undefined && count > cap) {
    throw formatError('limit', place, `at most ${cap} ${CAP_NAMES[name]} are accepted (limit ${name})`);
  }
}

/** Feeds every chunk to a reader and gives its columns. */
export function readAll<T>(reader: Reader<T>, chunks: Iterable<Uint8Array>): T {
  for (const chunk of chunks) reader.write(chunk);
  return reader.end();
}
