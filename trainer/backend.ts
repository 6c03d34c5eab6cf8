import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { BackendError } from './backends/error.ts';
import { importTensorflow } from './backends/tensorflow.ts';
import { findGpu, importWebgpu } from './backends/webgpu.ts';

export { BackendError } from './backends/error.ts';

/**
 * The backends of TensorFlow.js that train: wasm (SIMD, one thread), a GPU through WebGPU, an installed libtensorflow,
 * plain JavaScript. Only wasm and cpu give the same bits on every computer.
 */
export const BACKENDS = ['wasm', 'webgpu', 'tensorflow', 'cpu'] as const;
export type Backend = (typeof BACKENDS)[number];

/** What each loads before it can be made the current one; gives what its name adds to `tfjs 4.22.0`. */
const LOAD: Record<Backend, () => Promise<string>> = {
  wasm: async () => {
    setWasmPaths(`${dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))}/`);
    return `wasm ${(await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')) ? 'simd' : 'scalar'}`;
  },
  webgpu: async () => `webgpu on ${await importWebgpu()}`,
  tensorflow: importTensorflow,
  cpu: () => Promise.resolve('cpu'),
};

/**
 * Makes a backend the current one; gives its full name, as the manifest records it (`tfjs 4.22.0 wasm simd`).
 * Throws a BackendError where it cannot be had.
 */
export async function useBackend(backend: Backend): Promise<string> {
  tf.enableProdMode(); // no advertisement, no checks of every value
  const name = await LOAD[backend]();
  if (!(await tf.setBackend(backend))) throw new BackendError(`TensorFlow.js cannot start its backend '${backend}'`);
  await tf.ready();
  return `tfjs ${tf.version_core} ${name}`;
}

/** A backend, and what spoke for it or against those before it. */
export interface BackendChoice {
  backend: Backend;
  reason: string;
}

/** What a promise gives, or the BackendError that it is rejected with. */
async function outcome<T>(promise: Promise<T>): Promise<T | BackendError> {
  return promise.catch((error: unknown) => {
    if (error instanceof BackendError) return error;
    throw error;
  });
}

/** The fastest backend of this machine: a real GPU (not a program that acts as one), else libtensorflow, else wasm. */
export async function chooseBackend(): Promise<BackendChoice> {
  const gpu = await outcome(findGpu());
  if (!(gpu instanceof BackendError) && !gpu.isFallback) return { backend: 'webgpu', reason: gpu.name };
  const noGpu = gpu instanceof BackendError ? gpu.message : `no GPU but software (${gpu.name})`;
  const native = await outcome(importTensorflow());
  if (native instanceof BackendError) return { backend: 'wasm', reason: `${noGpu}; ${native.message}` };
  return { backend: 'tensorflow', reason: `${native} is installed; ${noGpu}` };
}
