import * as tf from '@tensorflow/tfjs';

/** What `tf.customGrad` hands to its function beside the inputs. */
type Save = (tensors: tf.Tensor[]) => void;

function productGradient(dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] {
  const [left, right] = saved as [tf.Tensor2D, tf.Tensor2D];
  return [tf.matMul(dy, tf.transpose(right)), tf.matMul(tf.transpose(left), dy)];
}

const matMul = tf.customGrad((...inputs) => {
  // customGrad's type has tensors only; it calls with the `save` function last.
  const [a, b, save] = inputs as unknown as [tf.Tensor2D, tf.Tensor2D, Save];
  save([a, b]);
  return { value: tf.matMul(a, b), gradFunc: productGradient };
});

/**
 * The product a b of [n, k] and [k, m]. Its gradients transpose first and multiply then: TensorFlow.js on wasm sends a
 * product with a transposed operand to a plain loop, an order of magnitude slower, and its own gradient asks for that.
 */
export function product(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  return matMul(a, b) as tf.Tensor2D;
}

const addRow = tf.customGrad((...inputs) => {
  // customGrad's type does not tell the ranks of its arguments.
  const [x, row] = inputs as unknown as [tf.Tensor2D, tf.Tensor1D];
  const gradFunc = (dy: tf.Tensor) => [dy, tf.reshape(tf.matMul(tf.ones([1, x.shape[0]]), dy), row.shape)];
  return { value: tf.add(x, row), gradFunc };
});

/** x + bias for [n, m] and [m]; the bias' gradient is a product with ones, faster on wasm than a sum over rows. */
export function addBias(x: tf.Tensor2D, bias: tf.Tensor1D): tf.Tensor2D {
  return addRow(x, bias) as tf.Tensor2D;
}
