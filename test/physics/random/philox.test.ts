import { expect, it } from 'vitest';
import { philox4x32 } from '../../../physics/random/philox.ts';

// Random123 1.09, tests/kat_vectors, lines "philox4x32 10".
const vectors: [number[], number[], string][] = [
  [[0, 0, 0, 0], [0, 0], '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
  [[0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff], '408f276d 41c83b0e a20bc7c6 6d5451fd'],
  [[0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0], 'd16cfe09 94fdcceb 5001e420 24126ea1'],
];

it.each(vectors)('philox4x32-10 gives the published vector for counter %j', (c, k, expected) => {
  const out = new Uint32Array(4);
  philox4x32(out, c[0]!, c[1]!, c[2]!, c[3]!, k[0]!, k[1]!);
  expect([...out].map((word) => word.toString(16).padStart(8, '0')).join(' ')).toBe(expected);
});
