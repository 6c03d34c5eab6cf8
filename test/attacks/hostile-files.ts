import { create, toBinary } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
} from '../../models/contract/onnx/onnx-ml_pb.js';
import { generatorBytes } from '../registry/release-fixture.ts';
import type { HostileModel } from './hostile-models.ts';

/** Files that are wrong below the level of ONNX: bytes, lengths, depth, counts. */

type Bytes = Uint8Array<ArrayBuffer>;
const good = generatorBytes();
const utf8 = (text: string): number[] => [...new TextEncoder().encode(text)];

/** A number as protobuf writes it. */
function varint(value: bigint | number): number[] {
  const bytes: number[] = [];
  let rest = BigInt(value);
  do {
    bytes.push(Number(rest & 0x7fn) | (rest > 0x7fn ? 0x80 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return bytes;
}

/** Tags of length-delimited fields: ModelProto.graph, GraphProto.node, .initializer, TensorProto.raw_data … */
const TAG = {
  graph: 0x3a,
  node: 0x0a,
  initializer: 0x2a,
  opset: 0x42,
  rawData: 0x4a,
  dims: 0x0a,
  opType: 0x22,
} as const;

/** A length-delimited field that says how long it is, truly or not. */
const field = (tag: number, body: readonly number[], length: bigint | number = body.length): number[] => [
  tag,
  ...varint(length),
  ...body,
];
const file = (...parts: readonly (readonly number[])[]): Bytes => Uint8Array.from(parts.flat());
const irVersion = [0x08, 8];
const graphOf = (...parts: readonly (readonly number[])[]): Bytes => file(irVersion, field(TAG.graph, parts.flat()));
const appended = (tail: number[]): Bytes => new Uint8Array([...good, ...tail]);

/** GraphProto inside AttributeProto inside NodeProto inside GraphProto …, as deep as asked. */
function nested(depth: number): Bytes {
  let graph = create(GraphProtoSchema, { name: 'leaf' });
  for (let i = 0; i < depth; i++) {
    const attribute = [{ name: 'body', type: AttributeProto_AttributeType.GRAPH, g: graph }];
    graph = create(GraphProtoSchema, {
      node: [create(NodeProtoSchema, { opType: 'If', input: ['c'], output: ['o'], attribute })],
    });
  }
  return new Uint8Array(toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: 8n, graph })));
}

/** The same by bytes, far deeper than any library writes: graph { node { attribute { g { … } } } }. */
function abyss(depth: number): Bytes {
  const lengths = [0];
  for (let i = 0; i < depth; i++) lengths.push(lengths[i]! + 1 + varint(lengths[i]!).length);
  const tags = [TAG.graph, TAG.node, 0x2a, 0x32];
  const parts = irVersion.slice();
  for (let i = 0; i < depth; i++)
    parts.push(i === 0 ? TAG.graph : tags[1 + ((i - 1) % 3)]!, ...varint(lengths[depth - 1 - i]!));
  return Uint8Array.from(parts);
}

/** A graph of very many empty nodes: two bytes each in the file, an object each in memory. */
function emptyNodes(count: number): Bytes {
  const head = [TAG.graph, ...varint(2 * count)];
  const bytes = new Uint8Array(head.length + 2 * count);
  bytes.set(head);
  for (let i = 0; i < count; i++) bytes[head.length + 2 * i] = TAG.node;
  return bytes;
}

/** A tensor whose raw data say they are longer, or whose message says it is shorter, than the other: they overlap. */
const overlapping = (says: number, holds: number, message?: number): Bytes => {
  const tensor = [...field(0x0a, varint(4)), ...field(TAG.rawData, Array<number>(holds).fill(0), says)];
  return graphOf(field(TAG.initializer, tensor, message ?? tensor.length));
};

const many = (count: number, part: number[]): number[] => Array.from({ length: count }, () => part).flat();

