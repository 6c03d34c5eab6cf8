import * as tf from '@tensorflow/tfjs';
import { LEAKY_SLOPE } from './parameters.ts';

type Save = (tensors: tf.Tensor[]) => void;

/** 1 where the activation is positive, the slope elsewhere: the derivative of LeakyReLU, from its value. */
export function leakySlope(activation: tf.Tensor2D): tf.Tensor2D {
  return tf.step(activation, LEAKY_SLOPE);
}

function leakyGradient(dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor {
  return tf.mul(dy, leakySlope(saved[0] as tf.Tensor2D));
}

const activate = tf.customGrad((...inputs) => {
  // customGrad's type has tensors only; it calls with the `save` function last.
  const [x, save] = inputs as unknown as [tf.Tensor2D, Save];
  const value = tf.prelu<tf.Tensor>(x, tf.scalar(LEAKY_SLOPE));
  save([value]);
  return { value, gradFunc: leakyGradient };
});

/** LeakyReLU by the kernels that are fast on wasm (PReLU forward, a step and a product backward). */
export function leaky(x: tf.Tensor2D): tf.Tensor2D {
  return activate(x) as tf.Tensor2D;
}
