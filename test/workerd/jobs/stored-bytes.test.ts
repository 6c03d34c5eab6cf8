import { expect, it } from 'vitest';
import { rangesOf } from '../../../functions/uploads/stored-bytes.ts';

/** Ten bytes in parts of four. */
const parted = { key: 'k', bytes: 10, part_bytes: 4 };

it('finds a range in one object, and in the parts that it lies in', () => {
  expect(rangesOf({ key: 'k', bytes: 10 }, 2, 9)).toEqual([{ key: 'k', offset: 2, length: 7 }]);
  expect(rangesOf(parted, 0, 4)).toEqual([{ key: 'k/0', offset: 0, length: 4 }]);
  expect(rangesOf(parted, 4, 5)).toEqual([{ key: 'k/1', offset: 0, length: 1 }]);
  expect(rangesOf(parted, 3, 9)).toEqual([
    { key: 'k/0', offset: 3, length: 1 },
    { key: 'k/1', offset: 0, length: 4 },
    { key: 'k/2', offset: 0, length: 1 },
  ]);
  expect(rangesOf(parted, 5, 5)).toEqual([]);
});

it('gives every byte of a range once, in order', () => {
  for (let start = 0; start < 10; start++) {
    for (let end = start; end <= 10; end++) {
      const at = rangesOf(parted, start, end).flatMap(({ key, offset, length }) =>
        Array.from({ length }, (_, i) => 4 * Number(key.slice(2)) + offset + i),
      );
      expect(at).toEqual(Array.from({ length: end - start }, (_, i) => start + i));
    }
  }
});
