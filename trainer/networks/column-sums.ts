import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

/** Adds rows in float32, in order. Four columns at a time are kept in registers. */
function addRows(x: Float32Array, sums: Float32Array): void {
  const columns = sums.length;
  const together = columns - (columns % 4);
  for (let c = 0; c < together; c += 4) {
    let [a, b, d, e] = [0, 0, 0, 0];
    for (let i = c; i < x.length; i += columns) {
      a = Math.fround(a + x[i]!);
      b = Math.fround(b + x[i + 1]!);
      d = Math.fround(d + x[i + 2]!);
      e = Math.fround(e + x[i + 3]!);
    }
    sums[c] = a;
    sums[c + 1] = b;
    sums[c + 2] = d;
    sums[c + 3] = e;
  }
  for (let c = together; c < columns; c++) {
    let sum = 0;
    for (let i = c; i < x.length; i += columns) sum = Math.fround(sum + x[i]!);
    sums[c] = sum;
  }
}

const COLUMN_SUMS = 'HadronEdgeColumnSums';

// on wasm's own memory: its sum over rows transposes first, a product with ones packs all of x for one row of results
tf.registerKernel({
  kernelName: COLUMN_SUMS,
  backendName: 'wasm',
  kernelFunc: ({ inputs, backend }) => {
    const wasm = backend as BackendWasm;
    const x = inputs['x']!;
    const sums = wasm.makeOutput([x.shape[1]!], 'float32');
    addRows(wasm.typedArrayFromHeap(x) as Float32Array, wasm.typedArrayFromHeap(sums) as Float32Array);
    return sums;
  },
});

/** Sum over the rows of [n, m]: [m]. It has no gradient. */
export function columnSums(x: tf.Tensor2D): tf.Tensor1D {
  return tf.getBackend() === 'wasm' ? tf.engine().runKernel(COLUMN_SUMS, { x }) : tf.sum(x, 0);
}
