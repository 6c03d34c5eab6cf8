import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { BackendError } from './backends/error.ts';
import { importTensorflow } from './backends/tensorflow.ts';

export { BackendError } from './backends/error.ts';

/** The backends of `--backend`: TensorFlow.js on wasm (SIMD), in plain JavaScript, or on an installed libtensorflow. */
export const BACKENDS = ['wasm', 'cpu', 'tensorflow'] as const;
export type Backend = (typeof BACKENDS)[number];

async function activate(name: string): Promise<void> {
  if (!(await tf.setBackend(name))) throw new BackendError(`TensorFlow.js cannot start its backend '${name}'`);
  await tf.ready();
}

/**
 * Makes a backend the current one; gives its full name, as the manifest records it (`tfjs 4.22.0 wasm simd`).
 * Throws a BackendError where it cannot be had.
 */
export async function useBackend(backend: Backend): Promise<string> {
  tf.enableProdMode(); // no advertisement, no checks of every value
  const version = `tfjs ${tf.version_core}`;
  if (backend === 'tensorflow') {
    const source = await importTensorflow();
    await activate('tensorflow');
    return `${version} ${source}`;
  }
  if (backend === 'wasm')
    setWasmPaths(`${dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))}/`);
  await activate(backend);
  if (backend === 'cpu') return `${version} cpu`;
  return `${version} wasm ${tf.env().get('WASM_HAS_SIMD_SUPPORT') ? 'simd' : 'scalar'}`;
}
