import * as tf from '@tensorflow/tfjs';

/** Which rows belong to which event: rows of event e stand together, in order; every event has at least one. */
export interface EventIndex {
  /** Event of each row, int32 [N], rising from 0 to events - 1 without gaps. */
  event: tf.Tensor1D;
  /** 0 … N - 1, int32 [N]. */
  row: tf.Tensor1D;
  /** 1 / rows of each event, [B, 1]. */
  inverseCount: tf.Tensor2D;
  /** Row of each event's first entry, and N: events + 1 numbers. */
  offsets: ArrayLike<number>;
}

/** The index of ragged events from their offsets (events + 1 numbers, the first 0). */
export function eventIndex(offsets: ArrayLike<number>): EventIndex {
  const events = offsets.length - 1;
  const rows = offsets[events]!;
  const event = new Int32Array(rows);
  const inverse = new Float32Array(events);
  for (let e = 0; e < events; e++) {
    event.fill(e, offsets[e], offsets[e + 1]);
    inverse[e] = 1 / (offsets[e + 1]! - offsets[e]!);
  }
  return {
    event: tf.tensor1d(event, 'int32'),
    row: tf.range(0, rows, 1, 'int32'),
    inverseCount: tf.tensor2d(inverse, [events, 1]),
    offsets,
  };
}

/** wasm and cpu have a quick sparseSegmentSum; libtensorflow's binding has none, and WebGPU's adds in no fixed order. */
const hasSegmentSum = (): boolean => tf.getBackend() === 'wasm' || tf.getBackend() === 'cpu';

/** Rows [N, width] padded to events of one length, [B, length], as row numbers; N stands for no row. */
function paddedRows(offsets: ArrayLike<number>): tf.Tensor2D {
  const events = offsets.length - 1;
  const rows = offsets[events]!;
  let length = 0;
  for (let e = 0; e < events; e++) length = Math.max(length, offsets[e + 1]! - offsets[e]!);
  const padded = new Int32Array(events * length).fill(rows);
  for (let row = 0, e = 0; row < rows; row++) {
    while (row === offsets[e + 1]) e++;
    padded[e * length + row - offsets[e]!] = row;
  }
  return tf.tensor2d(padded, [events, length], 'int32');
}

/** Sum over each event of rows [N, width]: [B, width]. */
function sums(x: tf.Tensor2D, { event, row, offsets }: EventIndex): tf.Tensor {
  if (hasSegmentSum()) return tf.sparse.sparseSegmentSum(x, row, event);
  const withNothing = tf.concat([x, tf.zeros([1, x.shape[1]])]);
  return tf.sum(tf.gather(withNothing, paddedRows(offsets)), 1);
}

/** The row of each hadron's event: [B, width] to [N, width]. */
function repeated(x: tf.Tensor2D, { event, row }: EventIndex): tf.Tensor {
  return hasSegmentSum() ? tf.sparse.sparseSegmentSum(x, event, row) : tf.gather(x, event);
}

/**
 * Mean over each event of the rows [N, width]: [B, width]. Sums and, for the gradient, the repetition of an event's row
 * for each of its hadrons go through sparseSegmentSum where there is one: wasm has no unsortedSegmentSum, and its
 * gather is slow. Elsewhere rows are gathered into events of one length, which adds in the same order.
 */
export function eventMean(rows: tf.Tensor2D, index: EventIndex): tf.Tensor2D {
  const { inverseCount } = index;
  const mean = tf.customGrad((...inputs) => {
    const value = tf.mul(sums(inputs[0] as tf.Tensor2D, index), inverseCount);
    return { value, gradFunc: (dy: tf.Tensor) => repeated(tf.mul<tf.Tensor2D>(dy, inverseCount), index) };
  });
  return mean(rows) as tf.Tensor2D;
}

/** The row of each hadron's event, [B, width] to [N, width]; its gradient sums over each event. */
export function eventRows(events: tf.Tensor2D, index: EventIndex): tf.Tensor2D {
  const repeat = tf.customGrad((...inputs) => ({
    value: repeated(inputs[0] as tf.Tensor2D, index),
    gradFunc: (dy: tf.Tensor) => sums(dy as tf.Tensor2D, index),
  }));
  return repeat(events) as tf.Tensor2D;
}
