import { create } from '@bufbuild/protobuf';
import {
  type AttributeProto,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
} from '../../models/contract/onnx/onnx-ml_pb.js';
import { floatsOf, floatTensor, integerTensor, plainTensor } from './constant.ts';
import { ImportError } from './spec.ts';

/** Operator sets that are read; below 7 arithmetic broadcast otherwise, above 17 reductions read otherwise. */
export const OUTSIDE_OPSETS = { least: 7, most: 17 } as const;

/** What a node becomes. */
export interface Raised {
  nodes: NodeProto[];
  constants: TensorProto[];
}

/** Looks a constant up by name. */
export type Constants = ReadonlyMap<string, TensorProto>;

/** Operators whose meaning for float32 is the same in every operator set from 7 to 17. */
const UNCHANGED: ReadonlySet<string> = new Set(
  (
    'Relu Tanh Sigmoid Softplus Exp Log Sqrt Neg Abs LeakyRelu Elu Add Sub Mul Div Pow Min Max Identity Cast MatMul Gemm ' +
    'Concat Reshape Transpose Expand Gather ScatterElements ScatterND ReduceMean'
  ).split(' '),
);

const FLOAT32_MAX = 3.4028234663852886e38;

type Rule = (node: NodeProto, opset: number, constants: Constants) => Raised;

const attributeOf = (node: NodeProto, name: string): AttributeProto | undefined =>
  node.attribute.find((attribute) => attribute.name === name);

const plain = (nodes: NodeProto[], constants: TensorProto[] = []): Raised => ({ nodes, constants });

/** The node with other inputs and without some attributes. */
function rewritten(node: NodeProto, input: string[], without: readonly string[], opType = node.opType): NodeProto {
  const attribute = node.attribute.filter(({ name }) => !without.includes(name));
  return create(NodeProtoSchema, { name: node.name, opType, input, output: node.output.slice(0, 1), attribute });
}

const stem = (node: NodeProto, what: string): string => `${node.output[0]}:${what}`;

const keep: Rule = (node) => plain([node]);

/** Axes were an attribute below opset 13 and are an input since. */
const axesToInput: Rule = (node, opset) => {
  if (opset >= 13 && node.input.length === 2) return plain([node]);
  const axes = attributeOf(node, 'axes')?.ints;
  if (!axes || axes.length === 0)
    throw new ImportError(`${node.opType} names no axes: its shape would depend on values`);
  const constant = integerTensor(stem(node, 'axes'), axes);
  return plain([rewritten(node, [node.input[0]!, constant.name], ['axes'])], [constant]);
};

/** Bounds were attributes below opset 11; one that is left out is the largest float32. */
const clip: Rule = (node, opset) => {
  const bounds = (['min', 'max'] as const).map((name, i) => {
    const given = opset < 11 ? attributeOf(node, name)?.f : undefined;
    const input = node.input[i + 1];
    if (opset >= 11 && input) return { name: input, constants: [] };
    const constant = floatTensor(stem(node, name), [], [given ?? (i === 0 ? -FLOAT32_MAX : FLOAT32_MAX)]);
    return { name: constant.name, constants: [constant] };
  });
  const input = [node.input[0]!, ...bounds.map(({ name }) => name)];
  return plain(
    [rewritten(node, input, ['min', 'max'])],
    bounds.flatMap(({ constants }) => constants),
  );
};

/** Starts, ends and axes were attributes below opset 10. */
const slice: Rule = (node, opset) => {
  if (opset >= 10) return plain([node]);
  const [starts, ends] = ['starts', 'ends'].map((name) => attributeOf(node, name)?.ints ?? []);
  const axes = attributeOf(node, 'axes')?.ints ?? starts!.map((_, i) => BigInt(i));
  const constants = [starts!, ends!, axes].map((list, i) =>
    integerTensor(stem(node, ['starts', 'ends', 'axes'][i]!), list),
  );
  const input = [node.input[0]!, ...constants.map(({ name }) => name)];
  return plain([rewritten(node, input, ['starts', 'ends', 'axes'])], constants);
};

