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

/** Rows and columns that are turned together: their cache lines stay in the cache, whatever the width. */
const TILE = 16;

/** x [rows, columns] into `out` [columns, rows]. */
function turn(x: Float32Array, out: Float32Array, rows: number, columns: number): void {
  for (let row = 0; row < rows; row += TILE) {
    const rowEnd = Math.min(rows, row + TILE);
    for (let column = 0; column < columns; column += TILE) {
      const columnEnd = Math.min(columns, column + TILE);
      for (let c = column; c < columnEnd; c++)
        for (let r = row, from = row * columns + c; r < rowEnd; r++, from += columns) out[c * rows + r] = x[from]!;
    }
  }
}

/** Registers a kernel on wasm's own memory; gives the operation, which has no gradient. */
function wasmKernel(
  kernelName: string,
  outShape: (shape: number[]) => number[],
  compute: (x: Float32Array, out: Float32Array, shape: number[]) => void,
): (x: tf.Tensor) => tf.Tensor {
  tf.registerKernel({
    kernelName,
    backendName: 'wasm',
    kernelFunc: ({ inputs, backend }) => {
      const wasm = backend as BackendWasm;
      const x = inputs['x']!;
      const out = wasm.makeOutput(outShape(x.shape), 'float32');
      // the views after the allocation, which may move the memory
      compute(wasm.typedArrayFromHeap(x) as Float32Array, wasm.typedArrayFromHeap(out) as Float32Array, x.shape);
      return out;
    },
  });
  return (x) => tf.engine().runKernel(kernelName, { x });
}

const wasmSums = wasmKernel('HadronEdgeColumnSums', ([, columns]) => [columns!], addRows);
const wasmTurn = wasmKernel(
  'HadronEdgeTransposed',
  ([rows, columns]) => [columns!, rows!],
  (x, out, [rows, columns]) => turn(x, out, rows!, columns!),
);

const onWasm = (): boolean => tf.getBackend() === 'wasm';

/**
 * Sum over the rows of [n, m]: [m]. wasm's own sum transposes first, and a product with ones packs all of x for one row of
 * results. It has no gradient.
 */
export function columnSums(x: tf.Tensor2D): tf.Tensor1D {
  return onWasm() ? (wasmSums(x) as tf.Tensor1D) : tf.sum(x, 0);
}

/**
 * Where the result's rows are so many numbers apart (or a multiple), the cache holds few of them at a time, and wasm's own
 * kernel is up to five times slower than ours; elsewhere ours is three times slower.
 */
const ALIASED = 128;

/** [n, m] to [m, n]. It has no gradient. */
export function transposed(x: tf.Tensor2D): tf.Tensor2D {
  return onWasm() && x.shape[0] % ALIASED === 0 ? (wasmTurn(x) as tf.Tensor2D) : tf.transpose(x);
}
