import ortModule from 'onnxruntime-web/ort-wasm-simd-threaded.wasm';
import * as ort from 'onnxruntime-web/wasm';
import { LIMITS } from '../limits.ts';

/**
 * onnxruntime-web inside workerd. workerd refuses to compile wasm from bytes and onnxruntime-web offers no way to pass a
 * compiled module, so two globals are wrapped: `WebAssembly.instantiate` answers bytes with the module that came with
 * the bundle, and `WebAssembly.Memory` keeps the runtime's memory (an exact gauge) and lowers its ceiling, so that a
 * model which wants more gets an allocation error instead of taking the isolate down.
 */

const WASM_PAGE = 65_536;
const BaseMemory = WebAssembly.Memory;
const baseInstantiate = WebAssembly.instantiate;
let memory: WebAssembly.Memory | undefined;

const CappedMemory = new Proxy(BaseMemory, {
  construct(target, [descriptor]: [WebAssembly.MemoryDescriptor]) {
    const ceiling = LIMITS.wasm_bytes / WASM_PAGE;
    const made = new target({ ...descriptor, maximum: Math.min(descriptor.maximum ?? ceiling, ceiling) });
    if (descriptor.initial > 0) memory = made;
    return made;
  },
});

function instantiate(source: unknown, imports?: WebAssembly.Imports): Promise<unknown> {
  if (source instanceof WebAssembly.Module) return baseInstantiate(source, imports);
  return baseInstantiate(ortModule, imports).then((instance) => ({ instance, module: ortModule }));
}

WebAssembly.Memory = CappedMemory;
Object.assign(WebAssembly, { instantiate });

ort.env.wasm.numThreads = 1;
ort.env.wasm.proxy = false;
// Any bytes: they select the loader that is part of the bundle and so no fetch; `instantiate` never looks at them.
ort.env.wasm.wasmBinary = new ArrayBuffer(8);

/** Bytes of wasm memory the runtime holds. It only ever grows, so this is also the high-water mark. 0 before its start. */
export function wasmBytes(): number {
  return memory?.buffer.byteLength ?? 0;
}

/** Opens a session on an ONNX model, one thread, default graph optimizations. */
export function openSession(model: Uint8Array): Promise<ort.InferenceSession> {
  return ort.InferenceSession.create(model, { executionProviders: ['wasm'], logSeverityLevel: 3 });
}

export type Session = ort.InferenceSession;
export const Tensor = ort.Tensor;

/** Whether an error of the runtime says that its memory is used up. */
export const outOfMemory = (error: unknown): boolean => error instanceof Error && error.message.includes('bad_alloc');
