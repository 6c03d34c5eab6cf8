import * as ort from 'onnxruntime-web/wasm';
import type { ReferenceRun } from '../../models/contract/reference-run.ts';

/** Named tensors as a reference run writes them: shape and row-major values. */
export type NamedTensors = ReferenceRun['inputs'];

/** One thread: the runtime's results are then the same bits on every machine (DESIGN section 8). */
function configure(): void {
  ort.env.wasm.numThreads = 1;
}

/** Starts onnxruntime's wasm build, the one that serves, on a model. The caller releases the session. */
export async function openModel(model: Uint8Array): Promise<ort.InferenceSession> {
  configure();
  // Errors only: what the runtime would tidy up in a graph is nobody's concern here.
  return ort.InferenceSession.create(model, { logSeverityLevel: 3 });
}

function feed(data: readonly number[] | Float32Array, shape: readonly number[], type: 'float32' | 'int64'): ort.Tensor {
  if (type === 'float32') return new ort.Tensor('float32', Float32Array.from(data), [...shape]);
  return new ort.Tensor('int64', BigInt64Array.from(data, BigInt), [...shape]);
}

/** Runs a model on named inputs (int64 where `integers` names them); gives the values of its one output. */
export async function runModel(
  session: ort.InferenceSession,
  inputs: NamedTensors,
  output: string,
  integers: readonly string[] = [],
): Promise<Float32Array> {
  const feeds = Object.fromEntries(
    Object.entries(inputs).map(([name, { data, shape }]) => [
      name,
      feed(data, shape, integers.includes(name) ? 'int64' : 'float32'),
    ]),
  );
  const values = (await session.run(feeds))[output];
  if (!(values?.data instanceof Float32Array)) throw new Error(`the model has no float32 output '${output}'`);
  return values.data;
}
