import type { GraphProto, NodeProto } from '../../contract/onnx/onnx-ml_pb.js';
import { quote, readAttributes } from './attributes.ts';
import { GateFault } from './fault.ts';
import { type Interface, valueAt } from './interface.ts';
import type { GateLimits, Rows } from './limits.ts';
import { OPERATORS } from './operators.ts';
import type { Operator } from './shape-rules.ts';
import { bytesOf, formatShape, sizeOf, type Value } from './value.ts';
import { checkValueInfo } from './value-info.ts';

/** What one run of a graph takes. */
export interface Cost {
  /** Most bytes of inputs and intermediate values alive at a time. */
  activation: number;
  operations: number;
}

/**
 * Walks a graph in its order with the free dimensions at given sizes: infers every shape, and counts memory and
 * arithmetic. A value lives from its node to its last use; one that is made from constants alone lives for ever, because
 * runtimes compute those once, when they load the model, and keep them.
 *
 * Throws GateFault where a node does not fit, where an output is not as the interface says, or where it costs too much.
 */
export function walkGraph(
  graph: GraphProto,
  constants: ReadonlyMap<string, Value>,
  { inputs, outputs }: Interface,
  rows: Rows,
  limits: GateLimits,
): Cost {
  const lastUse = lastUses(graph);
  const values = new Map(constants);
  const fixed = new Set(constants.keys());
  const alive = new Map<string, number>();
  const cost: Cost = { activation: 0, operations: 0 };
  const define = (name: string, value: Value): void => {
    if (name === '' || values.has(name))
      throw new GateFault('value-repeated', `value ${quote(name)} is made twice or has no name`);
    values.set(name, value);
    alive.set(name, bytesOf(value));
    cost.activation = Math.max(cost.activation, sum(alive.values()));
    checkCost(cost, limits);
  };
  for (const spec of inputs) define(spec.name, valueAt(spec, rows));
  graph.node.forEach((node, index) => {
    const { output, operations } = inferNode(node, values, limits);
    cost.operations += operations;
    define(node.output[0]!, output);
    if (node.input.every((name) => fixed.has(name))) fixed.add(node.output[0]!);
    for (const name of alive.keys()) if (!fixed.has(name) && (lastUse.get(name) ?? index) <= index) alive.delete(name);
  });
  for (const spec of outputs) {
    const expected = valueAt(spec, rows);
    const actual = alive.has(spec.name) ? values.get(spec.name) : undefined;
    if (actual?.type !== expected.type || formatShape(actual.shape) !== formatShape(expected.shape)) {
      if (!actual) throw new GateFault('output-missing', `no node makes ${spec.name}`);
      const made = `${actual.type}${formatShape(actual.shape)}`;
      throw new GateFault(
        'output-shape',
        `the graph makes ${made} for ${spec.name} instead of ${formatShape(expected.shape)}`,
      );
    }
  }
  checkValueInfo(graph, values);
  return cost;
}

const sum = (numbers: Iterable<number>): number => {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
};

/** Index of the last node that reads each value; the graph's outputs live to the end. */
function lastUses(graph: GraphProto): Map<string, number> {
  const last = new Map<string, number>();
  graph.node.forEach((node, index) => {
    for (const name of node.input) last.set(name, index);
  });
  for (const { name } of graph.output) last.set(name, graph.node.length);
  return last;
}

function checkCost({ activation, operations }: Cost, limits: GateLimits): void {
  if (activation > limits.activation_bytes) {
    throw new GateFault(
      'activation',
      `values of ${activation} bytes at the largest chunk; ${limits.activation_bytes} at most`,
    );
  }
  if (operations > limits.operations) {
    throw new GateFault(
      'work',
      `${operations.toExponential(2)} operations at the largest chunk; ${limits.operations} at most`,
    );
  }
}

function inferNode(
  node: NodeProto,
  values: ReadonlyMap<string, Value>,
  limits: GateLimits,
): { output: Value; operations: number } {
  const operator = operatorOf(node);
  const attributes = readAttributes(node, operator.attributes);
  const inputs = readInputs(node, operator, values);
  const output = operator.infer(inputs, attributes);
  if (output.shape.length > limits.rank)
    throw new GateFault('rank', `${node.opType} makes rank ${output.shape.length}`);
  return { output, operations: operator.operations?.(inputs, output, attributes) ?? sizeOf(output.shape) };
}

function operatorOf(node: NodeProto): Operator {
  if (node.domain !== '' || node.overload !== '') {
    const name = `${node.domain}.${node.opType}:${node.overload}`;
    throw new GateFault('operator-domain', `operator ${quote(name)} is not of the default domain`);
  }
  const operator = OPERATORS.get(node.opType);
  if (!operator) throw new GateFault('operator', `operator ${quote(node.opType)} is not on the list`);
  if (node.output.length !== 1) throw new GateFault('output-count', `${node.opType} must have one output`);
  return operator;
}

function readInputs(node: NodeProto, operator: Operator, values: ReadonlyMap<string, Value>): Value[] {
  const [least, most] = operator.inputs;
  if (node.input.length < least || node.input.length > most) {
    throw new GateFault('input-count', `${node.opType} has ${node.input.length} inputs`);
  }
  return node.input.map((name) => {
    const value = values.get(name);
    if (!value)
      throw new GateFault('value-unknown', `${node.opType} reads ${quote(name)}, which is not made before it`);
    return value;
  });
}
