import { SCORER_TENSORS as NAME } from '../../models/contract/tensors.ts';
import { HADRON_SCALING } from '../networks/scaling.ts';
import type { Scorer } from '../networks/scorer.ts';
import { addLayers, addScaling } from './dense-nodes.ts';
import { GraphBuilder, type TensorInfo } from './graph-builder.ts';

/** Inputs and output of an exported scorer, as its manifest lists them. */
export const SCORER_INTERFACE = {
  inputs: [
    { name: NAME.hadrons, type: 'float32', shape: ['N', 4] },
    { name: NAME.event, type: 'int64', shape: ['N'] },
    { name: NAME.count, type: 'float32', shape: ['B'] },
  ],
  output: { name: NAME.logit, type: 'float32', shape: ['B'] },
} as const satisfies { inputs: TensorInfo[]; output: TensorInfo };

/**
 * Adds the mean over each event: rows [N, width] summed into a [B, width] of zeros by ScatterND, in the rows' order,
 * then divided by the counts. The zeros are count * 0, so that no shape is made from a value.
 */
function addEventMean(graph: GraphBuilder, rows: string, width: number): string {
  const last = graph.constant('last_axis', 'int64', [1], [1]);
  const index = graph.node('Unsqueeze', [NAME.event, last], 'event_index');
  const count = graph.node('Unsqueeze', [NAME.count, last], 'count_column');
  const zeroRow = graph.constant('zero_row', 'float32', [1, width], new Float32Array(width));
  const zeros = graph.node('Mul', [count, zeroRow], 'zeros');
  const sum = graph.node('ScatterND', [zeros, index, rows], 'event_sum', { reduction: { string: 'add' } });
  return graph.node('Div', [sum, count], 'event_mean');
}

/**
 * The ONNX bytes of a scorer: hadrons [N, 4] (E, px, py, pz; GeV), event [N] (0 … B - 1) and count [B] (hadrons of each
 * event) to logit [B]. All scaling is inside.
 */
export function scorerGraph({ phi, rho }: Scorer, metadata: Record<string, string>): Uint8Array<ArrayBuffer> {
  const graph = new GraphBuilder();
  const scaled = addScaling(graph, NAME.hadrons, 'scaled_hadrons', HADRON_SCALING);
  const latent = addLayers(graph, scaled, phi, true);
  const mean = addEventMean(graph, latent, phi.at(-1)!.data.length);
  const logit = addLayers(graph, mean, rho, false);
  graph.node('Squeeze', [logit, graph.constant('logit_axis', 'int64', [1], [1])], NAME.logit);
  return graph.build('scorer', SCORER_INTERFACE.inputs, SCORER_INTERFACE.output, metadata);
}
