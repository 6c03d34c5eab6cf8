/** Gathers JSON objects, each a row of a set (an event or a cluster), into columns. Faults go to the list it was made with. */
export interface RowSink<T> {
  /** `place` is where the row stands: a JSON pointer, or `line 17 ` to be followed by one. */
  push(row: unknown, place: string): void;
  /** The columns of the rows pushed since the last call. */
  take(): T;
}
