/** Why a model does not pass the gate: a closed list of stable codes. */
export const GATE_CODES = [
  /** More bytes than the limit. */
  'too-large',
  /** Not an ONNX protobuf, or cut short. */
  'malformed',
  /** A protobuf field that this version does not know. */
  'unknown-field',
  /** Too many fields, nodes or tensors, or nested too deep. */
  'too-many-fields',
  'ir-version',
  /** Not exactly one operator set, of the default domain, in the versions allowed. */
  'opset',
  /** Local functions, training information, device configurations or quantization annotations. */
  'extension',
  'sparse-tensor',
  'external-data',
  'subgraph',
  /** An operator that is not on the list, or of another domain. */
  'operator',
  'attribute',
  /** An initializer of another type, or whose data is not dims x size. */
  'initializer',
  /** A weight or attribute that is NaN or infinite. */
  'not-finite',
  /** A value used before it is made, or made twice, or a wrong number of them. */
  'graph',
  /** Shapes that do not fit an operator. */
  'shape',
  /** A shape, axis or index range that is computed instead of constant. */
  'shape-from-value',
  /** Inputs and outputs are not those of the manifest, or the manifest's not those of its kind. */
  'tensors',
  /** metadata_props say another name, version or schema than the manifest. */
  'metadata',
  /** More memory for values than allowed at the largest chunk. */
  'activation',
  /** More arithmetic than allowed at the largest chunk. */
  'work',
] as const;

export type GateCode = (typeof GATE_CODES)[number];

/** A refusal by the gate: the rule and the place in words. */
export class GateFault extends Error {
  readonly code: GateCode;

  constructor(code: GateCode, message: string) {
    super(message);
    this.name = 'GateFault';
    this.code = code;
  }
}
