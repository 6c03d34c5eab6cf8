/**
 * Writes one format from column sets, a set at a time: a long output is never held. Sets of one writer have the same
 * optional columns; a RangeError says what the format cannot hold.
 */
export interface Writer<T> {
  /** The bytes that these rows add. */
  write(set: T): Iterable<Uint8Array>;
  /** The bytes that end the output. */
  end(): Iterable<Uint8Array>;
}