/** Below 13 it flattened its input, which is another thing for all but matrices. */
const softmax: Rule = (node, opset) => {
  if (opset < 13) throw new ImportError('Softmax changed its meaning at opset 13; export with opset 13 to 17');
  return plain([node]);
};

/** Outside training it does nothing. */
const dropout: Rule = (node) => {
  if (node.input.length > 2) throw new ImportError('Dropout with a training mode; export the model for inference');
  return plain([rewritten(node, [node.input[0]!], ['ratio', 'seed', 'is_test'], 'Identity')]);
};

/** All columns into one axis behind the first. */
const flatten: Rule = (node) => {
  if (Number(attributeOf(node, 'axis')?.i ?? 1n) !== 1) throw new ImportError('Flatten is taken with axis 1 alone');
  const shape = integerTensor(stem(node, 'shape'), [0, -1]);
  return plain([rewritten(node, [node.input[0]!, shape.name], ['axis'], 'Reshape')], [shape]);
};

/** With fixed statistics: value * scale / sqrt(variance + epsilon) + what is left, column by column. */
const batchNormalization: Rule = (node, _, constants) => {
  if (attributeOf(node, 'training_mode')?.i) {
    throw new ImportError('BatchNormalization in training mode: answers would depend on the batch');
  }
  const [scale, bias, mean, variance] = node.input.slice(1, 5).map((name) => {
    const constant = constants.get(name);
    if (!constant) throw new ImportError(`BatchNormalization reads ${name}, which is not a constant`);
    return floatsOf(constant);
  });
  const epsilon = attributeOf(node, 'epsilon')?.f ?? 1e-5;
  const factor = Array.from(scale!, (s, i) => s / Math.sqrt(variance![i]! + epsilon));
  const shift = factor.map((f, i) => bias![i]! - mean![i]! * f);
  const [f, s] = [factor, shift].map((list, i) =>
    floatTensor(stem(node, i === 0 ? 'factor' : 'shift'), [1, list.length], list),
  );
  const product = create(NodeProtoSchema, {
    opType: 'Mul',
    input: [node.input[0]!, f!.name],
    output: [stem(node, 'product')],
  });
  const sum = create(NodeProtoSchema, {
    opType: 'Add',
    input: [product.output[0]!, s!.name],
    output: node.output.slice(0, 1),
  });
  return plain([product, sum], [f!, s!]);
};

/** A constant is no node. */
const constant: Rule = (node) => {
  const value = attributeOf(node, 'value')?.t;
  const name = node.output[0]!;
  if (value) return plain([], [plainTensor(value, name)]);
  const [float, integers] = [attributeOf(node, 'value_float'), attributeOf(node, 'value_ints')];
  if (float) return plain([], [floatTensor(name, [], [float.f])]);
  if (integers) return plain([], [integerTensor(name, integers.ints)]);
  throw new ImportError(`Constant ${name} is neither a tensor, a float nor a list of integers`);
};

const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ...[...UNCHANGED].map((name): [string, Rule] => [name, keep]),
  ...['Squeeze', 'Unsqueeze', 'ReduceSum'].map((name): [string, Rule] => [name, axesToInput]),
  ['Clip', clip],
  ['Slice', slice],
  ['Softmax', softmax],
  ['Dropout', dropout],
  ['Flatten', flatten],
  ['BatchNormalization', batchNormalization],
  ['Constant', constant],
]);

/** Operators that an outside model may use. */
export const OUTSIDE_OPERATORS: readonly string[] = [...RULES.keys()].sort();

/** A node of an operator set from 7 to 17 as opset 17 has it; throws an ImportError where it has no equal there. */
export function raiseNode(node: NodeProto, opset: number, constants: Constants): Raised {
  const rule = node.domain === '' || node.domain === 'ai.onnx' ? RULES.get(node.opType) : undefined;
  if (!rule) {
    const name = node.domain === '' ? node.opType : `${node.domain}.${node.opType}`;
    throw new ImportError(`the operator ${name} is not taken; docs/outside-models.md lists those that are`);
  }
  return rule(node, opset, constants);
}
