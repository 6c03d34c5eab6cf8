import { type LayerParameters, LEAKY_SLOPE } from '../networks/parameters.ts';
import type { Scaling } from '../networks/scaling.ts';
import type { GraphBuilder } from './graph-builder.ts';

/** Adds value * factor + shift, column by column. */
export function addScaling(graph: GraphBuilder, input: string, output: string, { factor, shift }: Scaling): string {
  const columns = factor.length;
  const product = graph.node(
    'Mul',
    [input, graph.constant(`${output}_factor`, 'float32', [1, columns], factor)],
    `${output}_product`,
  );
  return graph.node('Add', [product, graph.constant(`${output}_shift`, 'float32', [1, columns], shift)], output);
}

/** Adds a stack of dense layers with LeakyReLU after each, after the last one only where `activateLast` says so. */
export function addLayers(graph: GraphBuilder, input: string, layers: LayerParameters, activateLast: boolean): string {
  let value = input;
  for (let i = 0; i < layers.length; i += 2) {
    const [kernel, bias] = [layers[i]!, layers[i + 1]!];
    graph.constant(kernel.name, 'float32', kernel.shape, kernel.data);
    graph.constant(bias.name, 'float32', bias.shape, bias.data);
    const stem = kernel.name.replace(/\.kernel$/, '');
    value = graph.node('Gemm', [value, kernel.name, bias.name], `${stem}.sum`);
    if (i + 2 < layers.length || activateLast)
      value = graph.node('LeakyRelu', [value], `${stem}.leaky`, { alpha: { float: LEAKY_SLOPE } });
  }
  return value;
}
