import { SCORER_TENSORS as NAME } from '../../models/contract/tensors.ts';
import { degreeSelection, MOMENT_HARMONICS, MOMENT_SCALE, MOMENTS } from '../networks/angular-moments.ts';
import { LEAST_ENERGY, LOG_FACTOR, MOMENTUM_EPSILON } from '../networks/hadron-features.ts';
import { constantAndRest, type HarmonicTable } from '../networks/harmonics.ts';
import type { LayerParameters } from '../networks/parameters.ts';
import { addLayers } from './dense-nodes.ts';
import { addEventSum } from './event-nodes.ts';
import type { GraphBuilder } from './graph-builder.ts';

/** Adds a choice of columns as a product, which is what every runtime does fastest and the gate knows. */
function addColumns(graph: GraphBuilder, from: string, width: number, columns: readonly number[], to: string): string {
  const selection = new Float32Array(width * columns.length);
  for (const [place, column] of columns.entries()) selection[column * columns.length + place] = 1;
  const constant = graph.constant(`${to}_selection`, 'float32', [width, columns.length], selection);
  return graph.node('MatMul', [from, constant], to);
}

const addScalar = (graph: GraphBuilder, name: string, value: number): string =>
  graph.constant(name, 'float32', [1, 1], [value]);

/** Adds the features of networks/hadron-features.ts, from hadrons and the scaled ones. */
export function addHadronFeatures(graph: GraphBuilder, scaled: string) {
  const energy = addColumns(graph, NAME.hadrons, 4, [0], 'energy');
  const floored = graph.node('Max', [energy, addScalar(graph, 'least_energy', LEAST_ENERGY)], 'floored_energy');
  const log = graph.node('Log', [floored], 'log_energy');
  const logarithm = graph.node('Mul', [log, addScalar(graph, 'log_factor', LOG_FACTOR)], 'scaled_log_energy');
  const momentum = addColumns(graph, NAME.hadrons, 4, [1, 2, 3], 'momentum');
  const squares = graph.node('Mul', [momentum, momentum], 'momentum_squares');
  const ones = graph.constant('three_ones', 'float32', [3, 1], [1, 1, 1]);
  const norm = graph.node('Sqrt', [graph.node('MatMul', [squares, ones], 'momentum_squared')], 'momentum_norm');
  const epsilon = addScalar(graph, 'momentum_epsilon', MOMENTUM_EPSILON);
  const divisor = graph.node('Add', [norm, epsilon], 'momentum_divisor');
  const direction = graph.node('Div', [momentum, divisor], 'direction');
  const scaledEnergy = addColumns(graph, scaled, 4, [0], 'scaled_energy');
  return {
    columns: graph.node('Concat', [scaled, logarithm, direction], 'hadron_columns', { axis: { int: 1 } }),
    energy: graph.node('Concat', [logarithm, scaledEnergy], 'energy_columns', { axis: { int: 1 } }),
    direction,
  };
}

/** Adds constant + variables * rest of a table's rows. */
function addCombination(graph: GraphBuilder, variables: readonly string[], rows: Float32Array, to: string): string {
  const columns = rows.length / (variables.length + 1);
  const { constant, rest } = constantAndRest(rows, columns);
  const joined = graph.node('Concat', variables, `${to}_variables`, { axis: { int: 1 } });
  const matrix = graph.constant(`${to}_matrix`, 'float32', [variables.length, columns], rest);
  return graph.node('Gemm', [joined, matrix, graph.constant(`${to}_constant`, 'float32', [columns], constant)], to);
}

/** Adds the harmonics [N, columns] of unit vectors [N, 3], as networks/harmonics.ts computes them. */
export function addHarmonics(graph: GraphBuilder, direction: string, table: HarmonicTable): string {
  const [x, y, z] = (['x', 'y', 'z'] as const).map((axis, k) =>
    addColumns(graph, direction, 3, [k], `direction_${axis}`),
  ) as [string, string, string];
  const powers = [z];
  const [real, imaginary] = [[x], [y]];
  const times = (a: string, b: string, to: string): string => graph.node('Mul', [a, b], to);
  for (let m = 2; m <= table.degree; m++) {
    const [re, im] = [real.at(-1)!, imaginary.at(-1)!];
    powers.push(times(powers.at(-1)!, z, `z_${m}`));
    real.push(graph.node('Sub', [times(x, re, `x_real_${m}`), times(y, im, `y_imaginary_${m}`)], `real_${m}`));
    imaginary.push(
      graph.node('Add', [times(x, im, `x_imaginary_${m}`), times(y, re, `y_real_${m}`)], `imaginary_${m}`),
    );
  }
  const polar = addCombination(graph, powers, table.polynomials, 'polar');
  const azimuth = addCombination(graph, [...real, ...imaginary], table.azimuths, 'azimuth');
  return times(polar, azimuth, 'harmonics');
}

/** Adds the angular moments [N, 7 K] around each hadron, as networks/angular-moments.ts computes them. */
export function addMoments(graph: GraphBuilder, energy: string, harmonics: string, layers: LayerParameters): string {
  const { columns } = MOMENT_HARMONICS;
  const weights = layers.at(-1)!.data.length;
  const weight = addLayers(graph, energy, layers, false);
  const [first, last] = [1, 2].map((axis) => graph.constant(`axis_${axis}`, 'int64', [1], [axis])) as [string, string];
  const ofHadron = graph.node('Unsqueeze', [harmonics, first], 'harmonics_of_hadron');
  const flow = graph.node('Mul', [graph.node('Unsqueeze', [weight, last], 'weight_column'), ofHadron], 'flow');
  const shape = (name: string, ...sizes: number[]): string => graph.constant(name, 'int64', [sizes.length], sizes);
  const width = weights * columns;
  const rows = graph.node('Reshape', [flow, shape('flow_shape', -1, width)], 'flow_rows');
  const sum = addEventSum(graph, rows, width, 'flow');
  const scaled = graph.node('Mul', [sum, addScalar(graph, 'moment_scale', 1 / MOMENT_SCALE)], 'flow_of_event');
  const gathered = graph.node('Gather', [scaled, NAME.event], 'flow_around', { axis: { int: 0 } });
  const split = graph.node('Reshape', [gathered, shape('around_shape', -1, weights, columns)], 'around_weights');
  const products = graph.node('Mul', [split, ofHadron], 'around_products');
  const flat = graph.node('Reshape', [products, shape('product_shape', -1, columns)], 'around_rows');
  const selection = degreeSelection(MOMENT_HARMONICS);
  const degrees = graph.constant('degrees', 'float32', [columns, MOMENTS], selection);
  const moments = graph.node('MatMul', [flat, degrees], 'moment_rows');
  return graph.node('Reshape', [moments, shape('moment_shape', -1, weights * MOMENTS)], 'moments_around');
}
