import { formatError } from '../error.ts';
import { HybridReader } from './hybrid.ts';
import { PAGE, type RawPage } from './pages.ts';
import type { ParquetLeaf } from './schema.ts';

/** The levels of a data page, and the bytes of its values after them. */
export interface PageParts {
  /** Absent where all levels are 0. */
  repetition: HybridReader | undefined;
  definition: HybridReader | undefined;
  values: Uint8Array;
}

const widthOf = (level: number): number => 32 - Math.clz32(level);

/** Splits a page of version 1, all of it decompressed: levels stand before the values, each after their length. */
export function splitPage(bytes: Uint8Array, leaf: ParquetLeaf, place: string): PageParts {
  let at = 0;
  const next = (level: number): HybridReader | undefined => {
    if (level === 0) return undefined;
    if (at + 4 > bytes.length) throw formatError('syntax', place, 'the levels of a page are damaged');
    const length = new DataView(bytes.buffer, bytes.byteOffset + at).getUint32(0, true);
    at += 4;
    if (at + length > bytes.length) throw formatError('syntax', place, 'the levels of a page are damaged');
    const reader = new HybridReader(bytes.subarray(at, at + length), widthOf(level), place);
    at += length;
    return reader;
  };
  const repetition = next(leaf.maxRepetition);
  const definition = next(leaf.maxDefinition);
  return { repetition, definition, values: bytes.subarray(at) };
}

/** Splits a page of version 2, whose header says how long the levels are; the values are as they stand in the file. */
export function splitPageV2(page: RawPage, leaf: ParquetLeaf, place: string): PageParts {
  const { bytes, definitionBytes, repetitionBytes } = page;
  const levels = definitionBytes + repetitionBytes;
  if (page.type !== PAGE.dataV2 || levels > bytes.length || levels > page.size) {
    throw formatError('syntax', place, 'the levels of a page are damaged');
  }
  const reader = (from: number, to: number, level: number): HybridReader | undefined =>
    level === 0 ? undefined : new HybridReader(bytes.subarray(from, to), widthOf(level), place);
  return {
    repetition: reader(0, repetitionBytes, leaf.maxRepetition),
    definition: reader(repetitionBytes, levels, leaf.maxDefinition),
    values: bytes.subarray(levels),
  };
}
