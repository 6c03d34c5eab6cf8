import { GENERATOR_TENSORS as NAME } from '../../models/contract/tensors.ts';
import { FLIGHT_EPSILON } from '../networks/flight.ts';
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

/** Adds the unit vector [n, 3] along the momentum, as networks/flight.ts has it; sums over columns are products. */
function addFlightDirection(graph: GraphBuilder, scaled: string): string {
  const selection = graph.constant('momentum_columns', 'float32', [4, 3], [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1]);
  const momentum = graph.node('MatMul', [scaled, selection], 'momentum');
  const squares = graph.node('Mul', [momentum, momentum], 'momentum_squares');
  const ones = graph.constant('three_ones', 'float32', [3, 1], [1, 1, 1]);
  const norm = graph.node('Sqrt', [graph.node('MatMul', [squares, ones], 'momentum_squared')], 'momentum_norm');
  const epsilon = graph.constant('flight_epsilon', 'float32', [1, 1], [FLIGHT_EPSILON]);
  return graph.node('Div', [momentum, graph.node('Add', [norm, epsilon], 'momentum_divisor')], 'flight_direction');
}

/**
 * The ONNX bytes of a generator: condition [n, 4] (E, px, py, pz; GeV) and noise [n, 10] (standard normal) to angles
 * [n, 2] (phi, theta; radians). All scaling is inside.
 */
export function generatorGraph({ layers }: Generator, metadata: Record<string, string>): Uint8Array<ArrayBuffer> {
  const graph = new GraphBuilder();
  const scaled = addScaling(graph, NAME.condition, 'scaled_condition', CLUSTER_SCALING);
  const flight = addFlightDirection(graph, scaled);
  const input = graph.node('Concat', [scaled, flight, NAME.noise], 'network_input', { axis: { int: 1 } });
  const unit = graph.node('Tanh', [addLayers(graph, input, layers, false)], 'unit_angles');
  addScaling(graph, unit, NAME.angles, ANGLE_SCALING);
  return graph.build('generator', GENERATOR_INTERFACE.inputs, GENERATOR_INTERFACE.output, metadata);
}
