/**
 * Why a model does not pass the gate: a closed list of stable codes with the rule that each stands for. `docs/gate.md`
 * has the same list, with what each rule keeps out; a test compares them.
 */
export const GATE_RULES = {
  // The file.
  'too-large': 'the file has more bytes than the limit',
  empty: 'the file has no bytes',
  malformed: 'the file is not an ONNX protobuf, or cut short, or lengths in it do not fit into each other',
  'unknown-field': 'a protobuf field that this version does not know',
  'repeated-field': 'a single protobuf field occurs twice, which readers understand differently',
  'wire-group': 'a protobuf group, which ONNX does not use',
  'too-deep': 'protobuf messages nested too deep',
  'too-many-fields': 'too many protobuf fields',
  'too-much-text': 'too many bytes of names and texts',
  'too-many-numbers': 'too many numbers outside raw_data',
  // The model.
  'no-graph': 'the file holds no graph',
  'ir-version': 'an IR version outside the range',
  'opset-domain': 'not exactly one operator set, of the default domain',
  'opset-version': 'an opset outside the range',
  'local-function': 'functions defined in the file',
  'training-information': 'training information',
  'device-configuration': 'device configurations',
  'quantization-annotation': 'quantization annotations',
  'metadata-repeated': 'a key of metadata_props given twice',
  'metadata-mismatch': 'metadata_props say another name or version than the manifest',
  // Weights and constants.
  'too-many-initializers': 'too many initializers',
  'sparse-tensor': 'sparse tensors',
  'external-data': 'data kept outside the file',
  'initializer-name': 'an initializer without a name, or with one that is taken',
  'element-type': 'an initializer that is neither float32 nor int64',
  dimensions: 'dimensions below 1, too large or too many',
  'data-field': 'data elsewhere than in raw_data',
  'data-length': 'raw_data is not dims x size of an element',
  'too-many-integers': 'a constant of too many integers',
  'weight-not-finite': 'a weight that is NaN or infinite',
  // Nodes.
  'too-many-nodes': 'too many nodes',
  subgraph: 'a graph inside a node (Loop, If, Scan)',
  operator: 'an operator that is not on the list',
  'operator-domain': 'an operator of another domain or overload',
  'input-count': 'a node with too few or too many inputs',
  'output-count': 'a node that does not have exactly one output',
  attribute: 'an attribute that the operator does not have, or has twice, or with a value that is not allowed',
  'attribute-type': 'an attribute given as another type',
  'attribute-not-finite': 'an attribute that is NaN or infinite',
  'value-unknown': 'a value used before it is made',
  'value-repeated': 'a value made twice, or without a name',
  rank: 'a value with too many dimensions',
  shape: 'shapes that do not fit an operator',
  'shape-from-value': 'a shape, axis or index range that is computed instead of constant',
  'index-range': 'a constant index outside what it picks from',
  // Inputs and outputs.
  'manifest-tensors': "the manifest's tensors are not those of its kind",
  'tensor-count': 'the graph has more or fewer inputs or outputs than the manifest',
  'tensor-name': 'an input or output under another name',
  'tensor-type': 'an input or output that is no tensor, or of another element type',
  'tensor-rank': 'an input or output of another rank',
  'tensor-dimensions': 'an input or output with other dimensions, or fixed where it must be free',
  'value-info': 'a stated shape that the value does not have, or one name for two sizes',
  'output-missing': 'an output that no node makes',
  'output-shape': 'an output made with another type or shape than stated',
  // Cost.
  activation: 'more memory for values than allowed at the largest chunk',
  work: 'more arithmetic than allowed at the largest chunk',
  // The smoke run.
  session: 'the runtime does not take the graph',
  'run-failed': 'the runtime fails on legal inputs',
  'output-not-finite': 'an output that is not finite for legal inputs',
  'reference-mismatch': 'other answers than the reference run says',
  'row-dependence': 'an answer that depends on the other rows of its request',
} as const;

export type GateCode = keyof typeof GATE_RULES;

/** The codes that need a runtime: what `smoke-run.ts` finds. The others come from reading the file. */
export const SMOKE_CODES: readonly GateCode[] = [
  'session',
  'run-failed',
  'output-not-finite',
  'reference-mismatch',
  'row-dependence',
];

const isGateCode = (text: string): text is GateCode => Object.hasOwn(GATE_RULES, text);

export const GATE_CODES: readonly GateCode[] = Object.keys(GATE_RULES).filter(isGateCode);

/** A refusal by the gate: the rule and the place in words. */
export class GateFault extends Error {
  readonly code: GateCode;

  constructor(code: GateCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'GateFault';
    this.code = code;
  }
}
