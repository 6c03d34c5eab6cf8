import { create, fromBinary } from '@bufbuild/protobuf';
import {
  type ModelProto,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
} from '../../models/contract/onnx/onnx-ml_pb.js';
import { plainTensor } from './constant.ts';
import { OUTSIDE_OPSETS, raiseNode } from './raise-opset.ts';
import { ImportError, type ImportSpec } from './spec.ts';

/** Every name of an outside model begins so in its release, so that none is one of ours. */
const PREFIX = 'outside/';
export const outsideName = (name: string): string => `${PREFIX}${name}`;

/** The body of an outside model in opset 17: nodes and constants from its inputs to its one output, renamed. */
export interface OutsideGraph {
  nodes: NodeProto[];
  constants: TensorProto[];
  /** What the file says of its maker, and its operator set. */
  producer: string;
  opset: number;
}

/** Reads an outside model; throws an ImportError where it is not ONNX. */
export function parseOutsideModel(bytes: Uint8Array): ModelProto {
  try {
    return fromBinary(ModelProtoSchema, bytes);
  } catch (error) {
    throw new ImportError('the model is not an ONNX file', { cause: error });
  }
}

/** Takes the body out of an outside model; throws an ImportError that names what cannot be taken. */
export function readOutsideGraph(model: ModelProto, spec: ImportSpec): OutsideGraph {
  const opset = opsetOf(model);
  const graph = model.graph;
  if (!graph) throw new ImportError('the model holds no graph');
  if (model.functions.length > 0) throw new ImportError('the model defines functions of its own; export it without');
  if (graph.sparseInitializer.length > 0) throw new ImportError('the model has sparse weights');
  const constants = new Map(graph.initializer.map((tensor) => [tensor.name, plainTensor(tensor, tensor.name)]));
  requireTensors(
    graph.input.map(({ name }) => name).filter((name) => !constants.has(name)),
    spec,
    graph.output,
  );
  const nodes: NodeProto[] = [];
  for (const node of graph.node) {
    const raised = raiseNode(node, opset, constants);
    for (const constant of raised.constants) constants.set(constant.name, constant);
    nodes.push(...raised.nodes);
  }
  const used = neededFor(spec.output.tensor, nodes);
  return {
    nodes: nodes.filter((node) => used.has(node.output[0]!)).map(renamed),
    constants: [...constants.values()]
      .filter(({ name }) => used.has(name))
      .map((tensor) => plainTensor(tensor, outsideName(tensor.name))),
    producer: `${model.producerName} ${model.producerVersion}`.trim(),
    opset,
  };
}

function opsetOf({ opsetImport, graph }: ModelProto): number {
  const version = Number(opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx')?.version ?? 0n);
  // Converters import the operator set of classical machine learning whether it is used or not.
  if (version < OUTSIDE_OPSETS.least || version > OUTSIDE_OPSETS.most || !graph) {
    throw new ImportError(
      `the model has opset ${version}; ${OUTSIDE_OPSETS.least} to ${OUTSIDE_OPSETS.most} are taken`,
    );
  }
  return version;
}

const list = (names: readonly string[]): string => names.map((name) => JSON.stringify(name)).join(', ') || 'none';

function requireTensors(inputs: readonly string[], spec: ImportSpec, outputs: readonly { name: string }[]): void {
  const wanted = spec.inputs.map(({ tensor }) => tensor);
  const same = inputs.length === wanted.length && wanted.every((name) => inputs.includes(name));
  if (!same) throw new ImportError(`the model has the inputs ${list(inputs)}, the spec has ${list(wanted)}`);
  const names = outputs.map(({ name }) => name);
  if (!names.includes(spec.output.tensor)) {
    throw new ImportError(`the model has the outputs ${list(names)}, the spec has ${list([spec.output.tensor])}`);
  }
}

/** Names of every value that an output is made from, itself included. */
function neededFor(output: string, nodes: readonly NodeProto[]): Set<string> {
  const needed = new Set([output]);
  for (const node of nodes.toReversed())
    if (needed.has(node.output[0]!)) for (const name of node.input) needed.add(name);
  return needed;
}

const renamed = (node: NodeProto): NodeProto =>
  create(NodeProtoSchema, {
    opType: node.opType,
    name: outsideName(node.output[0]!),
    input: node.input.map(outsideName),
    output: node.output.slice(0, 1).map(outsideName),
    attribute: node.attribute,
  });
