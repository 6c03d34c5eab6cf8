import type { GeneratorManifest, ScorerManifest } from '../../contract/manifest.ts';
import type { GraphProto, ModelProto, ValueInfoProto } from '../../contract/onnx/onnx-ml_pb.js';
import { GENERATOR_TENSORS, HADRON_FEATURES, METADATA, SCORER_TENSORS } from '../../contract/tensors.ts';
import { quote } from './attributes.ts';
import { type GateCode, GateFault } from './fault.ts';
import { ELEMENT_TYPES } from './initializers.ts';
import type { Rows } from './limits.ts';
import type { ElementType, Value } from './value.ts';

type Common = 'name' | 'version' | 'tensors' | 'features';

/** What the gate asks of a manifest: a model can pass before its certificate is made. */
export type GateManifest =
  | Pick<GeneratorManifest, Common | 'kind' | 'generator'>
  | Pick<ScorerManifest, Common | 'kind' | 'scorer'>;

/** A tensor of the contract: a letter is a free dimension. */
export interface TensorSpec {
  name: string;
  type: ElementType;
  shape: readonly (number | 'n' | 'N' | 'B')[];
}

export interface Interface {
  inputs: readonly TensorSpec[];
  outputs: readonly TensorSpec[];
}

/** Inputs and outputs that a model of this kind has (DESIGN section 5). */
export function expectedInterface(manifest: GateManifest): Interface {
  if (manifest.kind === 'generator') {
    const { condition, noise, angles } = GENERATOR_TENSORS;
    return {
      inputs: [
        { name: condition, type: 'float32', shape: ['n', manifest.features.length] },
        { name: noise, type: 'float32', shape: ['n', manifest.generator.noise_dimension] },
      ],
      outputs: [{ name: angles, type: 'float32', shape: ['n', 2] }],
    };
  }
  const { hadrons, event, count, logit } = SCORER_TENSORS;
  return {
    inputs: [
      { name: hadrons, type: 'float32', shape: ['N', HADRON_FEATURES.length] },
      { name: event, type: 'int64', shape: ['N'] },
      { name: count, type: 'float32', shape: ['B'] },
    ],
    outputs: [{ name: logit, type: 'float32', shape: ['B'] }],
  };
}

const describe = ({ name, type, shape }: TensorSpec): string => `${name}: ${type}[${shape.join(', ')}]`;

/** Refuses a manifest whose tensors are not those of its kind, and a graph whose tensors are not the manifest's. */
export function checkInterface(manifest: GateManifest, graph: GraphProto): Interface {
  const expected = expectedInterface(manifest);
  for (const side of ['inputs', 'outputs'] as const) {
    const stated = manifest.tensors[side].map(describe).join('; ');
    const wanted = expected[side].map(describe).join('; ');
    if (stated !== wanted)
      throw new GateFault('manifest-tensors', `the manifest's ${side} are ${stated}; a ${manifest.kind} has ${wanted}`);
  }
  compare('input', expected.inputs, graph.input);
  compare('output', expected.outputs, graph.output);
  return expected;
}

function compare(side: string, expected: readonly TensorSpec[], actual: readonly ValueInfoProto[]): void {
  if (expected.length !== actual.length) {
    throw new GateFault('tensor-count', `the graph has ${actual.length} ${side}s instead of ${expected.length}`);
  }
  expected.forEach((spec, i) => {
    const fault = difference(spec, actual[i]!);
    if (fault) {
      const [code, what] = fault;
      throw new GateFault(code, `${side} ${i} of the graph ${what}; the manifest says ${describe(spec)}`);
    }
  });
}

function difference(spec: TensorSpec, info: ValueInfoProto): [GateCode, string] | null {
  if (info.name !== spec.name) return ['tensor-name', `is named ${quote(info.name)}`];
  const type = info.type?.value;
  if (type?.case !== 'tensorType') return ['tensor-type', 'is not a tensor'];
  if (ELEMENT_TYPES.get(type.value.elemType) !== spec.type) return ['tensor-type', 'has another element type'];
  const dims = type.value.shape?.dim;
  if (dims?.length !== spec.shape.length) return ['tensor-rank', 'has another rank'];
  const fits = spec.shape.every((size, i) => {
    const dim = dims[i]!.value;
    return typeof size === 'number' ? dim.case === 'dimValue' && Number(dim.value) === size : dim.case !== 'dimValue';
  });
  return fits ? null : ['tensor-dimensions', 'has other dimensions'];
}

/** The value of a tensor when the free dimensions have these sizes. */
export function valueAt(spec: TensorSpec, rows: Rows): Value {
  return { type: spec.type, shape: spec.shape.map((size) => (typeof size === 'number' ? size : rows[size])) };
}

/** Where the file repeats name or version (DESIGN section 5), they must be the manifest's. */
export function checkMetadata(manifest: GateManifest, model: ModelProto): void {
  const expected = new Map<string, string>([
    [METADATA.name, manifest.name],
    [METADATA.version, manifest.version],
  ]);
  const seen = new Set<string>();
  for (const { key, value } of model.metadataProps) {
    if (seen.has(key)) throw new GateFault('metadata-repeated', `metadata ${quote(key)} is given twice`);
    seen.add(key);
    const wanted = expected.get(key);
    if (wanted !== undefined && wanted !== value) {
      throw new GateFault(
        'metadata-mismatch',
        `${key} is ${quote(value)} in the file and ${quote(wanted)} in the manifest`,
      );
    }
  }
}
