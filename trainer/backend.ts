import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';

/** The backends of `--backend`: TensorFlow.js on wasm (SIMD), in plain JavaScript, or on an installed libtensorflow. */
export const BACKENDS = ['wasm', 'cpu', 'tensorflow'] as const;
export type Backend = (typeof BACKENDS)[number];

/** A backend that cannot be used on this machine, and why. */
export class BackendError extends Error {
  override readonly name = 'BackendError';
}

/** Optional packages that bring the `tensorflow` backend, the GPU's first. Neither is installed with this project. */
const NATIVE_PACKAGES: readonly string[] = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'];

async function importNative(): Promise<string> {
  const reasons: string[] = [];
  for (const name of NATIVE_PACKAGES) {
    try {
      await import(name);
      return name;
    } catch (error) {
      reasons.push(error instanceof Error ? error.message.split('\n')[0]! : String(error));
    }
  }
  throw new BackendError(
    `backend 'tensorflow' needs one of ${NATIVE_PACKAGES.join(', ')} to be installed (${reasons.join('; ')})`,
  );
}

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
    const source = await importNative();
    await activate('tensorflow');
    return `${version} ${source.split('/')[1]}`;
  }
  if (backend === 'wasm')
    setWasmPaths(`${dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))}/`);
  await activate(backend);
  if (backend === 'cpu') return `${version} cpu`;
  return `${version} wasm ${tf.env().get('WASM_HAS_SIMD_SUPPORT') ? 'simd' : 'scalar'}`;
}
