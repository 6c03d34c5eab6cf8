import { type DescField, type DescMessage, fromBinary, ScalarType } from '@bufbuild/protobuf';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { type ModelProto, ModelProtoSchema } from './onnx/onnx-ml_pb.js';

/** Caps on the structure of an ONNX file, so that a small file cannot become a large object. */
const MAX_DEPTH = 12;
const MAX_FIELDS = 20_000;
/** Bytes of all packed number lists: dimensions, axes. Weights belong in raw_data. */
const MAX_PACKED_BYTES = 1 << 16;
/** Bytes of all names and strings. */
const MAX_TEXT_BYTES = 1 << 20;

/** Why bytes are not read as an ONNX model. */
export type OnnxFormatReason =
  | 'empty'
  | 'malformed'
  | 'unknown-field'
  | 'repeated-field'
  | 'wire-group'
  | 'too-deep'
  | 'too-many-fields'
  | 'too-much-text'
  | 'too-many-numbers';

export class OnnxFormatError extends Error {
  readonly reason: OnnxFormatReason;

  constructor(reason: OnnxFormatReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'OnnxFormatError';
    this.reason = reason;
  }
}

/**
 * Reads an ONNX file. Before anything is built the bytes are walked field by field: every field must be one that we know,
 * a single field may occur once (readers differ on what a second one means), and depth and counts stay below caps. Raw
 * tensor bytes are views into `bytes`.
 *
 * Throws OnnxFormatError.
 */
export function readOnnx(bytes: Uint8Array): ModelProto {
  if (bytes.length === 0) throw new OnnxFormatError('empty', 'the file is empty');
  try {
    scan(ModelProtoSchema, bytes, 0, { fields: 0, packed: 0, text: 0 });
    return fromBinary(ModelProtoSchema, bytes, { readUnknownFields: false, recursionLimit: MAX_DEPTH + 1 });
  } catch (error) {
    if (error instanceof OnnxFormatError) throw error;
    throw new OnnxFormatError('malformed', 'the file is not an ONNX protobuf', { cause: error });
  }
}

interface Spent {
  fields: number;
  packed: number;
  text: number;
}

function scan(message: DescMessage, bytes: Uint8Array, depth: number, spent: Spent): void {
  if (depth > MAX_DEPTH) throw new OnnxFormatError('too-deep', `messages nested deeper than ${MAX_DEPTH}`);
  const reader = new BinaryReader(bytes);
  const seen = new Set<number | string>();
  while (reader.pos < reader.len) {
    const [number, wire] = reader.tag();
    if (++spent.fields > MAX_FIELDS) throw new OnnxFormatError('too-many-fields', `more than ${MAX_FIELDS} fields`);
    const field = fieldsOf(message).get(number);
    if (!field) throw new OnnxFormatError('unknown-field', `${message.name} has no field ${number} that we know`);
    refuseRepeated(field, seen);
    if (wire === WireType.StartGroup || wire === WireType.EndGroup) {
      throw new OnnxFormatError('wire-group', `${message.name}.${field.name} is written as a group`);
    }
    if (wire === WireType.LengthDelimited) scanValue(field, reader.bytes(), depth, spent);
    else reader.skip(wire, number);
  }
}

function scanValue(field: DescField, bytes: Uint8Array, depth: number, spent: Spent): void {
  if (field.message) {
    scan(field.message, bytes, depth + 1, spent);
  } else if (field.scalar === ScalarType.STRING) {
    spent.text += bytes.length;
    requireUtf8(field, bytes);
  } else if (field.scalar !== ScalarType.BYTES) {
    spent.packed += bytes.length;
  }
  if (spent.text > MAX_TEXT_BYTES) throw new OnnxFormatError('too-much-text', 'more than 1 MiB of text');
  if (spent.packed > MAX_PACKED_BYTES) {
    throw new OnnxFormatError('too-many-numbers', 'more than 64 KiB of numbers outside raw_data');
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/** Names that decode with losses could be different values to a runtime and the same to us. */
function requireUtf8(field: DescField, bytes: Uint8Array): void {
  try {
    utf8.decode(bytes);
  } catch (error) {
    throw new OnnxFormatError('malformed', `${field.parent.name}.${field.name} is not UTF-8`, { cause: error });
  }
}

function refuseRepeated(field: DescField, seen: Set<number | string>): void {
  if (field.fieldKind === 'list' || field.fieldKind === 'map') return;
  const key = field.oneof?.name ?? field.number;
  if (seen.has(key)) throw new OnnxFormatError('repeated-field', `${field.parent.name}.${field.name} occurs twice`);
  seen.add(key);
}

const fieldMaps = new WeakMap<DescMessage, ReadonlyMap<number, DescField>>();

function fieldsOf(message: DescMessage): ReadonlyMap<number, DescField> {
  let fields = fieldMaps.get(message);
  if (!fields) {
    fields = new Map(message.fields.map((field) => [field.number, field]));
    fieldMaps.set(message, fields);
  }
  return fields;
}
