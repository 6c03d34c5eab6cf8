import * as tf from '@tensorflow/tfjs';

/** The gradient of an operation of two inputs: dy and the inputs in, the gradients of each, made when asked for. */
type PairGradient = (dy: tf.Tensor, a: tf.Tensor, b: tf.Tensor) => { a: () => tf.Tensor; b: () => tf.Tensor };

/**
 * An operation of two inputs that is a kernel of TensorFlow.js with a gradient of our own. Unlike `tf.customGrad` it
 * computes only those gradients that are asked for: in the generator's turn, say, none of the adversary's kernels.
 * @param name the operation's own name
 * @param kernelName which kernel of the current backend it is
 */
export function ownKernel(
  name: string,
  kernelName: string,
  attrs: tf.NamedAttrMap,
  gradient: PairGradient,
): (a: tf.Tensor, b: tf.Tensor) => tf.Tensor {
  tf.registerGradient({
    kernelName: name,
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, saved) => ({ ...gradient(dy as tf.Tensor, saved[0]!, saved[1]!) }),
  });
  return (a, b) => {
    const backendName = tf.getBackend();
    if (!tf.getKernel(name, backendName)) {
      const { kernelFunc } = tf.getKernel(kernelName, backendName);
      tf.registerKernel({
        kernelName: name,
        backendName,
        kernelFunc: ({ inputs, backend }) => kernelFunc({ inputs, backend, attrs }),
      });
    }
    return tf.engine().runKernel(name, { a, b });
  };
}
