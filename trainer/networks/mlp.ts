import * as tf from '@tensorflow/tfjs';
import { leaky } from './leaky.ts';
import type { LayerParameters } from './parameters.ts';
import { addBias, product } from './product.ts';
import type { Scaling } from './scaling.ts';

/** Tensors of a stack of dense layers, kernel and bias in turn. */
export type LayerTensors = readonly tf.Tensor[];

/** Copies parameters to the current backend. The caller disposes of them (or works within `tf.tidy`). */
export function layerTensors(layers: LayerParameters): tf.Tensor[] {
  return layers.map(({ data, shape }) => tf.tensor(data, [...shape]));
}

/** The outputs of each layer of a stack: LeakyReLU after each, after the last one only where `activateLast` says so. */
export function mlpLayers(x: tf.Tensor2D, layers: LayerTensors, activateLast: boolean): tf.Tensor2D[] {
  const outputs: tf.Tensor2D[] = [];
  let value = x;
  for (let i = 0; i < layers.length; i += 2) {
    value = addBias(product(value, layers[i] as tf.Tensor2D), layers[i + 1] as tf.Tensor1D);
    if (i + 2 < layers.length || activateLast) value = leaky(value);
    outputs.push(value);
  }
  return outputs;
}

/** The output of a stack of dense layers. */
export function mlp(x: tf.Tensor2D, layers: LayerTensors, activateLast = false): tf.Tensor2D {
  return mlpLayers(x, layers, activateLast).at(-1) ?? x;
}

/** value * factor + shift, column by column. */
export function scale(x: tf.Tensor2D, { factor, shift }: Scaling): tf.Tensor2D {
  return tf.add(tf.mul(x, tf.tensor2d(factor, [1, factor.length])), tf.tensor2d(shift, [1, shift.length]));
}
