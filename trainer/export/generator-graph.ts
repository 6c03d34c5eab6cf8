import { GENERATOR_TENSORS as NAME } from '../../models/contract/tensors.ts';
import { CONDITION_DIMENSION, type Generator, NOISE_DIMENSION } from '../networks/generator.ts';
import { ANGLE_SCALING, CLUSTER_SCALING } from '../networks/scaling.ts';
import { addLayers, addScaling } from './dense-nodes.ts';
import { GraphBuilder, type TensorInfo } from './graph-builder.ts';

/** Inputs and output of an exported generator, as its manifest lists them. */
export const GENERATOR_INTERFACE = {
  inputs: [
    { name: NAME.condition, type: 'float32', shape: ['n', CONDITION_DIMENSION] },
    { name: NAME.noise, type: 'float32', shape: ['n', NOISE_DIMENSION] },
  ],
  output: { name: NAME.angles, type: 'float32', shape: ['n', 2] },
} as const satisfies { inputs: TensorInfo[]; output: TensorInfo };

/**
 * The ONNX bytes of a generator: condition [n, 4] (E, px, py, pz; GeV) and noise [n, 10] (standard normal) to angles
 * [n, 2] (phi, theta; radians). All scaling is inside.
 */
export function generatorGraph({ layers }: Generator, metadata: Record<string, string>): Uint8Array<ArrayBuffer> {
  const graph = new GraphBuilder();
  const scaled = addScaling(graph, NAME.condition, 'scaled_condition', CLUSTER_SCALING);
  const input = graph.node('Concat', [scaled, NAME.noise], 'network_input', { axis: { int: 1 } });
  const unit = graph.node('Tanh', [addLayers(graph, input, layers, false)], 'unit_angles');
  addScaling(graph, unit, NAME.angles, ANGLE_SCALING);
  return graph.build('generator', GENERATOR_INTERFACE.inputs, GENERATOR_INTERFACE.output, metadata);
}
