import * as tf from '@tensorflow/tfjs';
import { ownKernel } from './own-kernel.ts';
import { columnSums, transposed } from './wasm-kernels.ts';

const matMul = ownKernel(
  'HadronEdgeProduct',
  'BatchMatMul',
  { transposeA: false, transposeB: false },
  (dy, left, right) => ({
    a: () => tf.matMul(dy, transposed(right as tf.Tensor2D)),
    b: () => tf.matMul(transposed(left as tf.Tensor2D), dy),
  }),
);

/**
 * The product a b of [n, k] and [k, m]. Its gradients transpose first and multiply then: TensorFlow.js on wasm sends a
 * product with a transposed operand to a plain loop, an order of magnitude slower, and its own gradient asks for that.
 */
export function product(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  return matMul(a, b) as tf.Tensor2D;
}

const addRow = ownKernel('HadronEdgeAddRow', 'Add', {}, (dy) => ({
  a: () => dy,
  b: () => columnSums(dy as tf.Tensor2D),
}));

/** x + bias for [n, m] and [m]. */
export function addBias(x: tf.Tensor2D, bias: tf.Tensor1D): tf.Tensor2D {
  return addRow(x, bias) as tf.Tensor2D;
}
