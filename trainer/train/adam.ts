import type { LayerParameters, Parameter } from '../networks/parameters.ts';

export interface AdamSettings {
  beta1: number;
  beta2: number;
}

const EPSILON = 1e-8;

/**
 * Adam (Kingma and Ba, arXiv:1412.6980, algorithm 1). The moments are named arrays like the parameters themselves, so
 * that a checkpoint holds them to the bit; the step number is all else there is.
 */
export interface Adam {
  first: Parameter[];
  second: Parameter[];
}

function zeros(parameters: LayerParameters, prefix: string): Parameter[] {
  return parameters.map(({ name, shape, data }) => ({
    name: `${prefix}.${name}`,
    shape,
    data: new Float32Array(data.length),
  }));
}

export function initialAdam(parameters: LayerParameters): Adam {
  return { first: zeros(parameters, 'adam.first'), second: zeros(parameters, 'adam.second') };
}

/**
 * One step, in place. Arithmetic is float64, rounded to float32 on storing.
 * @param step number of this step, the first being 1
 */
export function adamStep(
  parameters: LayerParameters,
  gradients: readonly Float32Array[],
  { first, second }: Adam,
  step: number,
  rate: number,
  { beta1, beta2 }: AdamSettings,
): void {
  const firstBias = 1 - beta1 ** step;
  const secondBias = 1 - beta2 ** step;
  for (const [k, { data }] of parameters.entries()) {
    const [m, v, g] = [first[k]!.data, second[k]!.data, gradients[k]!];
    for (let i = 0; i < data.length; i++) {
      m[i] = beta1 * m[i]! + (1 - beta1) * g[i]!;
      v[i] = beta2 * v[i]! + (1 - beta2) * g[i]! * g[i]!;
      data[i] = data[i]! - (rate * (m[i]! / firstBias)) / (Math.sqrt(v[i]! / secondBias) + EPSILON);
    }
  }
}

/** average = decay * average + (1 - decay) * parameters, in place (Yazici et al., arXiv:1806.04498). */
export function updateAverage(average: LayerParameters, parameters: LayerParameters, decay: number): void {
  for (const [k, { data }] of average.entries()) {
    const latest = parameters[k]!.data;
    for (let i = 0; i < data.length; i++) data[i] = decay * data[i]! + (1 - decay) * latest[i]!;
  }
}
