import { SCORER_TENSORS as NAME } from '../../models/contract/tensors.ts';
import type { GraphBuilder } from './graph-builder.ts';

/**
 * Adds the sum over each event of rows [N, width]: added into a [B, width] of zeros by ScatterND, in the rows' order.
 * The zeros are count * 0, so that no shape is made from a value.
 */
export function addEventSum(graph: GraphBuilder, rows: string, width: number, stem = 'event'): string {
  const last = graph.constant(`${stem}_last_axis`, 'int64', [1], [1]);
  const index = graph.node('Unsqueeze', [NAME.event, last], `${stem}_index`);
  const count = graph.node('Unsqueeze', [NAME.count, last], `${stem}_count`);
  const zeroRow = graph.constant(`${stem}_zero_row`, 'float32', [1, width], new Float32Array(width));
  const zeros = graph.node('Mul', [count, zeroRow], `${stem}_zeros`);
  return graph.node('ScatterND', [zeros, index, rows], `${stem}_sum`, { reduction: { string: 'add' } });
}

/** Adds the mean over each event of rows [N, width]: the sum divided by the counts. */
export function addEventMean(graph: GraphBuilder, rows: string, width: number): string {
  const sum = addEventSum(graph, rows, width);
  return graph.node('Div', [sum, 'event_count'], 'event_mean');
}
