import { expect, it } from 'vitest';
import { chunksOf } from '../../functions/inference/discriminator.ts';

it('cuts events into chunks of whole events', () => {
  const offsets = Uint32Array.of(0, 3, 6, 9, 30, 31, 40);
  expect(chunksOf(offsets, 10)).toEqual([
    { start: 0, end: 3 },
    { start: 3, end: 4 },
    { start: 4, end: 6 },
  ]);
  expect(chunksOf(offsets, 3).map(({ end }) => end)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(chunksOf(Uint32Array.of(0), 10)).toEqual([]);
});
