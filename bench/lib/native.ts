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
