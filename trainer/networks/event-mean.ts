import * as tf from '@tensorflow/tfjs';

/** Which rows belong to which event: rows of event e stand together, in order; every event has at least one. */
export interface EventIndex {
  /** Event of each row, int32 [N], rising from 0 to events - 1 without gaps. */
  event: tf.Tensor1D;
  /** 0 … N - 1, int32 [N]. */
  row: tf.Tensor1D;
  /** 1 / rows of each event, [B, 1]. */
  inverseCount: tf.Tensor2D;
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
  };
}

/**
 * Mean over each event of the rows [N, width]: [B, width]. Sums and, for the gradient, the repetition of an event's row
 * for each of its hadrons go through sparseSegmentSum: wasm has no unsortedSegmentSum, and its gather is slow.
 */
export function eventMean(rows: tf.Tensor2D, { event, row, inverseCount }: EventIndex): tf.Tensor2D {
  const mean = tf.customGrad((...inputs) => {
    const [x] = inputs as [tf.Tensor2D];
    const value = tf.mul(tf.sparse.sparseSegmentSum(x, row, event), inverseCount);
    const gradFunc = (dy: tf.Tensor) => tf.sparse.sparseSegmentSum(tf.mul(dy, inverseCount), event, row);
    return { value, gradFunc };
  });
  return mean(rows) as tf.Tensor2D;
}

/** The row of each hadron's event, [B, width] to [N, width]; its gradient sums over each event. */
export function eventRows(events: tf.Tensor2D, { event, row }: EventIndex): tf.Tensor2D {
  const repeat = tf.customGrad((...inputs) => {
    const [x] = inputs as [tf.Tensor2D];
    const value = tf.sparse.sparseSegmentSum(x, event, row);
    const gradFunc = (dy: tf.Tensor) => tf.sparse.sparseSegmentSum(dy, row, event);
    return { value, gradFunc };
  });
  return repeat(events) as tf.Tensor2D;
}
