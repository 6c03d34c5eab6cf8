import { GENERATOR_TENSORS as NAME } from '../../models/contract/tensors.ts';
import { INVARIANT_SCALING, LARGEST_ENERGY, LEAST_ENERGY, LEAST_MASS_SQUARED } from '../networks/cluster-invariants.ts';
import {
  ARCTANGENT_FACTOR,
  CONDITION_COLUMNS,
  type DirectionGenerator,
  HALF_PI,
  VECTOR_EPSILON,
} from '../networks/direction-generator.ts';
import { FLIGHT_EPSILON } from '../networks/flight.ts';
import { NOISE_DIMENSION } from '../networks/generator.ts';
import { addLayers } from './dense-nodes.ts';
import { GraphBuilder, type TensorInfo } from './graph-builder.ts';

/** Inputs and output of an exported generator of directions, as its manifest lists them. */
export function directionInterface({ frame }: Pick<DirectionGenerator, 'frame'>) {
  return {
    inputs: [
      { name: NAME.condition, type: 'float32', shape: ['n', CONDITION_COLUMNS[frame]] },
      { name: NAME.noise, type: 'float32', shape: ['n', NOISE_DIMENSION] },
    ],
    output: { name: NAME.angles, type: 'float32', shape: ['n', 2] },
  } as const satisfies { inputs: TensorInfo[]; output: TensorInfo };
}

/** Nodes on columns [n, width] in the order in which networks/direction-generator.ts computes them. */
class Columns {
  readonly #graph: GraphBuilder;
  #made = 0;

  constructor(graph: GraphBuilder) {
    this.#graph = graph;
  }

  #name(kind: string): string {
    this.#made++;
    return `${kind}_${this.#made}`;
  }

  number(value: number): string {
    return this.#graph.constant(this.#name('number'), 'float32', [1, 1], [value]);
  }

  node(op: string, inputs: readonly string[], attributes = {}): string {
    return this.#graph.node(op, inputs, this.#name(op.toLowerCase()), attributes);
  }

  add = (a: string, b: string): string => this.node('Add', [a, b]);
  sub = (a: string, b: string): string => this.node('Sub', [a, b]);
  mul = (a: string, b: string): string => this.node('Mul', [a, b]);
  div = (a: string, b: string): string => this.node('Div', [a, b]);

  slice(x: string, begin: number, end: number): string {
    const bound = (value: number) => this.#graph.constant(this.#name('bound'), 'int64', [1], [value]);
    return this.node('Slice', [x, bound(begin), bound(end), bound(1)]);
  }

  concat(parts: readonly string[]): string {
    return this.node('Concat', parts, { axis: { int: 1 } });
  }

  sumOfThree(x: string): string {
    return this.add(this.add(this.slice(x, 0, 1), this.slice(x, 1, 2)), this.slice(x, 2, 3));
  }

  scaled(x: string, [factor, shift]: readonly [number, number]): string {
    return this.add(this.mul(x, this.number(factor)), this.number(shift));
  }

  logOfLeast(x: string, least: number): string {
    return this.node('Log', [this.node('Max', [x, this.number(least)])]);
  }
}

/** Size [n, 1] and direction [n, 3] of the momentum. */
function addFlight(c: Columns): { size: string; flight: string } {
  const momentum = c.slice(NAME.condition, 1, 4);
  const size = c.node('Sqrt', [c.sumOfThree(c.mul(momentum, momentum))]);
  return { size, flight: c.div(momentum, c.add(size, c.number(FLIGHT_EPSILON))) };
}

function addInvariants(c: Columns, size: string): string {
  const E = c.slice(NAME.condition, 0, 1);
  const massSquared = c.sub(c.mul(E, E), c.mul(size, size));
  const known = c.node('Min', [E, c.number(LARGEST_ENERGY)]);
  return c.concat([
    c.scaled(known, INVARIANT_SCALING.E),
    c.scaled(c.logOfLeast(known, LEAST_ENERGY), INVARIANT_SCALING.logE),
    c.scaled(c.logOfLeast(massSquared, LEAST_MASS_SQUARED), INVARIANT_SCALING.logM2),
  ]);
}

/** The vector's components x, y, z, [n, 1] each. */
function addVector(graph: GraphBuilder, c: Columns, { frame, layers }: DirectionGenerator): [string, string, string] {
  const { size, flight } = addFlight(c);
  const xi = c.slice(NAME.noise, 0, 3);
  const others = c.slice(NAME.noise, 3, NOISE_DIMENSION);
  const lab = frame === 'cluster-rest/lab-axes';
  const along = lab ? c.sumOfThree(c.mul(xi, flight)) : c.slice(xi, 2, 3);
  const features = lab
    ? []
    : [c.sumOfThree(c.mul(c.slice(NAME.condition, 4, 7), flight)), c.slice(NAME.condition, 7, 9)];
  const across = c.sub(c.sumOfThree(c.mul(xi, xi)), c.mul(along, along));
  const input = c.concat([addInvariants(c, size), ...features, along, across, others]);
  const soft = c.node('Softplus', [addLayers(graph, input, layers, false)]);
  const pull = c.add(soft, c.mul(soft, soft));
  const axis = lab ? flight : graph.constant('axis', 'float32', [1, 3], [0, 0, 1]);
  const v = c.add(xi, c.mul(pull, axis));
  return [c.slice(v, 0, 1), c.slice(v, 1, 2), c.slice(v, 2, 3)];
}

/** phi and theta of the vector, [n, 1] each. */
function addAngles(c: Columns, frame: DirectionGenerator['frame'], [x, y, z]: [string, string, string]): string[] {
  const least = c.number(VECTOR_EPSILON);
  const halfPi = c.number(HALF_PI);
  const arctangent = (value: string): string => c.mul(c.node('Atan', [value]), c.number(ARCTANGENT_FACTOR));
  const rho = c.add(c.node('Sqrt', [c.add(c.mul(x, x), c.mul(y, y))]), least);
  const signX = c.node('Sign', [c.add(x, least)]);
  const principal = arctangent(c.div(y, c.add(x, least)));
  const latitude = arctangent(c.div(z, rho));
  if (frame === 'cluster-rest/lab-axes') return [principal, c.sub(halfPi, c.mul(signX, latitude))];
  const behind = c.mul(c.sub(c.number(1), signX), halfPi);
  const phi = c.add(principal, c.mul(behind, c.node('Sign', [c.add(y, least)])));
  return [phi, c.sub(halfPi, latitude)];
}

/**
 * The ONNX bytes of a generator of directions: condition [n, 4 or 9] (models/contract/tensors.ts) and noise [n, 10] to
 * angles [n, 2] (phi, theta; radians) in its frame. What networks/direction-generator.ts computes, node by node.
 */
export function directionGraph(
  generator: DirectionGenerator,
  metadata: Record<string, string>,
): Uint8Array<ArrayBuffer> {
  const graph = new GraphBuilder();
  const columns = new Columns(graph);
  const angles = addAngles(columns, generator.frame, addVector(graph, columns, generator));
  graph.node('Concat', angles, NAME.angles, { axis: { int: 1 } });
  const { inputs, output } = directionInterface(generator);
  return graph.build('generator', inputs, output, metadata);
}
