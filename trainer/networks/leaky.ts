import * as tf from '@tensorflow/tfjs';
import { LEAKY_SLOPE } from './parameters.ts';

/** customGrad's type has tensors only; it calls with this function last. */
type Save = (tensors: tf.Tensor[]) => void;

/** libtensorflow's binding makes PReLU and step out of five and eight kernels; it has LeakyReLU in one. */
const isNative = (): boolean => tf.getBackend() === 'tensorflow';

const nativeSlope = tf.customGrad((...inputs) => {
  const [activation] = inputs as [tf.Tensor2D];
  const positive = tf.cast(tf.greater(activation, 0), 'float32');
  const value = tf.add(tf.mul(positive, 1 - LEAKY_SLOPE), LEAKY_SLOPE);
  return { value, gradFunc: (dy: tf.Tensor) => tf.zerosLike(dy) };
});

/** 1 where the activation is positive, the slope elsewhere: the derivative of LeakyReLU, from its value. */
export function leakySlope(activation: tf.Tensor2D): tf.Tensor2D {
  return isNative() ? (nativeSlope(activation) as tf.Tensor2D) : tf.step(activation, LEAKY_SLOPE);
}

/**
 * What a gradient with respect to LeakyReLU's value is with respect to its input: gradient * slope. Its own gradient is
 * taken with respect to `gradient` alone, the slope being constant almost everywhere.
 */
export function throughLeaky(gradient: tf.Tensor2D, activation: tf.Tensor2D): tf.Tensor2D {
  const multiply = tf.customGrad((...inputs) => {
    // customGrad's type has tensors only; it calls with the `save` function last.
    const [x, save] = inputs as unknown as [tf.Tensor2D, Save];
    const slope = leakySlope(activation);
    save([slope]);
    return { value: tf.mul(x, slope), gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(dy, saved[0]!) };
  });
  return multiply(gradient) as tf.Tensor2D;
}

const leakyGradient = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor => tf.mul(dy, leakySlope(saved[0] as tf.Tensor2D));

const activate = tf.customGrad((...inputs) => {
  // as above: the last of the inputs is the `save` function
  const [x, save] = inputs as unknown as [tf.Tensor2D, Save];
  const value = isNative() ? tf.leakyRelu(x, LEAKY_SLOPE) : tf.prelu<tf.Tensor>(x, tf.scalar(LEAKY_SLOPE));
  save([value]);
  return { value, gradFunc: leakyGradient };
});

/** LeakyReLU by the kernels that are fast on the current backend (on wasm PReLU forward, a step and a product backward). */
export function leaky(x: tf.Tensor2D): tf.Tensor2D {
  return activate(x) as tf.Tensor2D;
}
