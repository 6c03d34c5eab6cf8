import { describe, expect, it } from 'vitest';
import { openSession, outOfMemory, Tensor, wasmBytes } from '../../functions/inference/runtime.ts';
import { LIMITS } from '../../functions/limits.ts';
import { generatorOnnx } from './fixtures/onnx.ts';

const open = () => openSession(generatorOnnx({ name: 'g', version: '1.0.0', seed: 1, width: 256 }));

const inputs = (rows: number) => ({
  condition: new Tensor('float32', new Float32Array(rows * 4).fill(1), [rows, 4]),
  noise: new Tensor('float32', new Float32Array(rows * 10).fill(0.5), [rows, 10]),
});

describe('onnxruntime-web in workerd', () => {
  it('computes, and shows its memory', async () => {
    expect(wasmBytes()).toBe(0);
    const { angles } = await (await open()).run(inputs(3));
    expect(angles!.dims).toEqual([3, 2]);
    expect(wasmBytes()).toBeGreaterThan(1024 * 1024);
  });

  it('refuses memory above the ceiling with an error, and goes on', async () => {
    const session = await open();
    const expected = (await session.run(inputs(2)))['angles']!.data;
    // 300,000 rows of 256 floats are 300 MB a layer.
    const error = await session.run(inputs(300_000)).catch((reason: unknown) => reason);
    expect(outOfMemory(error)).toBe(true);
    expect(outOfMemory(new Error('another'))).toBe(false);
    expect(wasmBytes()).toBeLessThanOrEqual(LIMITS.wasm_bytes);
    expect((await session.run(inputs(2)))['angles']!.data).toEqual(expected);
  });

  it('does not take bytes that are no model', async () => {
    await expect(openSession(new Uint8Array(100))).rejects.toThrow();
  });
});
