import { BackendError, firstLine } from './error.ts';

/** What a GPU is called and whether it is one: a fallback adapter is a program that does a GPU's work on the CPU. */
export interface GpuInfo {
  name: string;
  isFallback: boolean;
}

/** WebGPU of Dawn (npm `webgpu`), which in Node.js is not there by itself; defined as a browser would have it. */
async function openDawn(): Promise<GPU> {
  const { create, globals } = await import('webgpu');
  Object.assign(globalThis, globals);
  const gpu = create([]);
  Object.defineProperty(globalThis.navigator, 'gpu', { value: gpu, configurable: true });
  return gpu;
}

async function openGpu(): Promise<GpuInfo> {
  const gpu = await openDawn().catch((error: unknown) => {
    throw new BackendError(`backend 'webgpu' needs the npm package 'webgpu' (${firstLine(error)})`);
  });
  // as TensorFlow.js will ask for it
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) {
    throw new BackendError("backend 'webgpu' finds no GPU: it needs a driver for Vulkan, Metal or Direct3D 12");
  }
  const { vendor, architecture, description, isFallbackAdapter } = adapter.info;
  return { name: description || `${vendor} ${architecture}`, isFallback: isFallbackAdapter };
}

let opened: Promise<GpuInfo> | undefined;

/** The GPU that WebGPU gives us. Throws a BackendError where there is none. */
export function findGpu(): Promise<GpuInfo> {
  opened ??= openGpu();
  return opened;
}

/** Loads TensorFlow.js' WebGPU backend; gives the GPU's name. Throws a BackendError where there is none. */
export async function importWebgpu(): Promise<string> {
  const { name } = await findGpu();
  try {
    await import('@tensorflow/tfjs-backend-webgpu');
  } catch (error) {
    throw new BackendError(
      `backend 'webgpu' needs the package '@tensorflow/tfjs-backend-webgpu' (${firstLine(error)})`,
    );
  }
  return name;
}
