import { SCORER_TENSORS as NAME } from '../../models/contract/tensors.ts';
import { MOMENT_HARMONICS } from '../networks/angular-moments.ts';
import type { LayerParameters } from '../networks/parameters.ts';
import { HADRON_SCALING } from '../networks/scaling.ts';
import { MEAN_LOG_COUNT, type Scorer } from '../networks/scorer.ts';
import { addLayers, addScaling } from './dense-nodes.ts';
import { addEventMean } from './event-nodes.ts';
import { GraphBuilder, type TensorInfo } from './graph-builder.ts';
import { addHadronFeatures, addHarmonics, addMoments } from './moment-nodes.ts';

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
 * The ONNX bytes of a scorer: hadrons [N, 4] (E, px, py, pz; GeV), event [N] (0 … B - 1) and count [B] (hadrons of each
 * event) to logit [B]. All scaling is inside.
 */
export function scorerGraph({ moments, phi, rho }: Scorer, metadata: Record<string, string>): Uint8Array<ArrayBuffer> {
  const graph = new GraphBuilder();
  const scaled = addScaling(graph, NAME.hadrons, 'scaled_hadrons', HADRON_SCALING);
  const latent = addLayers(graph, moments ? addSeen(graph, scaled, moments) : scaled, phi, true);
  const mean = addEventMean(graph, latent, phi.at(-1)!.data.length);
  const logit = addLayers(graph, moments ? addLogCount(graph, mean) : mean, rho, false);
  graph.node('Squeeze', [logit, graph.constant('logit_axis', 'int64', [1], [1])], NAME.logit);
  return graph.build('scorer', SCORER_INTERFACE.inputs, SCORER_INTERFACE.output, metadata);
}

/** Adds a column with ln of the number of hadrons, as networks/scorer.ts has it. */
function addLogCount(graph: GraphBuilder, mean: string): string {
  const inverse = graph.node('Div', [graph.constant('one', 'float32', [1, 1], [1]), 'event_count'], 'inverse_count');
  const log = graph.node('Neg', [graph.node('Log', [inverse], 'log_inverse_count')], 'log_count');
  const shift = graph.constant('mean_log_count', 'float32', [1, 1], [MEAN_LOG_COUNT]);
  const centred = graph.node('Sub', [log, shift], 'centred_log_count');
  return graph.node('Concat', [mean, centred], 'event_seen', { axis: { int: 1 } });
}

/** Adds what Phi sees of a hadron where there are moments: its features, and what is around it. */
function addSeen(graph: GraphBuilder, scaled: string, moments: LayerParameters): string {
  const { columns, energy, direction } = addHadronFeatures(graph, scaled);
  const around = addMoments(graph, energy, addHarmonics(graph, direction, MOMENT_HARMONICS), moments);
  return graph.node('Concat', [columns, around], 'seen', { axis: { int: 1 } });
}
