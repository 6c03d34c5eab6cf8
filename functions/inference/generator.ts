import type { GeneratorManifest } from '../../models/contract/manifest.ts';
import { GENERATOR_TENSORS } from '../../models/contract/tensors.ts';
import { LIMITS } from '../limits.ts';
import { ProblemError } from '../problems.ts';
import type { LoadedModel } from './load-model.ts';
import { Tensor } from './runtime.ts';

/**
 * The angles of `rows` clusters, rows x 2 (phi, theta), in chunks of fixed rows: rows are independent of each other, so
 * chunks change nothing but the memory used.
 * @param condition rows x features, in the units of the manifest
 * @param noise rows x noise dimension, standard normal
 *
 * Throws a problem where an angle is not finite.
 */
export async function runGenerator(
  model: LoadedModel & { manifest: GeneratorManifest },
  condition: Float32Array<ArrayBuffer>,
  noise: Float32Array<ArrayBuffer>,
  rows: number,
): Promise<Float32Array> {
  const features = model.manifest.features.length;
  const dimension = model.manifest.generator.noise_dimension;
  const angles = new Float32Array(2 * rows);
  for (let start = 0; start < rows; start += LIMITS.generator_rows) {
    const end = Math.min(start + LIMITS.generator_rows, rows);
    const n = end - start;
    const output = await model.session.run({
      [GENERATOR_TENSORS.condition]: new Tensor('float32', condition.subarray(start * features, end * features), [
        n,
        features,
      ]),
      [GENERATOR_TENSORS.noise]: new Tensor('float32', noise.subarray(start * dimension, end * dimension), [
        n,
        dimension,
      ]),
    });
    angles.set(floatsOf(output[GENERATOR_TENSORS.angles], 2 * n), 2 * start);
  }
  return angles;
}

/** The float32 values of an output, checked: as many as expected, all finite. */
export function floatsOf(tensor: InstanceType<typeof Tensor> | undefined, length: number): Float32Array {
  const data = tensor?.data;
  if (!(data instanceof Float32Array) || data.length !== length) {
    throw new ProblemError('model-failed', 'the model answered with another shape than its manifest says');
  }
  for (let i = 0; i < length; i++) {
    if (!Number.isFinite(data[i])) throw new ProblemError('model-failed', 'the model gave a number that is not finite');
  }
  return data;
}
