import { DOMAIN, randomStream, type Seed } from '../../physics/random/stream.ts';

/** One trainable array of a network: row-major, float32. */
export interface Parameter {
  name: string;
  shape: readonly number[];
  data: Float32Array;
}

/** The parameters of a stack of dense layers: kernel [inputs, outputs] and bias [outputs] of each, in turn. */
export type LayerParameters = readonly Parameter[];

/** Slope of LeakyReLU below zero, as in HadML (arXiv:2305.17169). */
export const LEAKY_SLOPE = 0.2;

/** Gain that keeps the variance of activations through LeakyReLU: He et al., arXiv:1502.01852, eq. 15. */
const LEAKY_GAIN = Math.sqrt(2 / (1 + LEAKY_SLOPE * LEAKY_SLOPE));

/** Uniform numbers in (-bound, bound) from the stream of tensor number `index`: a seed fixes every weight. */
function uniformKernel(seed: Seed, index: number, size: number, bound: number): Float32Array {
  const stream = randomStream(seed, DOMAIN.initialization, index);
  return Float32Array.from({ length: size }, () => bound * (2 * stream.uniform() - 1));
}

/**
 * Initial parameters of dense layers: kernels uniform with variance gain^2 / inputs (gain of LeakyReLU for the hidden
 * layers, 1 for the last one), biases zero.
 * @param widths sizes from the input to the output: `[14, 256, 256, 2]` makes three layers
 * @param firstIndex number of the first kernel's random stream; networks of one seed need disjoint ranges
 */
export function initialLayers(prefix: string, widths: readonly number[], seed: Seed, firstIndex: number): Parameter[] {
  return widths.slice(1).flatMap((outputs, layer) => {
    const inputs = widths[layer]!;
    const gain = layer === widths.length - 2 ? 1 : LEAKY_GAIN;
    const data = uniformKernel(seed, firstIndex + layer, inputs * outputs, gain * Math.sqrt(3 / inputs));
    return [
      { name: `${prefix}.${layer}.kernel`, shape: [inputs, outputs], data },
      { name: `${prefix}.${layer}.bias`, shape: [outputs], data: new Float32Array(outputs) },
    ];
  });
}

/** The same parameters in arrays of their own. */
export function copyParameters(parameters: LayerParameters): Parameter[] {
  return parameters.map(({ name, shape, data }) => ({ name, shape, data: Float32Array.from(data) }));
}

/** How many numbers a network is made of. */
export function countParameters(parameters: LayerParameters): number {
  return parameters.reduce((sum, { data }) => sum + data.length, 0);
}
