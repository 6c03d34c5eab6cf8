import { formatError } from '../error.ts';

/** What a stream may hold whatever the caps of its reader are, so that its memory and time stay bounded. */
export const ARROW_LIMITS = {
  /** Bytes of the metadata of one message (its flatbuffer). */
  metadata_bytes: 8 * 1024 * 1024,
  /** Fields of the schema, those inside others included. */
  columns: 10_000,
  /** Types inside types. */
  depth: 16,
  /**
   * Bytes of the body of one message (a record batch), and of what its columns that are read become once they are
   * decompressed or looked up in dictionaries.
   */
  message_bytes: 64 * 1024 * 1024,
} as const;

const NAMES: Record<keyof typeof ARROW_LIMITS, string> = {
  metadata_bytes: 'bytes of metadata',
  columns: 'columns',
  depth: 'levels of nesting',
  message_bytes: 'bytes in a record batch',
};

/** What to do about it, where the reader of the message can do anything. */
const ADVICE: Partial<Record<keyof typeof ARROW_LIMITS, string>> = {
  message_bytes: 'write smaller ones: writer.write_table(table, max_chunksize=100_000)',
};

/** Throws a `limit` error, naming the limit, where `count` is above it. */
export function checkArrowLimit(name: keyof typeof ARROW_LIMITS, count: number, place: string): void {
  if (count <= ARROW_LIMITS[name]) return;
  const advice = ADVICE[name] ? `; ${ADVICE[name]}` : '';
  throw formatError(
    'limit',
    place,
    `at most ${ARROW_LIMITS[name]} ${NAMES[name]} are accepted (limit ${name})${advice}`,
  );
}
