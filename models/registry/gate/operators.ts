import {
  castToFloat,
  clip,
  concat,
  elementwise,
  expand,
  gather,
  gemm,
  gemmOperations,
  inputOperations,
  type Operator,
  reduce,
  reshape,
  sameShape,
  scatterElements,
  scatterNd,
  scatterOperations,
  slice,
  softmax,
  squeeze,
  transpose,
  unsqueeze,
} from './shape-rules.ts';

const unary: Operator = { inputs: [1, 1], attributes: {}, infer: elementwise };
const sloped: Operator = { inputs: [1, 1], attributes: { alpha: 'float' }, infer: elementwise };
const binary: Operator = { inputs: [2, 2], attributes: {}, infer: elementwise };

/**
 * The operators that a model may use: arithmetic on float32, matrix products, and moves of elements whose shapes are
 * fixed by constants. None holds a graph, draws random numbers or makes a shape from a value.
 */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ...['Relu', 'Tanh', 'Sigmoid', 'Softplus', 'Exp', 'Log', 'Sqrt', 'Neg', 'Abs', 'Sign', 'Atan'].map(
    (name): [string, Operator] => [name, unary],
  ),
  ['LeakyRelu', sloped],
  ['Elu', sloped],
  ...['Add', 'Sub', 'Mul', 'Div', 'Pow', 'Min', 'Max'].map((name): [string, Operator] => [name, binary]),
  ['Clip', { inputs: [1, 3], attributes: {}, infer: clip }],
  ['Softmax', { inputs: [1, 1], attributes: { axis: 'int' }, infer: softmax }],
  ['Identity', { inputs: [1, 1], attributes: {}, infer: sameShape }],
  ['Cast', { inputs: [1, 1], attributes: { to: 'int' }, infer: castToFloat }],
  ['MatMul', { inputs: [2, 2], attributes: {}, infer: gemm, operations: gemmOperations }],
  [
    'Gemm',
    {
      inputs: [2, 3],
      attributes: { alpha: 'float', beta: 'float', transA: 'int', transB: 'int' },
      infer: gemm,
      operations: gemmOperations,
    },
  ],
  ['Concat', { inputs: [1, 16], attributes: { axis: 'int' }, infer: concat }],
  ['Reshape', { inputs: [2, 2], attributes: { allowzero: 'int' }, infer: reshape }],
  ['Squeeze', { inputs: [2, 2], attributes: {}, infer: squeeze }],
  ['Unsqueeze', { inputs: [2, 2], attributes: {}, infer: unsqueeze }],
  ['Transpose', { inputs: [1, 1], attributes: { perm: 'ints' }, infer: transpose }],
  ['Expand', { inputs: [2, 2], attributes: {}, infer: expand }],
  ['Slice', { inputs: [3, 5], attributes: {}, infer: slice }],
  ['Gather', { inputs: [2, 2], attributes: { axis: 'int' }, infer: gather }],
  [
    'ScatterElements',
    {
      inputs: [3, 3],
      attributes: { axis: 'int', reduction: 'string' },
      infer: scatterElements,
      operations: scatterOperations,
    },
  ],
  [
    'ScatterND',
    { inputs: [3, 3], attributes: { reduction: 'string' }, infer: scatterNd, operations: scatterOperations },
  ],
  ['ReduceSum', { inputs: [2, 2], attributes: { keepdims: 'int' }, infer: reduce, operations: inputOperations }],
  [
    'ReduceMean',
    { inputs: [1, 1], attributes: { axes: 'ints', keepdims: 'int' }, infer: reduce, operations: inputOperations },
  ],
]);
