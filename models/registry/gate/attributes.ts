import { type AttributeProto, AttributeProto_AttributeType, type NodeProto } from '../../contract/onnx/onnx-ml_pb.js';
import { GateFault } from './fault.ts';

export type AttributeKind = 'int' | 'float' | 'string' | 'ints';

const { FLOAT, INT, STRING, INTS, GRAPH, GRAPHS, SPARSE_TENSOR, SPARSE_TENSORS } = AttributeProto_AttributeType;

const TYPE: Record<AttributeKind, AttributeProto_AttributeType> = {
  float: FLOAT,
  int: INT,
  string: STRING,
  ints: INTS,
};
const GRAPH_TYPES: readonly AttributeProto_AttributeType[] = [GRAPH, GRAPHS];
const SPARSE_TYPES: readonly AttributeProto_AttributeType[] = [SPARSE_TENSOR, SPARSE_TENSORS];

/** The attributes of a node, read by kind; what is not given has the default of the operator. */
export interface Attributes {
  int(name: string, otherwise: number): number;
  ints(name: string): number[] | undefined;
  string(name: string, otherwise: string): string;
}

/** Refuses attributes that hold graphs or sparse tensors, whatever the operator. */
export function refuseSubgraphs(node: NodeProto): void {
  for (const attribute of node.attribute) {
    if (attribute.g || attribute.graphs.length > 0 || GRAPH_TYPES.includes(attribute.type)) {
      throw new GateFault('subgraph', `${node.opType} holds a graph in its attribute ${quote(attribute.name)}`);
    }
    if (attribute.sparseTensor || attribute.sparseTensors.length > 0 || SPARSE_TYPES.includes(attribute.type)) {
      throw new GateFault('sparse-tensor', `${node.opType} holds a sparse tensor`);
    }
  }
}

/** Reads the attributes of a node against what its operator allows; throws GateFault. */
export function readAttributes(node: NodeProto, allowed: Readonly<Record<string, AttributeKind>>): Attributes {
  const found = new Map<string, AttributeProto>();
  for (const attribute of node.attribute) {
    const kind = Object.hasOwn(allowed, attribute.name) ? allowed[attribute.name] : undefined;
    const where = `${node.opType}.${quote(attribute.name)}`;
    if (!kind) throw new GateFault('attribute', `${where} is not an attribute that is allowed here`);
    if (found.has(attribute.name)) throw new GateFault('attribute', `${where} is given twice`);
    if (attribute.type !== TYPE[kind] || attribute.refAttrName) {
      throw new GateFault('attribute-type', `${where} is not given as ${kind}`);
    }
    if (holdsMore(attribute, kind)) throw new GateFault('attribute-type', `${where} holds more than one value`);
    if (!Number.isFinite(attribute.f)) throw new GateFault('attribute-not-finite', `${where} is not finite`);
    found.set(attribute.name, attribute);
  }
  return {
    int: (name, otherwise) => (found.has(name) ? Number(found.get(name)!.i) : otherwise),
    ints: (name) => found.get(name)?.ints.map(Number),
    string: (name, otherwise) => (found.has(name) ? new TextDecoder().decode(found.get(name)!.s) : otherwise),
  };
}

/** Whether fields of other kinds are filled too; readers that look there would see another attribute. */
function holdsMore(attribute: AttributeProto, kind: AttributeKind): boolean {
  const { t, tp, f, i, s, floats, ints, strings, tensors, typeProtos } = attribute;
  const lists = [floats, strings, tensors, typeProtos, ...(kind === 'ints' ? [] : [ints])];
  if (t !== undefined || tp !== undefined || lists.some((list) => list.length > 0)) return true;
  return (kind !== 'float' && f !== 0) || (kind !== 'int' && i !== 0n) || (kind !== 'string' && s.length > 0);
}

/** Text from a file, shortened and escaped for an error message. */
export const quote = (text: string): string => JSON.stringify(text.slice(0, 60));
