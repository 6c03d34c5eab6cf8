import type { Format } from './format.ts';

const text = (bytes: Uint8Array, start: number, end: number): string => {
  let made = '';
  for (let i = start; i < Math.min(end, bytes.length); i++) made += String.fromCharCode(bytes[i]!);
  return made;
};

const isBlank = (byte: number | undefined): boolean => byte === 32 || byte === 9 || byte === 10 || byte === 13;

/** Index of the first byte that is not blank. */
function firstMark(bytes: Uint8Array): number {
  let i = 0;
  while (i < bytes.length && isBlank(bytes[i])) i++;
  return i;
}

/** Whether the bytes begin as a compressed file does, and with what. */
export function compressionOf(prefix: Uint8Array): 'gzip' | 'zstd' | undefined {
  if (prefix[0] === 0x1f && prefix[1] === 0x8b) return 'gzip';
  const isZstd = prefix[0] === 0x28 && prefix[1] === 0xb5 && prefix[2] === 0x2f && prefix[3] === 0xfd;
  return isZstd ? 'zstd' : undefined;
}

/**
 * The format that an input has by its first bytes, some kilobytes of which are enough; undefined where none fits.
 * JSON and NDJSON differ in what follows the first object: nothing, or a line break and another object.
 */
export function detectFormat(prefix: Uint8Array): Format | undefined {
  if (text(prefix, 0, 4) === 'PAR1') return 'parquet';
  if (text(prefix, 0, 6) === 'ARROW1' || isArrowStream(prefix)) return 'arrow';
  const start = firstMark(prefix);
  const mark = text(prefix, start, start + 7);
  if (mark === 'HepMC::') return 'hepmc3';
  if (mark.startsWith('[')) return 'json';
  if (mark.startsWith('{')) return isRowLine(prefix, start) ? 'ndjson' : 'json';
  return /^[-(0-9]/.test(mark) ? 'dat' : undefined;
}

/** An encapsulated Arrow message begins with a continuation mark and the length of its metadata. */
function isArrowStream(prefix: Uint8Array): boolean {
  return prefix.length >= 8 && prefix[0] === 0xff && prefix[1] === 0xff && prefix[2] === 0xff && prefix[3] === 0xff;
}

/**
 * Whether the first line is one row of NDJSON rather than a document: columns and bodies of requests have other fields.
 * A first line that goes on beyond the prefix is taken for a row as well: documents of one line are as long only in columns.
 */
function isRowLine(prefix: Uint8Array, start: number): boolean {
  const end = prefix.indexOf(10, start);
  const line = new TextDecoder().decode(prefix.subarray(start, end < 0 ? prefix.length : end));
  if (/^\{\s*("(offsets|events|model|hadrons|seed)"|"\w+"\s*:\s*(\{|\[\s*[-\d]))/.test(line)) return false;
  return end >= 0 ? line.trimEnd().endsWith('}') : line.length > 1;
}
