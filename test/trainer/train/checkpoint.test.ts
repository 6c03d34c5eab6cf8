import { describe, expect, it } from 'vitest';
import { decodeCheckpoint, encodeCheckpoint, restoreParameters } from '../../../trainer/train/checkpoint.ts';
import { decodeTensors, encodeTensors, TensorFileError } from '../../../trainer/train/safetensors.ts';

const tensors = [
  { name: 'a', shape: [2, 2], data: Float32Array.of(1.5, -0, 3e-40, Number.MAX_VALUE) },
  { name: 'b.c', shape: [3], data: Float32Array.of(0.1, 0.2, 0.3) },
];
const checkpoint = {
  position: {
    preset: 'hadml-v1',
    seed: '18446744073709551615',
    settings: { steps: 10, truth: 'nominal', hidden: [4, 4] },
    step: 7,
    best_step: 5,
    best_figure: 0.1 + 0.2,
    sums: { loss: 1 / 3 },
    summed: 2,
    wall_time_s: 1.25,
  },
  state: tensors,
  best: [tensors[0]!],
};

describe('a file of tensors', () => {
  it('gives back every bit', () => {
    expect(decodeTensors(encodeTensors({ tensors, metadata: { key: 'value' } }))).toEqual({
      tensors,
      metadata: { key: 'value' },
    });
  });

  it('is laid out as safetensors say: header length, JSON, values', () => {
    const bytes = encodeTensors({ tensors, metadata: {} });
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
    expect(header['b.c']).toEqual({ dtype: 'F32', shape: [3], data_offsets: [16, 28] });
    expect(length % 8).toBe(0);
    expect(bytes.length).toBe(8 + length + 28);
  });

  it('is refused when cut short, empty, or something else', () => {
    const bytes = encodeTensors({ tensors, metadata: {} });
    for (const length of [0, 4, 8, 100, bytes.length - 1])
      expect(() => decodeTensors(bytes.subarray(0, length))).toThrow(TensorFileError);
    expect(() => decodeTensors(new TextEncoder().encode('{"no":"such file"}'))).toThrow(TensorFileError);
  });
});

describe('a checkpoint', () => {
  it('gives back every bit', () => {
    expect(decodeCheckpoint(encodeCheckpoint(checkpoint))).toEqual(checkpoint);
  });

  it('is refused where tensors alone are in the file', () => {
    expect(() => decodeCheckpoint(encodeTensors({ tensors, metadata: {} }))).toThrow(TensorFileError);
  });

  it('is not put into networks of another size', () => {
    const live = [{ name: 'a', shape: [5], data: new Float32Array(5) }];
    expect(() => restoreParameters(live, tensors)).toThrow("no 'a' of 5");
  });
});
