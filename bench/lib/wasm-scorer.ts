import * as ort from 'onnxruntime-web/wasm';
import type { ScorerChunk } from './native.ts';

/** Bare inference of a scorer as the service runs it, in onnxruntime-web on one thread: no job can be faster. */
export async function wasmScorer(model: Uint8Array): Promise<(chunk: ScorerChunk) => Promise<Float32Array>> {
  ort.env.wasm.numThreads = 1;
  const session = await ort.InferenceSession.create(model, { executionProviders: ['wasm'], logSeverityLevel: 3 });
  return async ({ hadrons, event, count }) => {
    const { logit } = await session.run({
      hadrons: new ort.Tensor('float32', hadrons, [event.length, 4]),
      event: new ort.Tensor('int64', event, [event.length]),
      count: new ort.Tensor('float32', count, [count.length]),
    });
    if (!(logit?.data instanceof Float32Array)) throw new Error('the model gives no logits');
    return logit.data;
  };
}
