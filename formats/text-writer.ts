import type { Writer } from './writer.ts';

/** Characters that are gathered before they are given out: many small writes cost more than one. */
const PIECE = 1 << 16;

/** What stands before, between and after the rows of a text. */
export interface TextFrame {
  open: string;
  separator: string;
  close: string;
}

/** Texts of a format to bytes, in pieces: `encode` gives one text for each row of a set. */
export function textWriter<T>(encode: (set: T) => Iterable<string>, frame?: TextFrame): Writer<T> {
  const encoder = new TextEncoder();
  let next = frame?.open ?? '';
  return {
    *write(set) {
      let piece = '';
      for (const text of encode(set)) {
        piece += next + text;
        next = frame?.separator ?? '';
        if (piece.length < PIECE) continue;
        yield encoder.encode(piece);
        piece = '';
      }
      if (piece !== '') yield encoder.encode(piece);
    },
    *end() {
      if (!frame) return;
      yield encoder.encode(next === frame.open ? frame.open + frame.close : frame.close);
    },
  };
}
