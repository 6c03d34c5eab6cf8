import { formatError } from '../error.ts';

/** What a file may hold whatever the caps of its reader are, so that its memory and time stay bounded. */
export const PARQUET_LIMITS = {
  /** Bytes of the footer. */
  footer_bytes: 16 * 1024 * 1024,
  /** Elements of the schema, those inside others included. */
  columns: 10_000,
  /** Types inside types. */
  depth: 16,
  /** Bytes of the header of a page. */
  page_header_bytes: 64 * 1024,
  /** Bytes of one page, compressed or not. */
  page_bytes: 64 * 1024 * 1024,
  /** Values of one column in one event, or that are decoded at a time. */
  batch_values: 4 * 1024 * 1024,
} as const;

const NAMES: Record<keyof typeof PARQUET_LIMITS, string> = {
  footer_bytes: 'bytes of footer',
  columns: 'columns',
  depth: 'levels of nesting',
  page_header_bytes: 'bytes of a page header',
  page_bytes: 'bytes in a page',
  batch_values: 'values of a column at a time',
};

/** Throws a `limit` error, naming the limit, where `count` is above it. */
export function checkParquetLimit(name: keyof typeof PARQUET_LIMITS, count: number, place: string): void {
  if (count <= PARQUET_LIMITS[name]) return;
  throw formatError('limit', place, `at most ${PARQUET_LIMITS[name]} ${NAMES[name]} are accepted (limit ${name})`);
}
