import { InferenceSession, Tensor } from 'onnxruntime-node';

/** Bare inference of a generator in native ONNX Runtime on one thread: the yardstick of the sampling benchmark. */
export async function nativeGenerator(
  model: Uint8Array,
  condition: Float32Array,
  noise: Float32Array,
): Promise<() => Promise<Float32Array>> {
  const session = await InferenceSession.create(model, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const rows = condition.length / 4;
  const feeds = {
    condition: new Tensor('float32', condition, [rows, 4]),
    noise: new Tensor('float32', noise, [rows, noise.length / rows]),
  };
  return async () => {
    const { angles } = await session.run(feeds);
    if (!(angles?.data instanceof Float32Array)) throw new Error('the model gives no angles');
    return angles.data;
  };
}

/** Bare inference of a scorer in native ONNX Runtime on one thread, events in chunks: the yardstick of the scale benchmark. */
export async function nativeScorer(model: Uint8Array): Promise<(chunk: ScorerChunk) => Promise<Float32Array>> {
  const session = await InferenceSession.create(model, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  return async ({ hadrons, event, count }) => {
    const { logit } = await session.run({
      hadrons: new Tensor('float32', hadrons, [event.length, 4]),
      event: new Tensor('int64', event, [event.length]),
      count: new Tensor('float32', count, [count.length]),
    });
    if (!(logit?.data instanceof Float32Array)) throw new Error('the model gives no logits');
    return logit.data;
  };
}

/** Events as the scorer takes them: E, px, py, pz of each hadron, the index of its event, and the hadrons of each event. */
export interface ScorerChunk {
  hadrons: Float32Array;
  event: BigInt64Array;
  count: Float32Array;
}
