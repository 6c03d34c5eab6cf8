import { describe, expect, it } from 'vitest';
import { LineSplitter } from '../../formats/lines.ts';
import { bytes, chunksAt, formatErrorOf } from './support.ts';

function split(chunks: Uint8Array[], caps = {}): [string, number, boolean][] {
  const lines: [string, number, boolean][] = [];
  const splitter = new LineSplitter((all, start, end, number, terminated) => {
    lines.push([new TextDecoder().decode(all.subarray(start, end)), number, terminated]);
  }, caps);
  for (const chunk of chunks) {
    splitter.write(chunk);
    chunk.fill(0); // the caller may reuse its buffer
  }
  splitter.end();
  return lines;
}

describe('LineSplitter', () => {
  const text = 'one\n\r\ntwo €\r\n\nlast';
  const expected = [
    ['one', 1, true],
    ['', 2, true],
    ['two €', 3, true],
    ['', 4, true],
    ['last', 5, false],
  ];

  it('gives the same lines however the bytes arrive', () => {
    const length = bytes(text).length;
    for (let a = 0; a <= length; a++) {
      for (let b = a; b <= length; b++) expect(split(chunksAt(bytes(text), [a, b]))).toEqual(expected);
    }
    expect(split([...bytes(text)].map((byte) => Uint8Array.of(byte)))).toEqual(expected);
  });

  it('joins a line that is longer than any chunk', () => {
    const long = 'x'.repeat(100_000);
    const places = Array.from({ length: 1000 }, (_, i) => 100 * i);
    expect(split(chunksAt(bytes(`${long}\ny\n`), places))).toEqual([
      [long, 1, true],
      ['y', 2, true],
    ]);
  });

  it('counts bytes and the longest line, line breaks excluded from the latter', () => {
    for (const places of [[], [3], [5], [1, 2, 3, 4, 5, 6]]) {
      const chunks = (): Uint8Array[] => chunksAt(bytes('12345\r\n'), places);
      expect(split(chunks(), { bytes: 7, lineLength: 5 })).toHaveLength(1);
      expect(formatErrorOf(() => split(chunks(), { lineLength: 4 })).kind).toBe('limit');
      expect(formatErrorOf(() => split(chunks(), { bytes: 6 })).kind).toBe('limit');
    }
  });

  it('gives up on an endless line before it ends', () => {
    const splitter = new LineSplitter(() => {}, { lineLength: 10 });
    expect(formatErrorOf(() => splitter.write(bytes('x'.repeat(20)))).kind).toBe('limit');
  });
});
