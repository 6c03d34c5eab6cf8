import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TRUTHS } from '../../physics/hadronization/parameters.ts';
import { simulateDecays } from '../../physics/hadronization/simulate.ts';
import { fillNoise } from '../../physics/random/noise.ts';
import { seedOf } from '../../physics/random/stream.ts';
import { openModel, runModel } from '../../trainer/export/onnx-run.ts';
import { readReleaseDirectory } from '../../trainer/publish/release-directory.ts';

const root = resolve(import.meta.dirname, '../..');
// The native runtime is a package of bench/ alone (docs/decisions/0001-toolchain.md); CI installs it.
const present = existsSync(join(root, 'bench/node_modules/onnxruntime-node'));
const n = 2000;

describe('the shipped generator', () => {
  it.runIf(present)('gives the same angles in native ONNX Runtime as in wasm, to 1e-5', async () => {
    const { blobs } = await readReleaseDirectory(join(root, 'models/shipped/hadml-v1/1.0.0'));
    const model = blobs.get('model')!;
    const { clusters } = simulateDecays(TRUTHS.nominal, seedOf(3), 0, 400);
    const condition = new Float32Array(4 * n);
    for (let i = 0; i < n; i++) {
      condition.set([clusters.E[i]!, clusters.px[i]!, clusters.py[i]!, clusters.pz[i]!], 4 * i);
    }
    const noise = new Float32Array(10 * n);
    fillNoise(noise, seedOf(4), 0, n, 10);
    const { nativeGenerator } = await import('../../bench/lib/native.ts');
    const native = await (await nativeGenerator(model, condition, noise))();
    const wasm = await wasmAngles(model, condition, noise);
    let worst = 0;
    for (let i = 0; i < 2 * n; i++) worst = Math.max(worst, Math.abs(native[i]! - wasm[i]!));
    expect(worst).toBeLessThan(1e-5);
    expect(worst).toBeGreaterThan(0); // two runtimes, not one twice
  });
});

/** Angles by the runtime that serves. */
async function wasmAngles(model: Uint8Array, condition: Float32Array, noise: Float32Array): Promise<Float32Array> {
  const session = await openModel(model);
  const inputs = {
    condition: { data: Array.from(condition), shape: [n, 4] },
    noise: { data: Array.from(noise), shape: [n, 10] },
  };
  const angles = await runModel(session, inputs, 'angles');
  await session.release();
  return angles;
}
