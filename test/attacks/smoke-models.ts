import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema } from '../../models/contract/onnx/onnx-ml_pb.js';
import type { ReferenceRun } from '../../models/contract/reference-run.ts';
import type { GateCode } from '../../models/registry/gate/fault.ts';
import { GraphBuilder } from '../../trainer/export/graph-builder.ts';
import { GENERATOR_INPUTS, GENERATOR_OUTPUT, generatorBytes } from '../registry/release-fixture.ts';

/** Models that read as plain arithmetic and only show what they are when they run. */
export interface SmokeModel {
  what: string;
  code: GateCode;
  bytes: Uint8Array<ArrayBuffer>;
  /** The answers the author states; the fixture's own where there are none. */
  reference?: ReferenceRun;
}

type Build = (graph: GraphBuilder) => void;

function graphOf(build: Build): Uint8Array<ArrayBuffer> {
  const graph = new GraphBuilder();
  graph.constant('first', 'int64', [1], [0]);
  graph.constant('second', 'int64', [1], [1]);
  graph.constant('third', 'int64', [1], [2]);
  graph.constant('fourth', 'int64', [1], [3]);
  graph.node('Slice', ['noise', 'first', 'third', 'second'], 'z');
  build(graph);
  return graph.build('generator', GENERATOR_INPUTS, GENERATOR_OUTPUT, {});
}

/** A reference run of one cluster that the model's author chose: p (1, 2, 3), noise 0. */
const chosen = (angles: number[], E = 5): ReferenceRun => ({
  inputs: { condition: { shape: [1, 4], data: [E, 1, 2, 3] }, noise: { shape: [1, 10], data: Array(10).fill(0) } },
  outputs: { angles: { shape: [1, 2], data: angles } },
  tolerance: 1e-5,
});

/** NaN for every cluster that flies backwards, which the chosen reference run does not. */
const backwards: Build = (graph) => {
  graph.node('Slice', ['condition', 'fourth', 'end', 'second'], 'pz');
  graph.constant('end', 'int64', [1], [4]);
  graph.node('Log', ['pz'], 'log');
  graph.node('Add', ['z', 'log'], 'angles');
};

/** Divides by the momentum: infinite for a cluster at rest. */
const atRest: Build = (graph) => {
  graph.constant('axes', 'int64', [1], [1]);
  graph.constant('all', 'int64', [1], [4]);
  graph.node('Slice', ['condition', 'second', 'all', 'second'], 'p');
  graph.node('Mul', ['p', 'p'], 'squares');
  graph.node('ReduceSum', ['squares', 'axes'], 'p2', { keepdims: { int: 1 } });
  graph.constant('one', 'float32', [1, 1], [1]);
  graph.node('Div', ['one', 'p2'], 'inverse');
  graph.node('Add', ['z', 'inverse'], 'angles');
};

/** Exceeds float32 for large energies alone. */
const overflow: Build = (graph) => {
  graph.constant('end', 'int64', [1], [1]);
  graph.node('Slice', ['condition', 'first', 'end', 'second'], 'E');
  graph.constant('three', 'float32', [1, 1], [3]);
  graph.node('Mul', ['E', 'three'], 'E3');
  graph.node('Exp', ['E3'], 'huge');
  graph.node('Add', ['z', 'huge'], 'angles');
};

/** Batch statistics, as a network left in training mode has them: each answer depends on the whole request. */
const batchMean: Build = (graph) => {
  graph.node('ReduceSum', ['z', 'first'], 'sum', { keepdims: { int: 1 } });
  graph.node('Sub', ['z', 'sum'], 'angles');
};

/** An attribute that came with opset 16, in a file that says opset 13: the runtime does not take it. */
function ofAnotherOpset(): Uint8Array<ArrayBuffer> {
  const model = fromBinary(
    ModelProtoSchema,
    graphOf((graph) => {
      graph.constant('row', 'int64', [1, 1], [0]);
      graph.constant('zeros', 'float32', [1, 2], [0, 0]);
      graph.constant('update', 'float32', [1, 2], [1, 1]);
      graph.node('ScatterND', ['zeros', 'row', 'update'], 'bias', { reduction: { string: 'add' } });
      graph.node('Add', ['z', 'bias'], 'angles');
    }),
  );
  model.opsetImport[0]!.version = 13n;
  return new Uint8Array(toBinary(ModelProtoSchema, model));
}

/** Softmax over the rows instead of the columns. */
const rowSoftmax: Build = (graph) => {
  graph.node('Softmax', ['z'], 'angles', { axis: { int: 0 } });
};

export const SMOKE_MODELS: readonly SmokeModel[] = [
  { what: 'an attribute of another opset', code: 'session', bytes: ofAnotherOpset() },
  {
    what: 'NaN for half of all clusters',
    code: 'output-not-finite',
    bytes: graphOf(backwards),
    reference: chosen([Math.log(3), Math.log(3)]),
  },
  { what: 'infinite at rest', code: 'output-not-finite', bytes: graphOf(atRest), reference: chosen([1 / 14, 1 / 14]) },
  {
    what: 'infinite at high energy',
    code: 'output-not-finite',
    bytes: graphOf(overflow),
    reference: chosen([Math.exp(0.3), Math.exp(0.3)], 0.1),
  },
  { what: 'the mean over the request', code: 'row-dependence', bytes: graphOf(batchMean), reference: chosen([0, 0]) },
  { what: 'a softmax over the request', code: 'row-dependence', bytes: graphOf(rowSoftmax), reference: chosen([1, 1]) },
  { what: 'other weights than the reference run', code: 'reference-mismatch', bytes: generatorBytes(8, {}, 3) },
];