/** Every hostile file of this kind. */
export const HOSTILE_FILES: readonly HostileModel[] = [
  { what: 'an empty file', code: 'empty', bytes: new Uint8Array(0) },
  { what: 'a file above the limit', code: 'too-large', bytes: new Uint8Array(9 * 1024 * 1024) },
  { what: 'zeros', code: 'malformed', bytes: new Uint8Array(1000) },
  { what: 'a web page', code: 'wire-group', bytes: file(utf8('<!doctype html><html>')) },
  { what: 'a zip archive', code: 'unknown-field', bytes: file([0x50, 0x4b, 0x03, 0x04, 0x14, 0, 0, 0]) },
  { what: 'a pickle', code: 'unknown-field', bytes: file([0x80, 0x04, 0x95, ...utf8("cos\nsystem\n(S'id'\ntR.")]) },
  { what: 'a field of ModelProto that nobody knows', code: 'unknown-field', bytes: appended([0xfa, 0x3f, 0x01, 0x00]) },
  { what: 'a field number of zero', code: 'malformed', bytes: appended([0x00, 0x00]) },
  { what: 'a wire type that does not exist', code: 'malformed', bytes: appended([0x0f, 0x00]) },
  { what: 'a second IR version', code: 'repeated-field', bytes: appended([0x08, 0x07]) },
  { what: 'a second graph', code: 'repeated-field', bytes: appended([0x3a, 0x00]) },
  { what: 'a group', code: 'wire-group', bytes: appended([0x43, 0x44]) },
  {
    what: 'a graph that is longer than the file',
    code: 'malformed',
    bytes: file(irVersion, field(TAG.graph, [1], 1e6)),
  },
  { what: 'a length of 2^31', code: 'malformed', bytes: file(field(TAG.graph, [], 1n << 31n)) },
  { what: 'a length of 2^32 + 1', code: 'malformed', bytes: file(field(TAG.graph, [0], (1n << 32n) + 1n)) },
  { what: 'a length of 2^64 - 1', code: 'malformed', bytes: file(field(TAG.graph, [0], (1n << 64n) - 1n)) },
  { what: 'a number of eleven bytes', code: 'malformed', bytes: file([0x08, ...Array<number>(10).fill(0xff), 0x01]) },
  { what: 'a number without an end', code: 'malformed', bytes: file([0x08, 0xff, 0xff]) },
  { what: 'raw data longer than their tensor', code: 'malformed', bytes: overlapping(64, 16) },
  { what: 'raw data that reach into the next field', code: 'malformed', bytes: overlapping(17, 16) },
  { what: 'a tensor that ends inside its data', code: 'malformed', bytes: overlapping(16, 16, 10) },
  { what: 'a name that is not UTF-8', code: 'malformed', bytes: graphOf(field(0x12, [0xc3, 0x28])) },
  { what: 'a graph that is a number', code: 'malformed', bytes: file(irVersion, [0x38, 0x01]) },
  { what: 'graphs nested 40 deep', code: 'too-deep', bytes: nested(40) },
  { what: 'messages nested 10,000 deep', code: 'too-deep', bytes: abyss(10_000) },
  { what: 'a million empty nodes', code: 'too-many-fields', bytes: emptyNodes(1_000_000) },
  { what: 'four million empty nodes', code: 'too-many-fields', bytes: emptyNodes(4_000_000) },
  { what: 'thirty thousand operator sets', code: 'too-many-fields', bytes: file(many(30_000, field(TAG.opset, []))) },
  {
    what: 'an operator name of 2 MB',
    code: 'too-much-text',
    bytes: graphOf(field(TAG.node, field(TAG.opType, Array<number>(2e6).fill(0x41)))),
  },
  {
    what: 'a hundred thousand dimensions',
    code: 'too-many-numbers',
    bytes: graphOf(field(TAG.initializer, field(TAG.dims, Array<number>(1e5).fill(1)))),
  },
];

/** The good file cut at every so many bytes. */
export const TRUNCATED_MODELS: readonly Bytes[] = Array.from({ length: 20 }, (_, i) =>
  good.slice(0, Math.floor(((i + 1) * good.length) / 21)),
);
