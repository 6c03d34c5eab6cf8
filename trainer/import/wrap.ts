import { GENERATOR_TENSORS as NAME } from '../../models/contract/tensors.ts';
import { addScaling } from '../export/dense-nodes.ts';
import { GraphBuilder, type TensorInfo } from '../export/graph-builder.ts';
import type { Affine } from './convention.ts';
import type { Mapping, Piece } from './mapping.ts';
import { type OutsideGraph, outsideName } from './outside-graph.ts';

/** Inputs and output of a wrapped generator, as its manifest lists them. */
export function wrappedInterface({ features, noiseDimension }: Mapping) {
  return {
    inputs: [
      { name: NAME.condition, type: 'float32', shape: ['n', features.length] },
      { name: NAME.noise, type: 'float32', shape: ['n', noiseDimension] },
    ],
    output: { name: NAME.angles, type: 'float32', shape: ['n', 2] },
  } as const satisfies { inputs: TensorInfo[]; output: TensorInfo };
}

/**
 * The ONNX bytes of an outside generator as one of ours: condition [n, C] in GeV and noise [n, Z] in front, its own body
 * in the middle, angles [n, 2] in radians behind. All scaling and the convention are inside.
 */
export function wrapGraph(
  outside: OutsideGraph,
  mapping: Mapping,
  metadata: Record<string, string>,
): Uint8Array<ArrayBuffer> {
  const graph = new GraphBuilder();
  const ours = {
    condition: scale(graph, NAME.condition, 'scaled_condition', mapping.condition),
    noise: scale(graph, NAME.noise, 'scaled_noise', mapping.noise),
  };
  for (const { tensor, pieces } of mapping.inputs) addInput(graph, tensor, pieces, ours, mapping);
  graph.append(outside.nodes, outside.constants);
  const { tensor, columns, flattened, picks } = mapping.output;
  let angles = outsideName(tensor);
  if (flattened) {
    const shape = graph.constant('output_shape', 'int64', [2], [-1, columns]);
    angles = graph.node('Reshape', [angles, shape], 'output_rows');
  }
  if (columns !== 2 || picks[0] !== 0) {
    const indices = graph.constant('angle_columns', 'int64', [2], picks);
    angles = graph.node('Gather', [angles, indices], 'picked_angles', { axis: { int: 1 } });
  }
  addScaling(graph, angles, NAME.angles, columnsOf(mapping.angles));
  const { inputs, output } = wrappedInterface(mapping);
  return graph.build('generator', inputs, output, metadata);
}

const columnsOf = (maps: readonly Affine[]) => ({
  factor: Float32Array.from(maps, ({ factor }) => factor),
  shift: Float32Array.from(maps, ({ shift }) => shift),
});

/** The scaled columns; the columns themselves where the original reads them as they are. */
function scale(graph: GraphBuilder, input: string, output: string, maps: readonly Affine[]): string {
  if (maps.every(({ factor, shift }) => factor === 1 && shift === 0)) return input;
  return addScaling(graph, input, output, columnsOf(maps));
}

/** Puts one input of the original together. */
function addInput(
  graph: GraphBuilder,
  tensor: string,
  pieces: readonly Piece[],
  ours: Record<Piece['of'], string>,
  mapping: Mapping,
): void {
  const name = outsideName(tensor);
  const widths = { condition: mapping.condition.length, noise: mapping.noise.length };
  const parts = pieces.map(({ of, from, to }, i) =>
    from === 0 && to === widths[of] ? ours[of] : addSlice(graph, ours[of], `${tensor}_part${i}`, from, to),
  );
  if (parts.length === 1) graph.node('Identity', parts, name);
  else graph.node('Concat', parts, name, { axis: { int: 1 } });
}

function addSlice(graph: GraphBuilder, value: string, output: string, from: number, to: number): string {
  const [start, end] = [[from], [to]].map((list, i) =>
    graph.constant(`${output}_${i ? 'to' : 'from'}`, 'int64', [1], list),
  );
  const axis = graph.constant(`${output}_axis`, 'int64', [1], [1]);
  return graph.node('Slice', [value, start!, end!, axis], output);
}
