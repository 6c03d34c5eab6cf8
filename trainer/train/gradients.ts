import * as tf from '@tensorflow/tfjs';
import { layerTensors } from '../networks/mlp.ts';
import type { LayerParameters } from '../networks/parameters.ts';

/** A loss and its gradient with respect to each parameter, in the parameters' order. */
export interface LossGradients {
  loss: number;
  gradients: Float32Array[];
}

/**
 * Evaluates a scalar loss of some parameters and its gradients on the current backend. Whatever tensors `loss` makes
 * are disposed of.
 */
export async function lossGradients(
  parameters: LayerParameters,
  loss: (tensors: tf.Tensor[]) => tf.Scalar,
): Promise<LossGradients> {
  const { value, grads } = tf.tidy(() =>
    tf.valueAndGrads((...tensors: tf.Tensor[]) => loss(tensors))(layerTensors(parameters)),
  );
  // all at once: each reading waits for the GPU, where there is one
  const [data, ...gradients] = await Promise.all([value, ...grads].map((tensor) => tensor.data<'float32'>()));
  tf.dispose([value, ...grads]);
  return { loss: data![0]!, gradients };
}
