import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { LineFeeds } from '../../formats/line-feed.ts';

/** Every line feed, found from the one before it on. */
function found(bytes: Uint8Array): number[] {
  const feeds = new LineFeeds(bytes);
  const places: number[] = [];
  for (let at = feeds.next(0); at >= 0; at = feeds.next(at + 1)) places.push(at);
  return places;
}

/** A view of bytes that begins anywhere in its buffer. */
function placed(bytes: Uint8Array, offset: number): Uint8Array {
  const buffer = new Uint8Array(offset + bytes.length).fill(10);
  buffer.set(bytes, offset);
  return buffer.subarray(offset);
}

it('finds what indexOf finds, from every place, wherever the bytes stand in their buffer', () => {
  // Bytes that are nearly line feeds: a bit or a borrow away.
  const byte = fc.oneof(fc.constantFrom(10, 9, 11, 138, 0, 1, 255, 128), fc.nat(255));
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.array(byte, { maxLength: 40 }), fc.nat(7), (a, b, offset) => {
      for (const bytes of [placed(a, offset), placed(Uint8Array.from(b), offset)]) {
        const feeds = new LineFeeds(bytes);
        for (let from = 0; from <= bytes.length; from++) expect(feeds.next(from)).toBe(bytes.indexOf(10, from));
      }
    }),
    { seed: 1, numRuns: 2000 },
  );
});

it('finds each of all in a text', () => {
  const text = new TextEncoder().encode('E 0 0 12\nU GEV MM\n\n\r\nP 1 0 211 -2.96 1\n');
  expect(found(text)).toEqual([8, 17, 18, 20, 38]);
  expect(found(new Uint8Array(0))).toEqual([]);
});
